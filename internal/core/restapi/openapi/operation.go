package openapi

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// verbs are the members of a path that are operations.
var verbs = []string{"get", "put", "post", "delete", "options", "head", "patch"}

var statusCode = regexp.MustCompile(`^[1-5]\d\d$`)

// readPaths reads all operations.
func (r *reader) readPaths() {
	base := r.basePath()
	paths := r.root.key("paths")
	taken := map[string]bool{}
	for _, name := range paths.keys() {
		if strings.HasPrefix(name, "x-") {
			continue
		}
		item := paths.key(name).object()
		if !strings.HasPrefix(name, "/") {
			item.fail("a path must begin with /")
			continue
		}
		out := Resource{Path: cmp.Or(strings.TrimRight(base+name, "/"), "/"), Pointer: paths.at + "/" + escape(name)}
		if taken[out.Path] {
			item.fail("another path is the same but for a slash at its end")
		}
		taken[out.Path] = true
		r.readPath(item, &out)
		r.def.Resources = append(r.def.Resources, out)
	}
}

// The members of path items and operations (OpenAPI 3.1 sections 4.8.9 and 4.8.10, Swagger 2.0). A member that is none of
// them is refused: a misspelled "security" would leave a method open.
var (
	itemMembers      = append([]string{"summary", "description", "servers", "parameters", "trace"}, verbs...)
	operationMembers = []string{
		"tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses", "callbacks",
		"deprecated", "security", "servers", "consumes", "produces", "schemes",
	}
)

// only refuses members that are not known.
func (c cursor) only(what string, known []string) {
	for _, name := range c.keys() {
		if !strings.HasPrefix(strings.ToLower(name), "x-") && !slices.Contains(known, name) {
			c.raw(name).fail("is not a member of " + what)
		}
	}
}

func (r *reader) readPath(item cursor, out *Resource) {
	item.extensions("any-method")
	item.only("a path", itemMembers)
	if op := item.extension("any-method").object(); op.present() {
		out.Methods = append(out.Methods, r.operation(item, op, "ANY"))
	}
	for _, verb := range slices.Sorted(slices.Values(verbs)) {
		if op := item.key(verb).object(); op.present() {
			out.Methods = append(out.Methods, r.operation(item, op, strings.ToUpper(verb)))
		}
	}
	if trace := item.key("trace"); trace.present() {
		trace.fail("API Gateway has no method TRACE")
	}
}

func (r *reader) operation(item, op cursor, verb string) Method {
	op.extensions("integration", "auth", "request-validator")
	op.only("an operation", operationMembers)
	m := Method{Pointer: op.at, Document: apigateway.Method{HttpMethod: &verb}}
	d := &m.Document
	if name := op.key("operationId").val(); name != "" {
		d.OperationName = &name
	}
	r.security(op, &m)
	r.parameters(item, op, d)
	r.bodies(op, d)
	r.responses(op, d)
	m.Validator = r.validator(op)
	d.MethodIntegration = r.integration(op.extension("integration"))
	return m
}

// validator is the request validator of an operation, or that of the document.
func (r *reader) validator(op cursor) string {
	c := op.extension("request-validator")
	if !c.present() {
		c = r.root.extension("request-validator")
	}
	name := c.val()
	known := slices.ContainsFunc(r.def.Validators, func(v apigateway.RequestValidator) bool { return *v.Name == name })
	if name != "" && !known {
		c.fail("there is no request validator of this name: " + name)
	}
	return name
}

// parameters reads those of the path and then those of the operation, which win.
func (r *reader) parameters(item, op cursor, d *apigateway.Method) {
	for _, list := range []cursor{item.key("parameters"), op.key("parameters")} {
		for _, p := range list.items() {
			r.parameter(op, p.object(), d)
		}
	}
}

func (r *reader) parameter(op, p cursor, d *apigateway.Method) {
	in, name := p.key("in").val(), p.key("name").val()
	required := awsapi.Val(p.key("required").flag())
	switch in {
	case "query":
		in = "querystring"
	case "header", "path":
	case "body":
		r.requestModels(op, p.raw("schema"), d)
		return
	case "cookie", "formData":
		p.warn("API Gateway does not know parameters in " + in)
		return
	default:
		p.key("in").fail("must be query, header, path, cookie, body or formData")
		return
	}
	if name == "" {
		p.key("name").fail("is missing")
		return
	}
	if d.RequestParameters == nil {
		d.RequestParameters = map[string]bool{}
	}
	d.RequestParameters["method.request."+in+"."+name] = required || in == "path"
}

// requestModels reads the body of Swagger 2.0, which is the same for all types the operation consumes.
func (r *reader) requestModels(op, schema cursor, d *apigateway.Method) {
	name, ok := r.model(schema)
	if !ok {
		return
	}
	d.RequestModels = map[string]string{}
	for _, contentType := range r.types(op, "consumes") {
		d.RequestModels[contentType] = name
	}
}

// types lists the content types of an operation of Swagger 2.0.
func (r *reader) types(op cursor, member string) []string {
	types := op.key(member).texts()
	if len(types) == 0 {
		types = r.root.key(member).texts()
	}
	if len(types) == 0 {
		types = []string{jsonType}
	}
	return types
}

// bodies reads the request body of OpenAPI 3.
func (r *reader) bodies(op cursor, d *apigateway.Method) {
	if models := r.content(op.key("requestBody").object().key("content")); models != nil {
		d.RequestModels = models
	}
}

// content reads the models of content by its type.
func (r *reader) content(c cursor) map[string]string {
	var out map[string]string
	for _, contentType := range c.keys() {
		if name, ok := r.model(c.key(contentType).object().raw("schema")); ok {
			if out == nil {
				out = map[string]string{}
			}
			out[contentType] = name
		}
	}
	return out
}

func (r *reader) responses(op cursor, d *apigateway.Method) {
	list := op.key("responses")
	for _, code := range list.keys() {
		if strings.HasPrefix(code, "x-") {
			continue
		}
		c := list.key(code).object()
		if !statusCode.MatchString(code) {
			c.warn("API Gateway declares responses by status code; this one is left out")
			continue
		}
		if d.MethodResponses == nil {
			d.MethodResponses = map[string]apigateway.MethodResponse{}
		}
		d.MethodResponses[code] = r.response(op, c, code)
	}
}

func (r *reader) response(op, c cursor, code string) apigateway.MethodResponse {
	out := apigateway.MethodResponse{StatusCode: &code, ResponseModels: r.content(c.key("content"))}
	if schema := c.raw("schema"); r.version == 2 && schema.present() {
		if name, ok := r.model(schema); ok {
			out.ResponseModels = map[string]string{}
			for _, contentType := range r.types(op, "produces") {
				out.ResponseModels[contentType] = name
			}
		}
	}
	// What a header is does not matter here: that it is named declares it.
	for _, name := range c.key("headers").keys() {
		if out.ResponseParameters == nil {
			out.ResponseParameters = map[string]bool{}
		}
		out.ResponseParameters["method.response.header."+name] = false
	}
	return out
}
