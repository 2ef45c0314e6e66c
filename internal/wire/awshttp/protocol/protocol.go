// Package protocol is what the handler of a service asks of a wire protocol.
//
//	Request ─ Route ─► Call{Operation, Decode} ─► … ─ Encode ─► Response
//	                                            error ─ Fail ──► Response
//
// A protocol knows messages and nothing of signatures, callers or logs.
package protocol

import (
	"io"
	"net/http"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// Request is an HTTP request. Its body has been read or, where Stream is set, has not.
type Request struct {
	Method string
	// Path and Query are the halves of the request target as they were sent.
	Path, Query string
	Header      http.Header
	Body        []byte
	// Stream reads the body of a call that Streams. Its errors can be shown, and until it has ended in io.EOF nobody knows
	// whether the body is what it is said to be. Headers that came behind the body are in Header from then on.
	Stream io.Reader
	// MaxBody is how much of Stream may be kept in memory.
	MaxBody int64
}

// Call is what a request asks for.
type Call struct {
	Operation *awsapi.Operation
	// Streams says that the body is a payload which may be large: it may be given as Stream.
	Streams bool
	// Decode fills the operation's input; its error is an *awsapi.Exception.
	Decode func(in any) error
}

// Response is an HTTP response. An empty ContentType means a response without a body.
type Response struct {
	Status      int
	ContentType string
	Header      http.Header
	Body        []byte
	// Stream, if set, is the body instead.
	Stream Stream
}

// Stream is a body that is written while it is made. It is always either written or closed.
type Stream interface {
	// WriteTo writes the body; flush sends what has been written so far. After an error the connection ends without the end
	// of the body, so that nobody takes what has come for all.
	WriteTo(w io.Writer, flush func() error) error
	// Close lets go of a body that nobody wants.
	Close() error
}

// Failure is what an answer says of a failed request beside the exception.
type Failure struct {
	RequestID string
	// Resource is the path of the request.
	Resource string
}

// Set adds a header.
func (r *Response) Set(name, value string) {
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set(name, value)
}

// Protocol reads and writes the messages of one service.
type Protocol interface {
	// Route finds the operation a request names. Its error is an *awsapi.Exception.
	Route(r *Request) (Call, error)
	// Encode writes what an operation returned.
	Encode(op *awsapi.Operation, out any, requestID string) (*Response, error)
	// Fail writes an exception.
	Fail(e *awsapi.Exception, f Failure) (*Response, error)
}

// Scope says which members of a structure are in the body of a message. Only the outermost structure has members
// elsewhere; the location of a nested member means nothing.
type Scope uint8

// The scopes.
const (
	Nested Scope = iota
	Input
	Output
)

// Holds says whether a member is in the body. A response has neither path nor query, so members bound to them are in
// its body.
func (s Scope) Holds(m *awsapi.Member) bool {
	switch s {
	case Input:
		return m.Location == ""
	case Output:
		return m.Location == "" || m.Location == "uri" || m.Location == "querystring"
	}
	return true
}

// Malformed is the answer to a request that cannot be read.
func Malformed(code, message string) *awsapi.Exception {
	return &awsapi.Exception{Code: code, Message: message, Status: http.StatusBadRequest, Sender: true}
}

// TooLarge is the answer to a body that is larger than an operation takes.
func TooLarge() *awsapi.Exception {
	return &awsapi.Exception{
		Code: "RequestEntityTooLargeException", Status: http.StatusRequestEntityTooLarge, Sender: true,
		Message: "The request is too large.",
	}
}

// HeaderText is a message as far as a header can hold it: one line of visible ASCII (RFC 9110 section 5.5).
func HeaderText(message string) string {
	const longest = 1024
	text := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return ' '
		}
		return c
	}, message)
	if len(text) > longest {
		text = text[:longest]
	}
	return strings.TrimSpace(text)
}
