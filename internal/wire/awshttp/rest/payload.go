package rest

import (
	"errors"
	"reflect"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

// Payload is the member that is the whole body of a message, if the shape names one.
func Payload(s *awsapi.Service, shape int) (index int, m *awsapi.Member) {
	sh := &s.Shapes[shape]
	if sh.Payload == "" {
		return -1, nil
	}
	for i := range sh.Members {
		if sh.Members[i].Name == sh.Payload {
			return i, &sh.Members[i]
		}
	}
	return -1, nil
}

// ErrEventStream is the answer to an output that is a sequence of events, which is not written here.
var ErrEventStream = errors.New("event streams are not supported")

// IsRaw says whether a payload is the body as it stands. This is the place where a body that is streamed would part
// from one that is read.
func IsRaw(s *awsapi.Shape) bool { return s.Kind == awsapi.Blob || s.Kind == awsapi.String }

// SetRaw makes a body the value of a raw payload; an empty body is an absent one.
func SetRaw(s *awsapi.Shape, body []byte, field reflect.Value) error {
	if len(body) == 0 {
		return nil
	}
	if s.Kind == awsapi.Blob {
		field.SetBytes(body)
		return nil
	}
	if err := scalar.Set(scalar.Deref(field), s, string(body)); err != nil {
		return protocol.Malformed("SerializationException", "The body "+err.Error())
	}
	return nil
}

// WriteRaw makes a raw payload the body of a response, of the type that a header member names if one does.
func WriteRaw(r *protocol.Response, s *awsapi.Shape, v reflect.Value) {
	usual := "text/plain"
	if s.Kind == awsapi.Blob {
		usual, r.Body = "application/octet-stream", v.Bytes()
	} else {
		r.Body = []byte(v.String())
	}
	if r.ContentType = r.Header.Get("Content-Type"); r.ContentType == "" {
		r.ContentType = usual
	}
}
