package rest

import (
	"bytes"
	"errors"
	"io"
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

// Streams says whether the body of an operation's input may be large.
func Streams(s *awsapi.Service, op *awsapi.Operation) bool {
	if op.Input == awsapi.None {
		return false
	}
	_, m := Payload(s, op.Input)
	return m != nil && (m.Streaming || s.Shapes[m.Shape].Streaming) && s.Shapes[m.Shape].Kind == awsapi.Blob
}

// IsRaw says whether a payload is the body as it stands.
func IsRaw(s *awsapi.Shape) bool { return s.Kind == awsapi.Blob || s.Kind == awsapi.String }

// SetRaw makes a body the value of a raw payload; an empty body is an absent one, unless it is streamed: then only who
// reads it will know.
func SetRaw(s *awsapi.Shape, r *protocol.Request, field reflect.Value) error {
	if field.Kind() == reflect.Interface {
		field.Set(reflect.ValueOf(reader(r)))
		return nil
	}
	body, err := all(r)
	if err != nil || len(body) == 0 {
		return err
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

// reader is the body for an input that reads it itself.
func reader(r *protocol.Request) io.Reader {
	if r.Stream != nil {
		return r.Stream
	}
	return bytes.NewReader(r.Body)
}

// all is the body for an input that holds it.
func all(r *protocol.Request) ([]byte, error) {
	if r.Stream == nil {
		return r.Body, nil
	}
	// One byte more tells the largest from one that is too large, and asks for what comes at the end.
	body, err := io.ReadAll(io.LimitReader(r.Stream, r.MaxBody+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > r.MaxBody {
		return nil, protocol.TooLarge()
	}
	return body, nil
}

// WriteRaw makes a raw payload the body of a response, of the type that a header member names if one does.
func WriteRaw(r *protocol.Response, s *awsapi.Shape, v reflect.Value) {
	usual := "text/plain"
	if s.Kind == awsapi.Blob {
		usual = "application/octet-stream"
	}
	if body, ok := v.Interface().(io.Reader); ok {
		r.Stream = copied{body}
	} else if s.Kind == awsapi.Blob {
		r.Body = v.Bytes()
	} else {
		r.Body = []byte(v.String())
	}
	if r.ContentType = r.Header.Get("Content-Type"); r.ContentType == "" {
		r.ContentType = usual
	}
}

// copied is a body that an operation gave to be read.
type copied struct{ body io.Reader }

func (c copied) WriteTo(w io.Writer, _ func() error) error {
	_, err := io.Copy(w, c.body)
	return errors.Join(err, c.Close())
}

func (c copied) Close() error {
	if closer, ok := c.body.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}
