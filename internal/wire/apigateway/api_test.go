package apigateway_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	model "github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
	"github.com/sallyport/sallyport/internal/wire/apigateway"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/restjson"
)

// everybody may do everything.
type everybody struct{}

func (everybody) Allow(context.Context, *awsapi.Service, *awsapi.Operation, any) error { return nil }

func table[T any](t *testing.T, db *sqlstore.DB, spec record.Spec[T]) record.Table[T] {
	t.Helper()
	out, err := sqlstore.Open(context.Background(), db, spec)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func service(t *testing.T) *restapi.Service {
	t.Helper()
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &restapi.Service{
		Now: func() time.Time { return time.Unix(1700000000, 0) }, Rand: rand.NewChaCha8([32]byte{1}),
		Store: restapi.Store{
			Tx:               db,
			APIs:             table(t, db, restapi.APISpec()),
			Resources:        table(t, db, restapi.ResourceSpec()),
			Authorizers:      table(t, db, restapi.AuthorizerSpec()),
			Models:           table(t, db, restapi.ModelSpec()),
			Validators:       table(t, db, restapi.ValidatorSpec()),
			GatewayResponses: table(t, db, restapi.GatewayResponseSpec()),
			Deployments:      table(t, db, restapi.DeploymentSpec()),
			Stages:           table(t, db, restapi.StageSpec()),
		},
	}
}

// client speaks the service's protocol to it, below HTTP.
type client struct {
	invoker awsapi.Invoker
	wire    protocol.Protocol
	ctx     context.Context
}

func newClient(t *testing.T) *client {
	t.Helper()
	invoker := model.Guard(&apigateway.API{APIs: service(t)}, everybody{})
	return &client{invoker, restjson.New(invoker.Model()), awsapi.WithRequest(context.Background(), awsapi.Request{
		AccountID: "000000000000", Region: "eu-west-1",
	})}
}

func (c *client) do(t *testing.T, method, target, body string) *protocol.Response {
	t.Helper()
	path, query, _ := strings.Cut(target, "?")
	call, err := c.wire.Route(&protocol.Request{Method: method, Path: path, Query: query, Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.invoker.Invoke(c.ctx, call.Operation.Name, call.Decode)
	var answer *protocol.Response
	if e := awsapi.AsException(err); e != nil {
		answer, err = c.wire.Fail(e, protocol.Failure{RequestID: "id"})
	} else if err == nil {
		answer, err = c.wire.Encode(call.Operation, out, "id")
	}
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// TestOnTheWire is the life of an API as a client sees it.
func TestOnTheWire(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	names := map[string]string{}
	member := func(body, name string) string {
		_, rest, _ := strings.Cut(body, `"`+name+`":"`)
		value, _, _ := strings.Cut(rest, `"`)
		return value
	}
	for _, step := range []struct {
		do, body string
		status   int
		keep     string // name under which the member id (or rootResourceId) is kept
		want     string // part of the answer
	}{
		{"POST /restapis", `{"name":"pets"}`, 201, "api=id", `"apiKeySource":"HEADER"`},
		{"GET /restapis/{api}", ``, 200, "root=rootResourceId", `"tags":{}`},
		{"GET /restapis/{api}/authorizers", ``, 200, "", `{"item":[]}`},
		{"POST /restapis/{api}/resources/{root}", `{"pathPart":"{id}"}`, 201, "resource=id", `"path":"/{id}"`},
		{"PUT /restapis/{api}/resources/{resource}/methods/GET", `{"authorizationType":"NONE"}`, 201, "", `"apiKeyRequired":false`},
		{"PUT /restapis/{api}/resources/{resource}/methods/GET/integration", `{"type":"MOCK","requestTemplates":{"application/json":"{\"statusCode\":200}"}}`, 201, "", `"cacheKeyParameters":[]`},
		{"PUT /restapis/{api}/resources/{resource}/methods/GET/responses/200", `{}`, 201, "", `"statusCode":"200"`},
		{"PATCH /restapis/{api}/resources/{resource}/methods/GET/responses/200", `{"patchOperations":[{"op":"add","path":"/responseModels/application~1json","value":"Empty"}]}`, 201, "", `"Empty"`},
		{"PUT /restapis/{api}/resources/{resource}/methods/GET/integration/responses/200", `{"selectionPattern":""}`, 201, "", `"selectionPattern":""`},
		{"GET /restapis/{api}/resources?embed=methods", ``, 200, "", `"methodIntegration":{"type":"MOCK"`},
		{"GET /restapis/{api}/resources", ``, 200, "", `"resourceMethods":{"GET":{}}`},
		{"POST /restapis/{api}/deployments", `{"stageName":"dev"}`, 201, "deployment=id", `"createdDate":1700000000`},
		{"GET /restapis/{api}/stages", ``, 200, "", `"methodSettings":{}`},
		{"DELETE /restapis/{api}/deployments/{deployment}", ``, 400, "", `{"message":"Active stages pointing to this deployment must be moved or deleted"}`},
		{"PUT /restapis/{api}/gatewayresponses/UNAUTHORIZED", `{"statusCode":"404"}`, 201, "", `"defaultResponse":false`},
		{"GET /restapis/{api}/gatewayresponses/NOBODY", ``, 400, "", `Member must satisfy enum value set`},
		{"DELETE /restapis/{api}/gatewayresponses/UNAUTHORIZED", ``, 202, "", ``},
		{"POST /restapis/{api}/requestvalidators", `{"name":"v"}`, 201, "validator=id", `"validateRequestBody":false`},
		{"DELETE /restapis/{api}/requestvalidators/{validator}", ``, 202, "", ``},
		{"POST /restapis/{api}/models", `{"name":"Pet","contentType":"application/json","schema":"{}"}`, 201, "", `"name":"Pet"`},
		{"DELETE /restapis/{api}/models/Pet", ``, 202, "", ``},
		{"PUT /tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Frestapis%2F{api}", `{"tags":{"a":"b"}}`, 204, "", ``},
		{"GET /tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Frestapis%2F{api}", ``, 200, "", `{"tags":{"a":"b"}}`},
		{"DELETE /restapis/{api}/stages/dev", ``, 202, "", ``},
		{"DELETE /restapis/{api}/deployments/{deployment}", ``, 202, "", ``},
		{"DELETE /restapis/{api}/resources/{resource}/methods/GET/integration/responses/200", ``, 204, "", ``},
		{"DELETE /restapis/{api}/resources/{resource}/methods/GET/integration", ``, 204, "", ``},
		{"DELETE /restapis/{api}/resources/{resource}/methods/GET/responses/200", ``, 204, "", ``},
		{"DELETE /restapis/{api}/resources/{resource}/methods/GET", ``, 204, "", ``},
		{"DELETE /restapis/{api}/resources/{resource}", ``, 202, "", ``},
		{"PUT /restapis/{api}?mode=overwrite", `{"openapi":"3.0.0","info":{"title":"second"},"paths":{"/a":{"get":{}}}}`, 200, "", `"name":"second"`},
		{"DELETE /restapis/{api}", ``, 202, "", ``},
		{"GET /restapis/{api}", ``, 404, "", `Invalid API identifier specified 000000000000:`},
		{"POST /restapis?mode=import&endpointConfigurationTypes=REGIONAL", `{"swagger":"2.0","info":{"title":"third"}}`, 201, "", `"types":["REGIONAL"]`},
		{"POST /restapis?mode=import", `{"swagger":"2.0"`, 400, "", `{"message":"Invalid OpenAPI input. JSON: unexpected EOF"}`},
		{"GET /account", ``, 200, "", `"throttleSettings":{"burstLimit":5000,"rateLimit":10000`},
		{"GET /apikeys", ``, 501, "", `Sallyport does not serve the operation apigateway:GetApiKeys.`},
	} {
		verb, target, _ := strings.Cut(step.do, " ")
		for name, value := range names {
			target = strings.ReplaceAll(target, "{"+name+"}", value)
		}
		answer := c.do(t, verb, target, step.body)
		if answer.Status != step.status || !strings.Contains(string(answer.Body), step.want) {
			t.Fatalf("%s\ngot  %d %s\nwant %d %s", step.do, answer.Status, answer.Body, step.status, step.want)
		}
		if name, from, ok := strings.Cut(step.keep, "="); ok {
			names[name] = member(string(answer.Body), from)
		}
	}
}

// TestWhatIsServed keeps the list of operations that are left to the answer "not served".
func TestWhatIsServed(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	nobody := "nobody"
	var unserved []string
	for _, op := range c.invoker.Model().Operations {
		_, err := c.invoker.Invoke(c.ctx, op.Name, func(in any) error { fill(in, &nobody); return nil })
		e := awsapi.AsException(err)
		switch {
		case err != nil && e == nil:
			t.Errorf("%s: %v", op.Name, err)
		case e != nil && e.Status == 501:
			unserved = append(unserved, op.Name)
		}
	}
	for _, name := range unserved {
		for _, noun := range []string{"RestApi", "Resource", "Method", "Integration", "Authorizer", "Model", "Validator", "Deployment", "Stage"} {
			served := !strings.HasPrefix(name, "Test") && !strings.HasPrefix(name, "Flush") && name != "GetModelTemplate"
			if served && strings.Contains(name, noun) {
				t.Errorf("%s is not served", name)
			}
		}
	}
	if len(unserved) == 0 || len(unserved) == len(c.invoker.Model().Operations) {
		t.Errorf("%d operations are not served", len(unserved))
	}
}

// fill gives every text of an input the same value, so that whatever is required is there.
func fill(in any, text *string) {
	v := reflect.ValueOf(in).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Interface().(type) {
		case *string:
			f.Set(reflect.ValueOf(text))
		case []byte, []string, map[string]string:
			if f.Kind() == reflect.Map {
				f.Set(reflect.MakeMap(f.Type()))
			} else {
				f.Set(reflect.MakeSlice(f.Type(), 0, 0))
			}
		}
	}
}
