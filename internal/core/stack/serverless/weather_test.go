package serverless

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// made answers every Ref with the logical id and every Fn::GetAtt with id.attribute.
type made struct{}

func (made) Ref(id string) (any, error)               { return strings.ToLower(id), nil }
func (made) GetAtt(id, attribute string) (any, error) { return "arn:" + id + "." + attribute, nil }

func weatherEvaluator(t *testing.T, s *Service) *template.Evaluator {
	t.Helper()
	e, err := template.NewEvaluator(s.Template, template.Environment{
		Region: s.Region, AccountID: "000000000000", StackName: s.StackName,
		StackID: "arn:aws:cloudformation:eu-west-1:000000000000:stack/weather-events-api/0a1b2c3d-1111-11ee-8888-0a3f614a459d",
	}, nil, template.Sources{Resources: made{}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func property(t *testing.T, e *template.Evaluator, id string, path ...string) string {
	t.Helper()
	v, err := e.Resource(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range path {
		v = v.Get(key)
	}
	return string(v.JSON())
}

func TestWeatherProject(t *testing.T) {
	t.Parallel()
	s, err := Load(os.DirFS("testdata/weather"), "serverless.yml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := []any{s.Name, s.Stage, s.Region, s.StackName, s.Files, s.Tags}
	want := []any{
		"weather-events-api", "weather", "eu-west-1", "weather-events-api",
		[]string{"openapi.yml", "serverless.yml"}, map[string]string{"STAGE": "weather"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	e := weatherEvaluator(t, s)
	values := map[string]string{
		property(t, e, "UserPoolDomain", "Domain"):           `"weather-events-api-0a3f614a459d"`,
		property(t, e, "CognitoUserPool", "UserPoolName"):    `"weather-events-api-cognito-user-pool"`,
		property(t, e, "Stage", "StageName"):                 `"weather"`,
		property(t, e, "Stage", "MethodSettings"):            `[{"ResourcePath":"/"}]`,
		property(t, e, "ServiceClient", "ExplicitAuthFlows"): `[]`,
		property(t, e, "RestApi", "Body", "info", "version"): `"1.0.0"`,
		property(t, e, "RestApi", "Body", "components", "securitySchemes", "CognitoAuthorizer",
			"x-amazon-apigateway-authorizer", "providerARNs"): `["arn:CognitoUserPool.Arn"]`,
	}
	for got, want := range values {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	order := []string{"CognitoUserPool", "ResourceServer", "UserPoolDomain", "RestApi", "ServiceClient", "Deployment", "Stage"}
	if diff := cmp.Diff(order, e.Graph().Order()); diff != "" {
		t.Error(diff)
	}
	outputs, err := e.Outputs()
	if err != nil || len(outputs) != 1 || outputs[0].Value != "https://restapi.execute-api.eu-west-1.amazonaws.com/weather" {
		t.Errorf("outputs %v, %v", outputs, err)
	}
}

// TestErrorNamesTheIncludedFile breaks the authorizer in openapi.yml.
func TestErrorNamesTheIncludedFile(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for _, name := range []string{"serverless.yml", "openapi.yml"} {
		content, err := os.ReadFile("testdata/weather/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(content), "- CognitoUserPool\n", "- UserPool\n"))}
	}
	files["serverless.yml"].Data = []byte(strings.ReplaceAll(string(files["serverless.yml"].Data), "UserPool]", "CognitoUserPool]"))
	s, err := Load(files, "serverless.yml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Template.Validate()
	want := "openapi.yml:49:13: Template error: instance of Fn::GetAtt references undefined resource UserPool"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
