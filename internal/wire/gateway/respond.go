package gateway

import (
	"encoding/json"
	"strings"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/core/restapi/mapping"
)

const (
	// defaultTemplate is the body of a gateway response whose API says nothing else.
	defaultTemplate = `{"message":$context.error.messageString}`
	// deniedTemplate is the same for denied access, whose policies speak as IAM does.
	deniedTemplate = `{"Message":$context.error.messageString}`

	explainHeader = "x-sallyport-explain"
)

// respond finishes the answer: the method's, or the gateway's own if a stage refused.
func (x *exchange) respond(r *refusal) {
	if r != nil {
		x.refused = r
		x.render(r)
	}
	x.resp.Header.Set("x-amzn-RequestId", x.requestID)
	x.resp.Header.Set("x-amz-apigw-id", x.extendedID)
}

// render is the one place where the gateway speaks in its own name.
func (x *exchange) render(r *refusal) {
	x.resp = Response{Status: statusWithoutPlan(r.kind), Header: x.resp.Header[:0]}
	contentType, template := jsonType, defaultTemplate
	if x.plan != nil {
		own := x.plan.GatewayResponse(r.kind)
		if own.Status != 0 {
			x.resp.Status = own.Status
		}
		contentType, template = ownTemplate(own.Templates, x.req.Header.Get("Accept"))
		defer x.ownHeaders(own.Headers)
	}
	if r.kind == restapi.AccessDenied && template == defaultTemplate {
		template = deniedTemplate
	}
	x.resp.Header.Add("Content-Type", contentType)
	x.resp.Body = mapping.Substitute(template, x.reference)
	x.resp.Header.Add("x-amzn-ErrorType", r.errorType())
	if x.g.development && x.resp.Status >= 400 && r.explain != "" {
		x.resp.Header.Add(explainHeader, r.explain)
	}
}

// statusWithoutPlan is the status of what is refused before there is a plan to ask.
func statusWithoutPlan(kind restapi.ResponseType) int {
	if kind == restapi.Default4XX {
		return 403
	}
	return 500
}

// ownTemplate picks the body for what the client accepts, then JSON, then the first there is.
func ownTemplate(list []restapi.TextTemplate, accept string) (contentType, text string) {
	if len(list) == 0 {
		return jsonType, defaultTemplate
	}
	for media := range strings.SplitSeq(accept+","+jsonType, ",") {
		for i := range list {
			if strings.EqualFold(list[i].ContentType, mediaType(media)) {
				return list[i].ContentType, list[i].Text
			}
		}
	}
	return list[0].ContentType, list[0].Text
}

// ownHeaders sets the headers an API gives its gateway responses. Unlike an integration it may ask for authentication.
func (x *exchange) ownHeaders(list []restapi.Mapping) {
	for i := range list {
		name := list[i].Name
		values, err := list[i].From.Values((*sourceValues)(x))
		if err != nil || len(values) == 0 || !isToken(name) || isConnection(name) {
			continue
		}
		if isReserved(name) && !strings.EqualFold(name, "WWW-Authenticate") {
			continue
		}
		if strings.EqualFold(name, explainHeader) {
			continue
		}
		x.putHeader(name, values...)
	}
}

// reference resolves what a gateway response's template refers to.
func (x *exchange) reference(path []string) (string, bool) {
	source := (*sourceValues)(x)
	switch {
	case path[0] == "context":
		return source.Context(path[1:])
	case path[0] == "stageVariables":
		return source.StageVariable(path[1])
	case path[0] == "method" && len(path) == 4:
		values := source.Values(mapping.Place("method.request."+path[2]), path[3])
		if len(values) > 0 {
			return values[len(values)-1], true
		}
	}
	return "", false
}

func (r *refusal) errorType() string {
	if r.code != "" {
		return r.code
	}
	return voiceOf(r.kind).code
}

// text is the public message; there may be none.
func (r *refusal) text() (string, bool) {
	if r.message != nil {
		return *r.message, true
	}
	v := voiceOf(r.kind)
	return v.message, !v.null
}

// quoted is the public message as JSON.
func (r *refusal) quoted() string {
	text, ok := r.text()
	if !ok {
		return "null"
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return "null"
	}
	return strings.TrimSuffix(b.String(), "\n")
}
