package served

import (
	"testing"

	"github.com/sallyport/sallyport/internal/core/restapi/openapi"
)

// What a document asks for and would not get is named with its place.
func TestDefinition(t *testing.T) {
	t.Parallel()
	const mock = `"x-amazon-apigateway-integration":{"type":"mock"}`
	for name, c := range map[string]struct{ root, get, pointer string }{
		"a resource policy":   {`"x-amazon-apigateway-policy":{"Version":"2012-10-17","Statement":[]},`, mock, ""},
		"compression":         {`"x-amazon-apigateway-minimum-compression-size":0,`, mock, ""},
		"a private endpoint":  {`"x-amazon-apigateway-endpoint-configuration":{"types":["PRIVATE"]},`, mock, ""},
		"an HTTP integration": {"", `"x-amazon-apigateway-integration":{"type":"http_proxy","httpMethod":"GET","uri":"https://example.com"}`, "/paths/~1/get"},
		"IAM":                 {"", `"x-amazon-apigateway-auth":{"type":"AWS_IAM"},` + mock, "/paths/~1/get"},
		"an API key": {`"components":{"securitySchemes":{"api_key":{"type":"apiKey","name":"x-api-key","in":"header"}}},`,
			`"security":[{"api_key":[]}],` + mock, "/paths/~1/get"},
		"a function as authorizer": {`"components":{"securitySchemes":{"f":{"type":"apiKey","name":"Authorization","in":"header",
			"x-amazon-apigateway-authtype":"custom","x-amazon-apigateway-authorizer":{"type":"token","authorizerUri":"arn:aws:apigateway:r:lambda:path/f"}}}},`,
			`"security":[{"f":[]}],` + mock, "/paths/~1/get"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			def, err := openapi.Read([]byte(`{"openapi":"3.0.0","info":{"title":"T","version":"1"},`+c.root+`"paths":{"/":{"get":{`+c.get+`}}}}`), openapi.Options{})
			if err != nil {
				t.Fatal(err)
			}
			faults := Definition(def)
			if len(faults) != 1 || faults[0].Pointer != c.pointer || faults[0].Reason == "" {
				t.Errorf("got %v, want one fault at %q", faults, c.pointer)
			}
		})
	}
	def, err := openapi.Read([]byte(`{"openapi":"3.0.0","info":{"title":"T","version":"1"},"paths":{"/":{"get":{`+mock+`}}}}`), openapi.Options{})
	if err != nil || len(Definition(def)) != 0 {
		t.Errorf("what is served: %v, %v", Definition(def), err)
	}
}
