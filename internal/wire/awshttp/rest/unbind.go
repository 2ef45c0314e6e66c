package rest

import (
	"cmp"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

// Unbind begins the response of an operation: its status, and the members of its output that are headers.
func (r *Router) Unbind(op *awsapi.Operation, out any) (*protocol.Response, error) {
	response := &protocol.Response{Status: cmp.Or(op.Status, http.StatusOK)}
	v := reflect.Indirect(reflect.ValueOf(out))
	if op.Output == awsapi.None || !v.IsValid() {
		return response, nil
	}
	members := r.service.Shapes[op.Output].Members
	for i := range members {
		m, f := &members[i], v.Field(i)
		if scalar.Absent(f) {
			continue
		}
		var err error
		switch m.Location {
		case "statusCode":
			response.Status = int(reflect.Indirect(f).Int())
		case "header":
			err = r.unbindHeader(response, m, reflect.Indirect(f))
		case "headers":
			err = unbindHeaders(response, m.LocationName, f)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", op.Name, err)
		}
	}
	return response, nil
}

func (r *Router) unbindHeader(response *protocol.Response, m *awsapi.Member, v reflect.Value) error {
	s := &r.service.Shapes[m.Shape]
	if s.Kind != awsapi.List {
		return setHeader(response, m.WireName(), r.headerText(m, v))
	}
	var texts []string
	for i := range v.Len() {
		text := r.headerText(&s.Elem, v.Index(i))
		if r.service.Shapes[s.Elem.Shape].Kind == awsapi.String {
			text = quoteElement(text)
		}
		texts = append(texts, text)
	}
	if texts == nil {
		return nil
	}
	return setHeader(response, m.WireName(), strings.Join(texts, ", "))
}

func (r *Router) headerText(m *awsapi.Member, v reflect.Value) string {
	s := &r.service.Shapes[m.Shape]
	return string(scalar.Append(nil, v, s, scalar.TimeFormat(m, s, scalar.RFC822)))
}

func unbindHeaders(response *protocol.Response, prefix string, v reflect.Value) error {
	for it := v.MapRange(); it.Next(); {
		if err := setHeader(response, prefix+it.Key().String(), it.Value().String()); err != nil {
			return err
		}
	}
	return nil
}

// setHeader refuses what would end the header and begin another one.
func setHeader(response *protocol.Response, name, value string) error {
	if strings.ContainsAny(name, "\r\n\x00: ") || strings.ContainsAny(value, "\r\n\x00") {
		return fmt.Errorf("the header %q cannot hold its value", name)
	}
	response.Set(name, value)
	return nil
}
