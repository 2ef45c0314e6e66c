// Package query is AWS's query protocol: a request is a form whose Action names the operation, an answer is XML.
//
//	Action=Op&Version=…             ─ Route ─► Operation
//	List.member.1=a&Map.entry.1.key ─ Decode ─► input      output ─ Encode ─► <OpResponse><OpResult>…
//	                                                        error ─ Fail ──► <ErrorResponse><Error>…
//
// The form may be in the body of a POST, in the query of the target, or in part in either.
package query

import (
	"net/http"
	"reflect"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/xmlbody"
)

// Codec speaks the protocol for one service.
type Codec struct {
	service *awsapi.Service
	body    *xmlbody.Codec
}

var _ protocol.Protocol = (*Codec)(nil)

// New makes the codec of a service.
func New(s *awsapi.Service) *Codec { return &Codec{service: s, body: xmlbody.New(s)} }

// Route finds the operation that Action names in the version that Version names.
func (c *Codec) Route(r *protocol.Request) (protocol.Call, error) {
	texts := []string{r.Query}
	if r.Method == http.MethodPost {
		texts = append(texts, string(r.Body))
	}
	f, err := parseForm(texts...)
	if err != nil {
		return protocol.Call{}, err
	}
	action, _ := f.get("Action")
	if action == "" {
		return protocol.Call{}, protocol.Malformed("MissingAction", "The request is missing an action parameter.")
	}
	version, given := f.get("Version")
	if !given {
		version = "NO_VERSION_SPECIFIED"
	}
	op := c.service.Operation(action)
	if op == nil || version != c.service.APIVersion {
		return protocol.Call{}, protocol.Malformed("InvalidAction",
			"Could not find operation "+shorten(action)+" for version "+shorten(version))
	}
	return protocol.Call{Operation: op, Decode: func(in any) error { return c.decode(f, op, in) }}, nil
}

func (c *Codec) decode(f form, op *awsapi.Operation, in any) error {
	if op.Input == awsapi.None {
		return nil
	}
	d := decoder{service: c.service}
	return d.structure(f, "", op.Input, reflect.ValueOf(in).Elem())
}

// Encode writes an output with the metadata that every answer has.
func (c *Codec) Encode(op *awsapi.Operation, out any, requestID string) (*protocol.Response, error) {
	dst := append([]byte("<"), op.Name+"Response"...)
	if c.service.XMLNamespace != "" {
		dst = xmlbody.AppendAttribute(dst, "xmlns", c.service.XMLNamespace)
	}
	dst = append(dst, '>')
	if op.Output != awsapi.None {
		dst = c.result(dst, op, out)
	}
	dst = append(dst, "<ResponseMetadata>"...)
	dst = xmlbody.AppendTextElement(dst, "RequestId", requestID)
	dst = append(dst, "</ResponseMetadata></"+op.Name+"Response>"...)
	return &protocol.Response{Status: http.StatusOK, ContentType: xmlbody.ContentType, Body: dst}, nil
}

func (c *Codec) result(dst []byte, op *awsapi.Operation, out any) []byte {
	wrapper := op.ResultWrapper
	if wrapper == "" {
		wrapper = op.Name + "Result"
	}
	return c.body.AppendElement(dst, wrapper, &awsapi.Member{Shape: op.Output}, out, protocol.Nested)
}

// Fail writes an exception.
func (c *Codec) Fail(e *awsapi.Exception, f protocol.Failure) (*protocol.Response, error) {
	body := xmlbody.AppendException(nil, e, c.service.XMLNamespace, f.RequestID)
	return &protocol.Response{Status: e.Status, ContentType: xmlbody.ContentType, Body: body}, nil
}
