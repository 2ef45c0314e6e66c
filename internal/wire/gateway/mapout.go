package gateway

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/core/restapi/mapping"
)

// mapOut makes the method's response out of the backend's.
func mapOut(_ context.Context, x *exchange) *refusal {
	said := statusText(x.reply.Status)
	chosen := x.route.Integration.Select(said)
	if chosen == nil {
		return x.misconfigured("no integration response is for %s, and there is no default one", said)
	}
	method := x.route.Responses[chosen.StatusCode]
	if method == nil {
		return x.misconfigured("the method has no response for status %s", chosen.StatusCode)
	}
	x.resp.Status, x.resp.Body = method.Status, x.reply.Body
	contentType := jsonType
	if t := responseTemplate(chosen.Templates, x.req.Header.Get("Accept")); t != nil {
		contentType = t.ContentType
		if r := x.run(t.Template, x.reply.Body, &x.resp.Body); r != nil {
			return r
		}
	}
	x.resp.Header.Add("Content-Type", contentType)
	if r := x.mapHeaders(chosen.Headers, method); r != nil {
		return r
	}
	x.override()
	if !finalStatus(x.resp.Status) {
		return x.misconfigured("%d is not the status of an answer", x.resp.Status)
	}
	return x.convertResponse(chosen.ContentHandling)
}

func statusText(status int) string {
	if status == 200 {
		return "200"
	}
	return strconv.Itoa(status)
}

// finalStatus tells what may be the status of a whole answer (RFC 9110 section 15: 1xx are interim).
func finalStatus(status int) bool { return status >= 200 && status <= 599 }

// responseTemplate picks by the Accept header, then JSON, then the first there is. Parameters and further choices of
// Accept do not count.
func responseTemplate(list []restapi.Template, accept string) *restapi.Template {
	if len(list) == 0 {
		return nil
	}
	if len(list) > 1 {
		for _, media := range [...]string{firstAccept(accept), jsonType} {
			for i := range list {
				if strings.EqualFold(list[i].ContentType, media) {
					return &list[i]
				}
			}
		}
	}
	return &list[0]
}

// mapHeaders sets the headers the integration response maps and the method response declares.
func (x *exchange) mapHeaders(list []restapi.Mapping, method *restapi.MethodResponse) *refusal {
	for i := range list {
		m := &list[i]
		if !declares(method, m.Name) {
			continue
		}
		if m.From.Place == mapping.Static {
			x.setHeader(m.Name, m.From.Name)
			continue
		}
		values, err := m.From.Values((*sourceValues)(x))
		if err != nil {
			return x.misconfigured("the response header %s cannot be mapped: %v", m.Name, err)
		}
		x.setHeader(m.Name, values...)
	}
	return nil
}

func declares(method *restapi.MethodResponse, name string) bool {
	if _, ok := method.Headers[name]; ok {
		return true
	}
	for declared := range method.Headers {
		if strings.EqualFold(declared, name) {
			return true
		}
	}
	return false
}

// override applies what templates assigned to $context.responseOverride. A status that is none is left aside, as AWS does.
func (x *exchange) override() {
	if x.env == nil {
		return
	}
	o := &x.env.Overrides
	if finalStatus(o.ResponseStatus) {
		x.resp.Status = o.ResponseStatus
	}
	for _, name := range slices.Sorted(maps.Keys(o.ResponseHeader)) {
		x.setHeader(name, o.ResponseHeader[name]...)
	}
}
