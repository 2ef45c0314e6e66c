package restapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// contents writes all that the control plane tells of an API.
func (w *world) contents(api *string) string {
	w.t.Helper()
	read, err := w.GetRestApi(w.ctx, &apigateway.GetRestApiRequest{RestApiId: api})
	out := map[string]any{"api": must(w.t, read, err)}
	resources, err := w.GetResources(w.ctx, &apigateway.GetResourcesRequest{RestApiId: api, Embed: []string{"methods"}})
	out["resources"] = must(w.t, resources, err)
	authorizers, err := w.GetAuthorizers(w.ctx, &apigateway.GetAuthorizersRequest{RestApiId: api})
	out["authorizers"] = must(w.t, authorizers, err)
	models, err := w.GetModels(w.ctx, &apigateway.GetModelsRequest{RestApiId: api})
	out["models"] = must(w.t, models, err)
	validators, err := w.GetRequestValidators(w.ctx, &apigateway.GetRequestValidatorsRequest{RestApiId: api})
	out["validators"] = must(w.t, validators, err)
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

func TestImport(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"events": "events.json", "shop": "shop.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			golden(t, name+".import.json", w.contents(w.imported(body).Id))
		})
	}
}

// paths lists the resources and their methods.
func (w *world) paths(api *string) string {
	w.t.Helper()
	list, err := w.GetResources(w.ctx, &apigateway.GetResourcesRequest{RestApiId: api, Limit: ptr(int64(500))})
	var out []string
	for _, r := range must(w.t, list, err).Items {
		for verb := range r.ResourceMethods {
			out = append(out, verb+" "+*r.Path)
		}
		if len(r.ResourceMethods) == 0 {
			out = append(out, *r.Path)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func TestBasePath(t *testing.T) {
	t.Parallel()
	const swagger = `{"swagger":"2.0","info":{"title":"x"},"basePath":"/v1/part","paths":{"/pets":{"get":{}}}}`
	const openapi = `{"openapi":"3.0.1","info":{"title":"x"},"paths":{"/pets":{"get":{}}},"servers":[
		{"url":"https://example.com/{basePath}","variables":{"basePath":{"default":"/v1/part"}}}]}`
	for option, want := range map[string]string{
		"":        "/, GET /pets",
		"ignore":  "/, GET /pets",
		"prepend": "/, /v1, /v1/part, GET /v1/part/pets",
		"split":   "/, /part, GET /part/pets",
	} {
		for _, body := range []string{swagger, openapi} {
			w := newWorld(t)
			api, err := w.ImportRestApi(w.ctx, &apigateway.ImportRestApiRequest{
				Body: []byte(body), Parameters: map[string]string{"basepath": option},
			})
			if got := w.paths(must(t, api, err).Id); got != want {
				t.Errorf("%q: got %s; want %s", option, got, want)
			}
		}
	}
}

func TestImportRefusals(t *testing.T) {
	t.Parallel()
	const head = `{"openapi":"3.0.1","info":{"title":"x"},"paths":`
	integration := func(members string) string {
		return head + `{"/a":{"get":{"responses":{"200":{"description":"x"}},"x-amazon-apigateway-integration":{` + members + `}}}}}`
	}
	for name, c := range map[string]struct {
		in   apigateway.ImportRestApiRequest
		want string
	}{
		"nothing":    {apigateway.ImportRestApiRequest{}, "Invalid OpenAPI input. the document must be an object"},
		"not a file": {apigateway.ImportRestApiRequest{Body: []byte("hello")}, "Invalid OpenAPI input. the document must be an object"},
		"base path": {apigateway.ImportRestApiRequest{Parameters: map[string]string{"basepath": "x"}},
			"Invalid basepath specified. Valid options are ignore,prepend,split"},
		"endpoint": {apigateway.ImportRestApiRequest{
			Body: []byte(head + `{}}`), Parameters: map[string]string{"endpointConfigurationTypes": "LOCAL"},
		}, "Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE"},
		"undeclared header": {apigateway.ImportRestApiRequest{Body: []byte(integration(
			`"type":"mock","responses":{"default":{"statusCode":200,"responseParameters":{"method.response.header.X":"'x'"}}}`))},
			"Invalid OpenAPI input. /paths/~1a/get: Invalid mapping expression specified: Validation Result: warnings : [], errors : " +
				"[Invalid mapping expression parameter specified: method.response.header.X]"},
		"unknown type": {apigateway.ImportRestApiRequest{Body: []byte(integration(`"type":"magic"`))},
			"Invalid OpenAPI input. /paths/~1a/get/x-amazon-apigateway-integration/type: must be one of HTTP, HTTP_PROXY, AWS, AWS_PROXY, MOCK"},
		"two variables": {apigateway.ImportRestApiRequest{Body: []byte(head + `{"/{a}":{"get":{}},"/{b}":{"get":{}}}}`)},
			"Invalid OpenAPI input. /paths/~1{b}: A sibling ({a}) of this resource already has a variable path part -- only one is allowed"},
		"pool that is none": {apigateway.ImportRestApiRequest{Body: []byte(head + `{},"components":{"securitySchemes":{"c":{"type":"apiKey",
			"x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":["x"]}}}}}`)},
			"Invalid OpenAPI input. security scheme c: Invalid ARN specified in the request: x"},
		"pool of a template": {apigateway.ImportRestApiRequest{Body: []byte(head + `{},"components":{"securitySchemes":{"c":{"type":"apiKey",
			"x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":[{"Fn::GetAtt":["Pool","Arn"]}]}}}}}`)},
			"Invalid OpenAPI input. /components/securitySchemes/c/x-amazon-apigateway-authorizer/providerARNs/0: " +
				"must be a text: Fn::GetAtt refers to a resource that this document does not have"},
		"gateway response": {apigateway.ImportRestApiRequest{Body: []byte(head + `{},"x-amazon-apigateway-gateway-responses":{"X":{}}}`)},
			"Invalid OpenAPI input. gateway response X: there is no such type"},
		"warnings": {apigateway.ImportRestApiRequest{
			FailOnWarnings: ptr(true), Body: []byte(head + `{"/a":{"get":{"responses":{"default":{}}}}}}`),
		}, "Warnings found during import:\n\t/paths/~1a/get/responses/default: API Gateway declares responses by status code; " +
			"this one is left out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.ImportRestApi(w.ctx, &c.in)
			refused(t, err, "BadRequestException", c.want)
			list, err := w.GetRestApis(w.ctx, &apigateway.GetRestApisRequest{})
			if must(t, list, err); len(list.Items) != 0 {
				t.Errorf("an API was left behind: %v", list.Items)
			}
		})
	}
}

func TestImportParameters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api, err := w.ImportRestApi(w.ctx, &apigateway.ImportRestApiRequest{
		Body: file(t, "events.json"), Parameters: map[string]string{
			"endpointConfigurationTypes": "REGIONAL", "disableExecuteApiEndpoint": "true", "ignore": "documentation",
		},
	})
	must(t, api, err)
	if api.EndpointConfiguration.Types[0] != "REGIONAL" || !*api.DisableExecuteApiEndpoint || *api.Name != "Storm Events" {
		t.Errorf("got %+v", api)
	}
}

func TestPutRestApi(t *testing.T) {
	t.Parallel()
	const second = `{"openapi":"3.0.1","info":{"title":"Second","version":"2"},"x-amazon-apigateway-binary-media-types":["a/b"],
		"paths":{"/":{"get":{"x-amazon-apigateway-integration":{"type":"mock"}}},"/more":{"get":{}}}}`
	for mode, want := range map[string]struct {
		name, paths string
		authorizers int
	}{
		"merge":     {"Storm Events", "GET /, GET /more, POST /", 1},
		"overwrite": {"Second", "GET /, GET /more", 0},
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			api := w.imported("events.json")
			out, err := w.PutRestApi(w.ctx, &apigateway.PutRestApiRequest{RestApiId: api.Id, Mode: &mode, Body: []byte(second)})
			must(t, out, err)
			if *out.Name != want.name || out.BinaryMediaTypes[0] != "a/b" || *out.Id != *api.Id || *out.RootResourceId != *api.RootResourceId {
				t.Errorf("got %+v", out)
			}
			if got := w.paths(api.Id); got != want.paths {
				t.Errorf("paths %s", got)
			}
			list, err := w.GetAuthorizers(w.ctx, &apigateway.GetAuthorizersRequest{RestApiId: api.Id})
			if must(t, list, err); len(list.Items) != want.authorizers {
				t.Errorf("authorizers %v", list.Items)
			}
			m, err := w.GetMethod(w.ctx, &apigateway.GetMethodRequest{RestApiId: api.Id, ResourceId: api.RootResourceId, HttpMethod: ptr("GET")})
			if must(t, m, err); *m.AuthorizationType != "NONE" {
				t.Errorf("GET / was not replaced: %+v", m)
			}
		})
	}
	w := newWorld(t)
	_, err := w.PutRestApi(w.ctx, &apigateway.PutRestApiRequest{RestApiId: ptr("nobody"), Body: []byte(second)})
	refused(t, err, "NotFoundException", "Invalid API identifier specified 000000000000:nobody")
	api := w.imported("events.json")
	before := w.contents(api.Id)
	_, err = w.PutRestApi(w.ctx, &apigateway.PutRestApiRequest{
		RestApiId: api.Id, Mode: ptr("overwrite"), Body: []byte(strings.Replace(second, `"mock"`, `"magic"`, 1)),
	})
	if awsapi.Code(err) != "BadRequestException" {
		t.Errorf("got %v", err)
	}
	if after := w.contents(api.Id); after != before {
		t.Errorf("a refused definition left traces:\n%s", after)
	}
}

// TestTwiceTheSame puts the definition an API was made of into it again.
func TestTwiceTheSame(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"merge", "overwrite"} {
		w := newWorld(t)
		api := w.imported("shop.yaml")
		before := w.paths(api.Id)
		out, err := w.PutRestApi(w.ctx, &apigateway.PutRestApiRequest{RestApiId: api.Id, Mode: &mode, Body: file(t, "shop.yaml")})
		must(t, out, err)
		if after := w.paths(api.Id); after != before {
			t.Errorf("%s: %s became %s", mode, before, after)
		}
		w.deployed(api.Id, "dev")
	}
}
