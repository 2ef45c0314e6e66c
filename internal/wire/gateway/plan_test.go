package gateway_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/wire/gateway"
)

const (
	apiID  = "abc123defg"
	region = "eu-west-1"
)

// deployment is an API to be compiled: methods by "GET /path", each the JSON of a method.
type deployment struct {
	methods   map[string]string
	responses string // JSON list of gateway responses
	providers []string
	validate  string // identityValidationExpression
	ttl       *int64
	variables map[string]string
	// change is made to the compiled plan: what a deployment refuses cannot be compiled.
	change func(*restapi.Plan)
}

func compile(t testing.TB, d deployment) *restapi.Plan {
	t.Helper()
	s := &restapi.Snapshot{
		API:        apigateway.RestApi{Id: awsapi.Ptr(apiID), Name: awsapi.Ptr("weather")},
		Deployment: apigateway.Deployment{Id: awsapi.Ptr("dep001")},
		Resources:  resources(t, d.methods),
		Validators: []apigateway.RequestValidator{{
			Id: awsapi.Ptr("params"), Name: awsapi.Ptr("params"), ValidateRequestParameters: awsapi.Ptr(true),
		}},
	}
	if d.providers != nil {
		s.Authorizers = []apigateway.Authorizer{{
			Id: awsapi.Ptr("auth01"), Name: awsapi.Ptr("members"), Type: awsapi.Ptr("COGNITO_USER_POOLS"),
			ProviderARNs: d.providers, IdentitySource: awsapi.Ptr("method.request.header.Authorization"),
			AuthorizerResultTtlInSeconds: d.ttl,
		}}
		if d.validate != "" {
			s.Authorizers[0].IdentityValidationExpression = &d.validate
		}
	}
	if d.responses != "" {
		decode(t, d.responses, &s.GatewayResponses)
	}
	plan, err := restapi.Compile(restapi.Source{
		AccountID: "123456789012", Region: region, Snapshot: s,
		Stage: &apigateway.Stage{StageName: awsapi.Ptr("dev"), DeploymentId: awsapi.Ptr("dep001"), Variables: d.variables},
	})
	if err != nil {
		t.Fatal(err)
	}
	if d.change != nil {
		d.change(plan)
	}
	return plan
}

// resources makes the tree that the methods' paths need.
func resources(t testing.TB, methods map[string]string) []apigateway.Resource {
	t.Helper()
	made := map[string]*apigateway.Resource{"/": {Id: awsapi.Ptr("/"), Path: awsapi.Ptr("/")}}
	for key, doc := range methods {
		verb, path, _ := strings.Cut(key, " ")
		at := "/"
		for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
			if part == "" {
				continue
			}
			parent := at
			at = strings.TrimSuffix(at, "/") + "/" + part
			if made[at] == nil {
				made[at] = &apigateway.Resource{Id: awsapi.Ptr(at), ParentId: &parent, PathPart: &part, Path: awsapi.Ptr(at)}
			}
		}
		m := apigateway.Method{HttpMethod: &verb}
		decode(t, doc, &m)
		if made[at].ResourceMethods == nil {
			made[at].ResourceMethods = map[string]apigateway.Method{}
		}
		made[at].ResourceMethods[verb] = m
	}
	out := make([]apigateway.Resource, 0, len(made))
	for _, path := range slices.Sorted(maps.Keys(made)) {
		out = append(out, *made[path])
	}
	return out
}

func decode(t testing.TB, doc string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
}

// mock is an open method that answers 200 with a body, with more members if wanted.
func mock(body string) string {
	quoted, _ := json.Marshal(body)
	return `{"authorizationType":"NONE",` + mockTail(string(quoted)) + `}`
}

// guarded is the same behind the Cognito authorizer.
func guarded(body string, scopes ...string) string {
	quoted, _ := json.Marshal(body)
	list, _ := json.Marshal(scopes)
	if scopes == nil {
		list = []byte("[]")
	}
	return `{"authorizationType":"COGNITO_USER_POOLS","authorizerId":"auth01","authorizationScopes":` + string(list) + `,` +
		mockTail(string(quoted)) + `}`
}

func mockTail(body string) string {
	return `"methodResponses":{"200":{"statusCode":"200"}},
		"methodIntegration":{"type":"MOCK","passthroughBehavior":"WHEN_NO_MATCH",
			"requestTemplates":{"application/json":"{\"statusCode\": 200}"},
			"integrationResponses":{"200":{"statusCode":"200","responseTemplates":{"application/json":` + body + `}}}}`
}

// plans holds one plan under its API and stage.
type plans struct {
	plan *restapi.Plan
	err  error
}

func (p plans) Plan(_ context.Context, api, stage string) (*restapi.Plan, error) {
	switch {
	case p.err != nil:
		return nil, p.err
	case p.plan == nil || api != p.plan.APIID || stage != p.plan.Stage:
		return nil, nil
	}
	return p.plan, nil
}

// never is when the tokens of tests end that do not end.
var never = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

// declare adds response headers to the method responses of every method.
func declare(names ...string) func(*restapi.Plan) {
	return func(p *restapi.Plan) {
		for _, r := range p.Routes() {
			for _, m := range r.Responses {
				for _, name := range names {
					m.Headers[name] = false
				}
			}
		}
	}
}

// The plans of the REST APIs are what a gateway serves.
var _ gateway.Plans = (*restapi.Plans)(nil)
