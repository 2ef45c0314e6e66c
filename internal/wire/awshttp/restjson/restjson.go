// Package restjson is AWS's REST protocol with bodies in JSON.
//
//	method and path ─ Route ─► Operation
//	labels, query, headers, body ─ Decode ─► input      output ─ Encode ─► status, headers, body
//	                                                     error ─ Fail ──► {"message": …}, x-amzn-ErrorType
package restjson

import (
	"reflect"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/jsonbody"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/rest"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

const contentType = "application/json"

// Codec speaks the protocol for one service.
type Codec struct {
	service *awsapi.Service
	router  *rest.Router
	body    *jsonbody.Codec
}

var _ protocol.Protocol = (*Codec)(nil)

// New makes the codec of a service.
func New(s *awsapi.Service) *Codec {
	return &Codec{service: s, router: rest.NewRouter(s), body: jsonbody.New(s)}
}

// Route finds the operation that method and path name.
func (c *Codec) Route(r *protocol.Request) (protocol.Call, error) {
	m, err := c.router.Find(r)
	if err != nil {
		return protocol.Call{}, err
	}
	return protocol.Call{
		Operation: m.Operation, Streams: rest.Streams(c.service, m.Operation), Decode: func(in any) error { return c.decode(m, r, in) },
	}, nil
}

func (c *Codec) decode(m *rest.Match, r *protocol.Request, in any) error {
	input := m.Operation.Input
	if input == awsapi.None {
		return nil
	}
	if err := c.readBody(input, r, in); err != nil {
		return err
	}
	// After the body, so that nothing in it can stand in for a label.
	return c.router.Bind(m, in)
}

func (c *Codec) readBody(input int, r *protocol.Request, in any) error {
	i, payload := rest.Payload(c.service, input)
	if payload == nil {
		return c.body.Decode(r.Body, input, in, protocol.Input)
	}
	field := reflect.ValueOf(in).Elem().Field(i)
	if s := &c.service.Shapes[payload.Shape]; rest.IsRaw(s) {
		return rest.SetRaw(s, r, field)
	}
	if len(r.Body) == 0 {
		return nil
	}
	return c.body.Decode(r.Body, payload.Shape, scalar.Deref(field).Addr().Interface(), protocol.Nested)
}

// Encode writes an output.
func (c *Codec) Encode(op *awsapi.Operation, out any, _ string) (*protocol.Response, error) {
	r, err := c.router.Unbind(op, out)
	if err != nil || op.Output == awsapi.None {
		return r, err
	}
	i, payload := rest.Payload(c.service, op.Output)
	if payload == nil {
		c.writeBody(r, op, out)
		return r, nil
	}
	field := reflect.ValueOf(out).Elem().Field(i)
	if scalar.Absent(field) {
		return r, nil
	}
	s := &c.service.Shapes[payload.Shape]
	switch {
	case s.EventStream:
		rest.WriteEvents(r, c.service, s, field, c)
		return r, nil
	case rest.IsRaw(s):
		rest.WriteRaw(r, s, reflect.Indirect(field))
		return r, nil
	}
	r.ContentType = contentType
	r.Body = c.body.Append(nil, payload.Shape, reflect.Indirect(field).Addr().Interface(), protocol.Nested)
	return r, nil
}

// writeBody leaves the body out where the status has none (RFC 9110 sections 15.3.5 and 15.4.5).
func (c *Codec) writeBody(r *protocol.Response, op *awsapi.Operation, out any) {
	if r.Status == 204 || r.Status == 304 {
		return
	}
	r.ContentType = contentType
	r.Body = c.body.Append(nil, op.Output, out, protocol.Output)
}

// Event writes an event that has members.
func (c *Codec) Event(m *awsapi.Member, event any) (body []byte, bodyType string) {
	return c.body.Append(nil, m.Shape, event, protocol.Nested), contentType
}

// Exception writes the exception that ends a sequence.
func (c *Codec) Exception(e *awsapi.Exception) (body []byte, bodyType string) {
	return append(jsonbody.AppendString([]byte(`{"message":`), e.Message), '}'), contentType
}

// Fail writes an exception: the message in the body, the code in a header.
func (c *Codec) Fail(e *awsapi.Exception, _ protocol.Failure) (*protocol.Response, error) {
	body, err := jsonbody.AppendException(nil, e, "")
	if err != nil {
		return nil, err
	}
	r := &protocol.Response{Status: e.Status, ContentType: contentType, Body: body}
	r.Set("X-Amzn-ErrorType", e.Code)
	return r, nil
}
