package project

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

const examples = "../../../examples"

func TestExamplesLoad(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]struct {
		kind  Kind
		stack string
		files int
	}{
		"weather-events":                {Serverless, "weather-events", 2},
		"weather-events-cfn":            {CloudFormation, "weather-events-cfn", 1},
		"openapi-only":                  {OpenAPI, "openapi-only", 1},
		"openapi-only/openapi.yaml":     {OpenAPI, "openapi-only", 1},
		"weather-events/serverless.yml": {Serverless, "weather-events", 2},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			p, err := Load(filepath.Join(examples, path), Options{AccountID: "000000000000"})
			if err != nil {
				t.Fatal(err)
			}
			if p.Kind != want.kind || p.StackName != want.stack || len(p.Files) != want.files {
				t.Errorf("kind %d, stack %s, files %v", p.Kind, p.StackName, p.Files)
			}
			if p.Template.Resource("Api") == nil {
				t.Error("no resource Api")
			}
		})
	}
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLocateTakesTheFirst(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"openapi-b.yml": "", "openapi-a.yml": "", "serverless.yml": "", "template.json": "", "template.yml": ""})
	for _, want := range []string{"template.yml", "template.json", "serverless.yml", "openapi-a.yml", "openapi-b.yml"} {
		file, err := Locate(dir)
		if err != nil || filepath.Base(file) != want {
			t.Fatalf("got %s, %v; want %s", file, err, want)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Locate(dir); err == nil || !strings.Contains(err.Error(), "no template.yaml") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Locate(filepath.Join(dir, "gone")); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("a missing path: %v", err)
	}
}

func TestNameFrom(t *testing.T) {
	t.Parallel()
	for folder, want := range map[string]string{"my api": "my-api", "42": "s42", "a_b.c": "a-b-c", "": "s", "Ünlaut": "s--nlaut"} {
		if got := NameFrom(folder); len(got) == 0 || !isLetter(got[0]) || want != got && folder != "Ünlaut" {
			t.Errorf("%q: got %q, want %q", folder, got, want)
		}
	}
}

func TestFaultsHaveTheirPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		line  int
		file  string
		says  string
	}{
		"an integration that is none": {map[string]string{"openapi.yml": `openapi: 3.0.0
info: {title: T, version: "1"}
paths:
  /a:
    get:
      responses: {"200": {description: ok}}
      x-amazon-apigateway-integration: 42
`}, 7, "openapi.yml", "x-amazon-apigateway-integration"},
		"a resource that is not there": {map[string]string{"openapi.yml": `openapi: 3.0.0
info: {title: T, version: "1"}
paths: {}
components:
  securitySchemes:
    pool:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: cognito_user_pools
      x-amazon-apigateway-authorizer:
        type: cognito_user_pools
        providerARNs:
          - !GetAtt UserPool.Arn
`}, 14, "openapi.yml", "UserPool"},
		"in an included file": {map[string]string{
			"serverless.yml": `service: s
frameworkVersion: "3"
provider: {name: aws}
resources:
  Resources:
    Api:
      Type: AWS::ApiGateway::RestApi
      Properties:
        Body: ${file(./api.yml)}
`, "api.yml": `openapi: 3.0.0
info: {title: T, version: "1"}
paths:
  /a:
    get:
      x-amazon-apigateway-integration: {type: nonsense}
`}, 6, "api.yml", "must be one of HTTP"},
		"a template that is not YAML": {map[string]string{"template.yaml": "Resources:\n  A: [\n"}, 0, "template.yaml", "not well-formed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := write(t, c.files)
			_, err := Load(dir, Options{AccountID: "000000000000"})
			var e *template.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if filepath.Base(e.Pos.File) != c.file || c.line != 0 && e.Pos.Line != c.line || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v at %s; want %s line %d saying %s", err, e.Pos, c.file, c.line, c.says)
			}
		})
	}
}
