// Package json11 is AWS's JSON protocol, version 1.1: every request is a POST whose X-Amz-Target names the operation.
//
//	X-Amz-Target: Prefix.Operation ─ Route ─► Operation
//	{"Member": …}                  ─ Decode ─► input        output ─ Encode ─► {"Member": …}
//	                                                         error ─ Fail ──► {"__type": "Code", "message": …}
package json11

import (
	"net/http"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/jsonbody"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

// Codec speaks the protocol for one service.
type Codec struct {
	service     *awsapi.Service
	body        *jsonbody.Codec
	contentType string
}

var _ protocol.Protocol = (*Codec)(nil)

// New makes the codec of a service.
func New(s *awsapi.Service) *Codec {
	return &Codec{service: s, body: jsonbody.New(s), contentType: "application/x-amz-json-" + s.JSONVersion}
}

// Route finds the operation that X-Amz-Target names.
func (c *Codec) Route(r *protocol.Request) (protocol.Call, error) {
	prefix, name, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	op := c.service.Operation(name)
	if r.Method != http.MethodPost || prefix != c.service.TargetPrefix || op == nil {
		return protocol.Call{}, protocol.Malformed("UnknownOperationException", "")
	}
	return protocol.Call{Operation: op, Decode: func(in any) error {
		if op.Input == awsapi.None {
			return nil
		}
		return c.body.Decode(r.Body, op.Input, in, protocol.Nested)
	}}, nil
}

// Encode writes an output; an operation without one has an empty body.
func (c *Codec) Encode(op *awsapi.Operation, out any, _ string) (*protocol.Response, error) {
	r := &protocol.Response{Status: http.StatusOK, ContentType: c.contentType}
	if op.Output != awsapi.None {
		r.Body = c.body.Append(nil, op.Output, out, protocol.Nested)
	}
	return r, nil
}

// Fail writes an error, its code and message in headers too, where browsers' clients look first.
func (c *Codec) Fail(e *awsapi.Exception, _ protocol.Failure) (*protocol.Response, error) {
	body, err := jsonbody.AppendException(nil, e, "__type")
	if err != nil {
		return nil, err
	}
	r := &protocol.Response{Status: e.Status, ContentType: c.contentType, Body: body}
	r.Set("X-Amzn-ErrorType", e.Code+":")
	if message := protocol.HeaderText(e.Message); message != "" {
		r.Set("X-Amzn-ErrorMessage", message)
	}
	return r, nil
}
