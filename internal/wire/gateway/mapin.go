package gateway

import (
	"context"
	"strings"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/core/restapi/mapping"
)

// mapIn makes what the backend is sent out of the request.
func mapIn(_ context.Context, x *exchange) *refusal {
	i := x.route.Integration
	if i == nil {
		return x.misconfigured("the method has no integration")
	}
	for _, p := range i.RequestParameters {
		if p.In == "header" && isFraming(p.Name) {
			return x.misconfigured("the integration request header %s cannot be mapped", p.Name)
		}
	}
	seen, r := x.convertRequest(i.ContentHandling)
	if r != nil {
		return r
	}
	if t := requestTemplate(i.RequestTemplates, x.contentType()); t != nil {
		return x.run(t, seen, &x.sending)
	}
	return x.passthrough(i)
}

// isFraming tells the headers that say where a message ends.
func isFraming(name string) bool {
	return strings.EqualFold(name, "Content-Length") || strings.EqualFold(name, "Transfer-Encoding")
}

// requestTemplate finds the template for a content type, whose parameters do not count.
func requestTemplate(list []restapi.Template, contentType string) *mapping.Template {
	media := mediaType(contentType)
	for i := range list {
		if strings.EqualFold(list[i].ContentType, contentType) || strings.EqualFold(mediaType(list[i].ContentType), media) {
			return list[i].Template
		}
	}
	return nil
}

// passthrough decides on a payload no template is for.
func (x *exchange) passthrough(i *restapi.Integration) *refusal {
	switch strings.ToUpper(i.Passthrough) {
	case "WHEN_NO_MATCH":
		return nil
	case "WHEN_NO_TEMPLATES":
		if len(i.RequestTemplates) == 0 {
			return nil
		}
	case "NEVER":
	default:
		return x.misconfigured("the passthrough behavior %q is not known", i.Passthrough)
	}
	return refuse(restapi.UnsupportedMediaType).because("%s: no request template is for the content type, passthrough is %s",
		x.where(), i.Passthrough)
}

// run renders a template over a payload. Text without references needs no environment.
func (x *exchange) run(t *mapping.Template, payload string, out *string) *refusal {
	if text, ok := t.Static(); ok {
		*out = text
		return nil
	}
	env := x.environment()
	env.Input.Body = payload
	text, err := t.Execute(env)
	if err != nil {
		return x.misconfigured("a mapping template failed: %v", err)
	}
	*out = text
	return nil
}

func (x *exchange) environment() *mapping.Env {
	if x.env == nil {
		x.env = &mapping.Env{
			Input:          mapping.Input{Path: x.pathValues(), Query: x.queryValues(), Header: x.headerValues()},
			Context:        (*contextValues)(x),
			StageVariables: x.plan.Variables,
		}
	}
	return x.env
}

func (x *exchange) pathValues() map[string]string {
	out := make(map[string]string, len(x.match.Params))
	for _, p := range x.match.Params {
		out[p.Name] = p.Value
	}
	return out
}

func (x *exchange) headerValues() map[string][]string {
	out := make(map[string][]string, len(x.req.Header))
	for _, f := range x.req.Header {
		out[f.Name] = append(out[f.Name], f.Value)
	}
	return out
}
