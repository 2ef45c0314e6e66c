// Package restxml is AWS's REST protocol with bodies in XML.
//
//	method and path ─ Route ─► Operation
//	labels, query, headers, body ─ Decode ─► input      output ─ Encode ─► status, headers, body
//	                                                     error ─ Fail ──► <ErrorResponse><Error>…
package restxml

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"reflect"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/rest"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
	"github.com/sallyport/sallyport/internal/wire/awshttp/xmlbody"
)

const contentType = "application/xml"

// Codec speaks the protocol for one service.
type Codec struct {
	service *awsapi.Service
	router  *rest.Router
	body    *xmlbody.Codec
}

var _ protocol.Protocol = (*Codec)(nil)

// New makes the codec of a service.
func New(s *awsapi.Service) *Codec {
	return &Codec{service: s, router: rest.NewRouter(s), body: xmlbody.New(s)}
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
	return c.router.Bind(m, in)
}

func (c *Codec) readBody(input int, r *protocol.Request, in any) error {
	i, payload := rest.Payload(c.service, input)
	if payload == nil {
		if !c.hasBody(input) {
			return nil
		}
		root, err := xmlbody.Parse(r.Body)
		if err != nil {
			return err
		}
		return c.body.Decode(root, input, in, protocol.Input)
	}
	field := reflect.ValueOf(in).Elem().Field(i)
	if s := &c.service.Shapes[payload.Shape]; rest.IsRaw(s) {
		return rest.SetRaw(s, r, field)
	}
	root, err := xmlbody.Parse(r.Body)
	if err != nil || root == nil {
		return err
	}
	return c.body.Decode(root, payload.Shape, scalar.Deref(field).Addr().Interface(), protocol.Nested)
}

// hasBody says whether any member is in the body; what is sent to an operation without such members is not read.
func (c *Codec) hasBody(shape int) bool {
	members := c.service.Shapes[shape].Members
	for i := range members {
		if protocol.Input.Holds(&members[i]) {
			return true
		}
	}
	return false
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
	name := cmp.Or(payload.LocationName, s.Name)
	root := *payload
	if root.Namespace == "" && s.Namespace == "" {
		root.Namespace, root.Prefix = c.service.XMLNamespace, ""
	}
	r.Body = c.body.AppendElement(nil, name, &root, reflect.Indirect(field).Addr().Interface(), protocol.Nested)
	return r, nil
}

// writeBody leaves the body out where no member is in it.
func (c *Codec) writeBody(r *protocol.Response, op *awsapi.Operation, out any) {
	s := &c.service.Shapes[op.Output]
	for i := range s.Members {
		m := &s.Members[i]
		if !protocol.Output.Holds(m) {
			continue
		}
		r.ContentType = contentType
		name := cmp.Or(op.ResultWrapper, s.Name)
		if op.Unwrapped {
			r.Body = c.body.AppendMember(nil, name, m, c.service.XMLNamespace, reflect.ValueOf(out).Elem().Field(i))
			return
		}
		root := &awsapi.Member{Shape: op.Output, Namespace: c.service.XMLNamespace}
		r.Body = c.body.AppendElement(nil, name, root, out, protocol.Output)
		return
	}
}

// Event writes an event that has members.
func (c *Codec) Event(m *awsapi.Member, event any) (body []byte, bodyType string) {
	return c.body.AppendElement(nil, m.WireName(), &awsapi.Member{Shape: m.Shape}, event, protocol.Nested), contentType
}

// Exception writes the exception that ends a sequence.
func (c *Codec) Exception(e *awsapi.Exception) (body []byte, bodyType string) {
	return xmlbody.AppendTextElement(nil, "message", e.Message), contentType
}

// Fail writes an exception. Those of s3 have no element around them.
func (c *Codec) Fail(e *awsapi.Exception, f protocol.Failure) (*protocol.Response, error) {
	r := &protocol.Response{Status: e.Status}
	if e.Status == http.StatusNotModified {
		return r, nil
	}
	r.ContentType = contentType
	if c.service.SigningName == "s3" {
		r.Body = xmlbody.AppendBareException(nil, e, f.Resource, f.RequestID, HostID(f.RequestID))
	} else {
		r.Body = xmlbody.AppendException(nil, e, c.service.XMLNamespace, f.RequestID)
	}
	return r, nil
}

// HostID is the second id that s3 gives a request, which clients print and nobody reads.
func HostID(requestID string) string {
	sum := sha256.Sum256([]byte(requestID))
	return base64.StdEncoding.EncodeToString(sum[:])
}
