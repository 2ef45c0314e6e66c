package gateway

import (
	"io"
	"strings"
	"time"
)

// Request is a request as it came, whatever engine read it.
type Request struct {
	Method string
	// RawPath is the path as sent, behind the stage: "/pets/1%202". StagePath is the same with the stage in front.
	RawPath, StagePath string
	RawQuery           string
	Header             Header
	// Body is read once, after the client was let in; nil is no payload. Size is its length, -1 if it is not known.
	Body io.Reader
	Size int64

	SourceIP string
	Host     string
	Proto    string // "HTTP/1.1"
	Secure   bool
	Time     time.Time // the product's time of arrival
}

// Response is what to send. Its header has no Date, Content-Length nor framing: they are the engine's.
type Response struct {
	Status int
	Header Header
	Body   string
}

// Field is a header field, its name spelled as sent or as to be sent.
type Field struct{ Name, Value string }

// Header is a list of header fields in their order on the wire, as far as the engine knows it.
type Header []Field

// Get is the first value of a name, in any case, or "".
func (h Header) Get(name string) string {
	for i := range h {
		if h[i].is(name) {
			return h[i].Value
		}
	}
	return ""
}

// Has tells whether there is a field of this name, in any case.
func (h Header) Has(name string) bool {
	for i := range h {
		if h[i].is(name) {
			return true
		}
	}
	return false
}

// Values appends all values of a name, in any case, to out.
func (h Header) Values(out []string, name string) []string {
	for i := range h {
		if h[i].is(name) {
			out = append(out, h[i].Value)
		}
	}
	return out
}

func (f *Field) is(name string) bool {
	return len(f.Name) == len(name) && strings.EqualFold(f.Name, name)
}

// Set gives a name one value, replacing what it had.
func (h *Header) Set(name, value string) {
	kept := (*h)[:0]
	for _, f := range *h {
		if !f.is(name) {
			kept = append(kept, f)
		}
	}
	*h = append(kept, Field{name, value})
}

// Add appends a field.
func (h *Header) Add(name, value string) { *h = append(*h, Field{name, value}) }
