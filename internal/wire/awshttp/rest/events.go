package rest

import (
	"io"
	"iter"
	"net/http"
	"reflect"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/eventstream"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

// EventBody writes the bodies of events in the way of one protocol.
type EventBody interface {
	Event(m *awsapi.Member, event any) (body []byte, bodyType string)
	Exception(e *awsapi.Exception) (body []byte, bodyType string)
}

// WriteEvents makes a sequence of events the body of a response; v is an iter.Seq2 of events and errors.
func WriteEvents(r *protocol.Response, s *awsapi.Service, shape *awsapi.Shape, v reflect.Value, body EventBody) {
	if r.ContentType = r.Header.Get("Content-Type"); r.ContentType == "" {
		r.ContentType = eventstream.ContentType
	}
	r.Stream = &events{service: s, shape: shape, sequence: v.Seq2(), body: body}
}

type events struct {
	service  *awsapi.Service
	shape    *awsapi.Shape
	sequence iter.Seq2[reflect.Value, reflect.Value]
	body     EventBody
}

// WriteTo sends each event as soon as there is one. An exception among them ends the sequence in a way that clients
// understand; of any other error they are told no more than that it was one.
func (e *events) WriteTo(w io.Writer, flush func() error) error {
	send := func(message []byte, err error) error {
		if err == nil {
			_, err = w.Write(message)
		}
		if err == nil {
			err = flush()
		}
		return err
	}
	if err := flush(); err != nil {
		return err
	}
	for event, failure := range e.sequence {
		if err, _ := failure.Interface().(error); err != nil {
			shown := awsapi.AsException(err)
			if shown != nil {
				return send(e.exception(shown))
			}
			if unsent := send(e.exception(internalFailure())); unsent != nil {
				return unsent
			}
			return err
		}
		if err := send(e.message(reflect.Indirect(event))); err != nil {
			return err
		}
	}
	return nil
}

// Close has nothing to let go of: what makes the events has not begun.
func (e *events) Close() error { return nil }

func internalFailure() *awsapi.Exception {
	return &awsapi.Exception{Code: "InternalFailure", Status: http.StatusInternalServerError, Message: "An internal error has occurred."}
}

// message writes the one member that an event has.
func (e *events) message(event reflect.Value) ([]byte, error) {
	for i := range e.shape.Members {
		m, f := &e.shape.Members[i], event.Field(i)
		if scalar.Absent(f) {
			continue
		}
		body, bodyType := e.payload(m, reflect.Indirect(f))
		return eventstream.AppendMessage(nil, []eventstream.Header{
			{Name: eventstream.EventType, Value: m.WireName()},
			{Name: eventstream.BodyType, Value: bodyType},
			{Name: eventstream.MessageType, Value: "event"},
		}, body)
	}
	return nil, nil
}

// payload is the member of an event that is its body, or all its members.
func (e *events) payload(m *awsapi.Member, v reflect.Value) (body []byte, bodyType string) {
	s := &e.service.Shapes[m.Shape]
	for i := range s.Members {
		if !s.Members[i].EventPayload {
			continue
		}
		raw := &e.service.Shapes[s.Members[i].Shape]
		if !IsRaw(raw) {
			break
		}
		f := v.Field(i)
		if raw.Kind == awsapi.Blob {
			return f.Bytes(), "application/octet-stream"
		}
		if scalar.Absent(f) {
			return nil, "text/plain"
		}
		return []byte(reflect.Indirect(f).String()), "text/plain"
	}
	return e.body.Event(m, v.Addr().Interface())
}

func (e *events) exception(x *awsapi.Exception) ([]byte, error) {
	body, bodyType := e.body.Exception(x)
	return eventstream.AppendMessage(nil, []eventstream.Header{
		{Name: eventstream.ExceptionType, Value: x.Code},
		{Name: eventstream.BodyType, Value: bodyType},
		{Name: eventstream.MessageType, Value: "exception"},
	}, body)
}
