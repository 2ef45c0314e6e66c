package openapi

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// schemes that the tests below refer to.
const schemes = `"components":{"securitySchemes":{
	"pool":{"type":"apiKey","name":"X-Token","in":"header","x-amazon-apigateway-authtype":"cognito_user_pools",
		"x-amazon-apigateway-authorizer":{"type":"COGNITO_USER_POOLS","providerARNs":["arn:p"]}},
	"other":{"type":"apiKey","name":"Authorization","in":"header",
		"x-amazon-apigateway-authorizer":{"type":"token","authorizerUri":"arn:f","authorizerResultTtlInSeconds":"60"}},
	"sigv4":{"type":"apiKey","name":"Authorization","in":"header","x-amazon-apigateway-authtype":"awsSigv4"},
	"key":{"type":"apiKey","name":"X-Api-Key","in":"header"},
	"oauth":{"type":"oauth2"}}}`

// get is a document with one operation, GET /a, and more members of the document.
func get(operation, more string) string {
	if more != "" {
		more = "," + more
	}
	return `{"openapi":"3.0.3","info":{"title":"t"},"paths":{"/a":{"get":` + operation + `}}` + more + `}`
}

func read(t *testing.T, body string) *Definition {
	t.Helper()
	def, err := Read([]byte(body), Options{ModelBase: "models/"})
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	return def
}

// TestSecurity: who may call GET /a.
func TestSecurity(t *testing.T) {
	t.Parallel()
	const root = `,"security":[{"pool":["a/b"]}]`
	for name, c := range map[string]struct {
		operation, root string
		want            string // type, authorizer, scopes, key
	}{
		"nothing said":              {`{}`, ``, "NONE  [] false"},
		"scopes, in order, once":    {`{"security":[{"pool":["c/d","a/b","c/d"]}]}`, ``, "COGNITO_USER_POOLS pool [a/b c/d] false"},
		"no scopes":                 {`{"security":[{"pool":[]}]}`, ``, "COGNITO_USER_POOLS pool [] false"},
		"a function":                {`{"security":[{"other":[]}]}`, ``, "CUSTOM other [] false"},
		"a signature":               {`{"security":[{"sigv4":[]}]}`, ``, "AWS_IAM  [] false"},
		"a key":                     {`{"security":[{"key":[]}]}`, ``, "NONE  [] true"},
		"a key and a token":         {`{"security":[{"key":[],"pool":[]}]}`, ``, "COGNITO_USER_POOLS pool [] true"},
		"a key or a token":          {`{"security":[{"key":[]},{"pool":[]}]}`, ``, "COGNITO_USER_POOLS pool [] true"},
		"optional":                  {`{"security":[{},{"pool":[]}]}`, ``, "COGNITO_USER_POOLS pool [] false"},
		"nobody asked":              {`{"security":[{}]}`, root, "NONE  [] false"},
		"NONE, as SAM writes it":    {`{"security":[{"NONE":[]}]}`, root, "NONE  [] false"},
		"NONE besides a token":      {`{"security":[{"NONE":[],"pool":[]}]}`, ``, "COGNITO_USER_POOLS pool [] false"},
		"of the document":           {`{}`, root, "COGNITO_USER_POOLS pool [a/b] false"},
		"not of the document":       {`{"security":[]}`, root, "NONE  [] false"},
		"other than the document":   {`{"security":[{"sigv4":[]}]}`, root, "AWS_IAM  [] false"},
		"null is not said":          {`{"security":null}`, root, "COGNITO_USER_POOLS pool [a/b] false"},
		"explicit signature":        {`{"x-amazon-apigateway-auth":{"type":"AWS_IAM"}}`, ``, "AWS_IAM  [] false"},
		"explicit, over the root":   {`{"x-amazon-apigateway-auth":{"type":"aws_iam"}}`, root, "AWS_IAM  [] false"},
		"explicitly open":           {`{"x-amazon-apigateway-auth":{"type":"NONE"}}`, root, "NONE  [] false"},
		"explicit and said already": {`{"security":[{"sigv4":[]}],"x-amazon-apigateway-auth":{"type":"AWS_IAM"}}`, ``, "AWS_IAM  [] false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := read(t, get(c.operation, schemes+c.root)).Resources[0].Methods[0]
			d := m.Document
			got := fmt.Sprintf("%s %s %v %v", *d.AuthorizationType, m.Authorizer, d.AuthorizationScopes, *d.ApiKeyRequired)
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestRefusals: what is wrong, and where.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const integration = "/paths/~1a/get/x-amazon-apigateway-integration"
	mock := func(members string) string {
		return get(`{"x-amazon-apigateway-integration":{`+members+`}}`, "")
	}
	for name, c := range map[string]struct{ body, want string }{
		"no version":        {`{"info":{"title":"t"}}`, "/openapi: must be 3.0 or 3.1, or the document must have swagger 2.0"},
		"another version":   {`{"swagger":"1.2"}`, "/swagger: only Swagger 2.0 is known"},
		"no title":          {`{"openapi":"3.0.0"}`, "/info/title: is missing: it becomes the name of the API"},
		"cut off":           {`{"openapi":"3.0.0"`, "JSON: unexpected EOF"},
		"two keys":          {"openapi: 3.0.0\nopenapi: 3.0.1\n", `YAML: line 2: the key "openapi" is there twice`},
		"merge keys":        {"a: &a {b: c}\nd:\n  <<: *a\n", "YAML: line 3: merge keys (<<) are not supported"},
		"tags":              {"openapi: !Ref x\n", "YAML: line 1: the tag !Ref is not supported here"},
		"a list":            {"- openapi\n", "the document must be an object"},
		"path":              {`{"openapi":"3.0.0","info":{"title":"t"},"paths":{"a":{}}}`, "/paths/a: a path must begin with /"},
		"path, twice":       {`{"openapi":"3.0.0","info":{"title":"t"},"paths":{"/a":{},"/a/":{}}}`, "/paths/~1a~1: another path is the same but for a slash at its end"},
		"no object":         {get(`"x"`, ""), "/paths/~1a/get: must be an object"},
		"TRACE":             {`{"openapi":"3.0.0","info":{"title":"t"},"paths":{"/a":{"trace":{}}}}`, "/paths/~1a/trace: API Gateway has no method TRACE"},
		"unknown scheme":    {get(`{"security":[{"nobody":[]}]}`, ""), "/paths/~1a/get/security/0/nobody: there is no security scheme of this name"},
		"toothless scheme":  {get(`{"security":[{"oauth":[]}]}`, schemes), "/paths/~1a/get/security/0/oauth: the security scheme would protect nothing: it is no API key in the header x-api-key and has neither x-amazon-apigateway-authorizer nor x-amazon-apigateway-authtype awsSigv4"},
		"of the document":   {get(`{}`, `"security":[{"nobody":[]}]`), "/security/0/nobody: there is no security scheme of this name"},
		"two authorizers":   {get(`{"security":[{"pool":[]},{"other":[]}]}`, schemes), "/paths/~1a/get/security/1/other: one method cannot have two authorizers: pool and other"},
		"token, signature":  {get(`{"security":[{"pool":[]},{"sigv4":[]}]}`, schemes), "/paths/~1a/get/security: one method cannot have both a signature and an authorizer"},
		"contradiction":     {get(`{"security":[{"pool":[]}],"x-amazon-apigateway-auth":{"type":"NONE"}}`, schemes), "/paths/~1a/get/x-amazon-apigateway-auth: contradicts the security of the operation, which comes to COGNITO_USER_POOLS"},
		"unknown auth":      {get(`{"x-amazon-apigateway-auth":{"type":"MAGIC"}}`, ""), "/paths/~1a/get/x-amazon-apigateway-auth/type: must be NONE or AWS_IAM"},
		"auth without type": {get(`{"x-amazon-apigateway-auth":{}}`, ""), "/paths/~1a/get/x-amazon-apigateway-auth/type: must be NONE or AWS_IAM"},
		"security, no list": {get(`{"security":{"pool":[]}}`, schemes), "/paths/~1a/get/security: must be a list"},
		"jwt": {get(`{}`, `"components":{"securitySchemes":{"j":{"type":"oauth2","x-amazon-apigateway-authorizer":{"type":"jwt"}}}}`),
			"/components/securitySchemes/j/x-amazon-apigateway-authorizer/type: must be token, request or cognito_user_pools"},
		"authorizer setting": {get(`{}`, `"components":{"securitySchemes":{"j":{"type":"oauth2","x-amazon-apigateway-authorizer":{"type":"request","jwtConfiguration":{}}}}}`),
			"/components/securitySchemes/j/x-amazon-apigateway-authorizer/jwtConfiguration: is not a known setting of an authorizer of a REST API"},
		"token in the query": {get(`{}`, `"components":{"securitySchemes":{"j":{"type":"apiKey","name":"t","in":"query","x-amazon-apigateway-authorizer":{"type":"token"}}}}`),
			"/components/securitySchemes/j/in: a token is taken from a header"},
		"extension of the root":      {get(`{}`, `"x-amazon-apigateway-cors":{}`), "/x-amazon-apigateway-cors: this extension is not supported here"},
		"extension, whatever case":   {get(`{}`, `"X-Amazon-ApiGateway-Security-Policy":"TLS_1_2"`), "/X-Amazon-ApiGateway-Security-Policy: this extension is not supported here"},
		"extension of an operation":  {get(`{"x-amazon-apigateway-authorizer":{}}`, ""), "/paths/~1a/get/x-amazon-apigateway-authorizer: this extension is not supported here"},
		"extension of a path":        {`{"openapi":"3.0.0","info":{"title":"t"},"paths":{"/a":{"x-amazon-apigateway-integration":{}}}}`, "/paths/~1a/x-amazon-apigateway-integration: this extension is not supported here"},
		"validator":                  {get(`{"x-amazon-apigateway-request-validator":"v"}`, ""), "/paths/~1a/get/x-amazon-apigateway-request-validator: there is no request validator of this name: v"},
		"endpoint setting":           {get(`{}`, `"x-amazon-apigateway-endpoint-configuration":{"tls":"x"}`), "/x-amazon-apigateway-endpoint-configuration/tls: is not a known setting of endpoints"},
		"key source":                 {get(`{}`, `"x-amazon-apigateway-api-key-source":"COOKIE"`), "/x-amazon-apigateway-api-key-source: must be HEADER or AUTHORIZER"},
		"model name":                 {get(`{}`, `"components":{"schemas":{"a-b":{}}}`), "/components/schemas/a-b: Model name must be alphanumeric: a-b"},
		"model outside":              {get(`{}`, `"components":{"schemas":{"A":{"$ref":"http://x"}}}`), "/components/schemas/A/$ref: a schema may refer to another schema of this document with a name, not to http://x"},
		"reference to nothing":       {get(`{"parameters":[{"$ref":"#/components/parameters/p"}]}`, ""), `/paths/~1a/get/parameters/0: the reference "#/components/parameters/p" leads nowhere`},
		"reference to a file":        {get(`{"parameters":[{"$ref":"p.json"}]}`, ""), `/paths/~1a/get/parameters/0: the reference "p.json" does not lead into this document`},
		"reference to itself":        {get(`{"parameters":[{"$ref":"#/paths/~1a/get/parameters"}]}`, ""), "/paths/~1a/get/parameters: must be an object"},
		"reference in a ring":        {get(`{}`, `"components":{"securitySchemes":{"a":{"$ref":"#/components/securitySchemes/b"},"b":{"$ref":"#/components/securitySchemes/a"}}}`), "/components/securitySchemes/a: too many references in a row"},
		"parameter in nowhere":       {get(`{"parameters":[{"name":"x"}]}`, ""), "/paths/~1a/get/parameters/0/in: must be query, header, path, cookie, body or formData"},
		"parameter without a name":   {get(`{"parameters":[{"in":"query"}]}`, ""), "/paths/~1a/get/parameters/0/name: is missing"},
		"required is no flag":        {get(`{"parameters":[{"in":"query","name":"a","required":"perhaps"}]}`, ""), "/paths/~1a/get/parameters/0/required: must be true or false"},
		"integration without a type": {mock(``), integration + "/type: is missing"},
		"streaming":                  {mock(`"type":"mock","responseTransferMode":"STREAM"`), integration + "/responseTransferMode: is not supported"},
		"timeout":                    {mock(`"type":"mock","timeoutInMillis":"soon"`), integration + "/timeoutInMillis: must be a whole number"},
		"template as an object":      {mock(`"type":"mock","requestTemplates":{"a/b":{"statusCode":200}}`), integration + "/requestTemplates/a~1b: must be a text"},
		"uri of a template":          {mock(`"type":"aws_proxy","uri":{"Fn::Sub":"arn"}`), integration + "/uri: must be a text: Fn::Sub refers to a resource that this document does not have"},
		"no status":                  {mock(`"type":"mock","responses":{"default":{}}`), integration + "/responses/default/statusCode: must be a status code"},
		"one status twice":           {mock(`"type":"mock","responses":{"a":{"statusCode":200},"default":{"statusCode":"200"}}`), integration + "/responses/default: another response has the status code 200 too: API Gateway keeps one for each"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			def, err := Read([]byte(c.body), Options{})
			var bad *Error
			if def != nil || !errors.As(err, &bad) {
				t.Fatalf("got %v, %v", def, err)
			}
			if got := bad.Faults[0].String(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestQuirks: documents that are not quite right and mean something all the same.
func TestQuirks(t *testing.T) {
	t.Parallel()
	def := read(t, get(`{"security":[{"pool":["a/b"]}],"x-internal":true,
		"responses":{"200":{"headers":{"Content-Type":{"type":"string"},"X":"?"},"content":{"application/json":{}}},
			"default":{},"2XX":{},"x-note":1},
		"x-amazon-apigateway-integration":{"type":"mock","httpMethod":"get","passthroughBehavior":"when_no_match","payloadFormatVersion":"1.0",
			"timeoutInMillis":"50","unknown":1,"requestTemplates":{"application/json":"{}"},
			"responses":{"default":{"statusCode":200},"4\\d\\d":{"statusCode":"400","contentHandling":"convert_to_text"}}}}`,
		schemes+`,"x-vendor":{},"x-amazon-apigateway-documentation":{},"x-amazon-apigateway-importexport-version":"1.0","tags":[]`))
	m := def.Resources[0].Methods[0].Document
	want := apigateway.Method{
		HttpMethod: awsapi.Ptr("GET"), AuthorizationType: awsapi.Ptr("COGNITO_USER_POOLS"), ApiKeyRequired: awsapi.Ptr(false),
		AuthorizationScopes: []string{"a/b"},
		MethodResponses: map[string]apigateway.MethodResponse{"200": {
			StatusCode: awsapi.Ptr("200"),
			ResponseParameters: map[string]bool{
				"method.response.header.Content-Type": false, "method.response.header.X": false,
			},
		}},
		MethodIntegration: &apigateway.Integration{
			Type: awsapi.Ptr("MOCK"), HttpMethod: awsapi.Ptr("GET"), PassthroughBehavior: awsapi.Ptr("WHEN_NO_MATCH"),
			TimeoutInMillis: awsapi.Ptr(int64(50)), RequestTemplates: map[string]string{"application/json": "{}"},
			IntegrationResponses: map[string]apigateway.IntegrationResponse{
				"200": {StatusCode: awsapi.Ptr("200")},
				"400": {StatusCode: awsapi.Ptr("400"), SelectionPattern: awsapi.Ptr(`4\d\d`), ContentHandling: awsapi.Ptr("CONVERT_TO_TEXT")},
			},
		},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("method (-want +got):\n%s", diff)
	}
	if got := *def.Authorizers[1].IdentitySource; got != "method.request.header.X-Token" {
		t.Errorf("identity source %s", got)
	}
	if ttl := *def.Authorizers[0].AuthorizerResultTtlInSeconds; ttl != 60 {
		t.Errorf("TTL %d", ttl)
	}
	if len(def.Warnings) != 4 {
		t.Errorf("warnings %q", def.Warnings)
	}
}

// TestSettings: what a document says of the API itself, in both generations and both notations.
func TestSettings(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"JSON": `{"openapi":"3.1.0","info":{"title":"t","version":"1.0","description":"d"},
			"servers":[{"url":"/","x-amazon-apigateway-endpoint-configuration":{"disableExecuteApiEndpoint":true}}],
			"x-amazon-apigateway-binary-media-types":["*/*"],"x-amazon-apigateway-minimum-compression-size":10,
			"x-amazon-apigateway-api-key-source":"header","x-amazon-apigateway-policy":{"Version":"2012-10-17"},
			"x-amazon-apigateway-request-validators":{"all":{"validateRequestBody":true}},
			"x-amazon-apigateway-gateway-responses":{"UNAUTHORIZED":{"statusCode":401,"responseTemplates":{"a/b":"<c>"}}}}`,
		"YAML": `
swagger: 2.0
info: {title: t, version: 1.0, description: d}
x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true}
x-amazon-apigateway-binary-media-types: ["*/*"]
x-amazon-apigateway-minimum-compression-size: 10
x-amazon-apigateway-api-key-source: HEADER
x-amazon-apigateway-policy: {Version: 2012-10-17}
x-amazon-apigateway-request-validators: {all: {validateRequestBody: true}}
x-amazon-apigateway-gateway-responses:
  UNAUTHORIZED: {statusCode: 401, responseTemplates: {a/b: <c>}}
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := read(t, body)
			want := &Definition{
				API: apigateway.RestApi{
					Name: awsapi.Ptr("t"), Version: awsapi.Ptr("1.0"), Description: awsapi.Ptr("d"),
					BinaryMediaTypes: []string{"*/*"}, MinimumCompressionSize: awsapi.Ptr(int64(10)),
					ApiKeySource: awsapi.Ptr("HEADER"), Policy: awsapi.Ptr(`{"Version":"2012-10-17"}`), DisableExecuteApiEndpoint: awsapi.Ptr(true),
				},
				Validators: []apigateway.RequestValidator{{
					Name: awsapi.Ptr("all"), ValidateRequestBody: awsapi.Ptr(true), ValidateRequestParameters: awsapi.Ptr(false),
				}},
				GatewayResponses: []apigateway.GatewayResponse{{
					ResponseType: awsapi.Ptr("UNAUTHORIZED"), StatusCode: awsapi.Ptr("401"), ResponseTemplates: map[string]string{"a/b": "<c>"},
				}},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPrivateEndpointsMakeAPrivateAPI(t *testing.T) {
	t.Parallel()
	def := read(t, get(`{}`, `"x-amazon-apigateway-endpoint-configuration":{"vpcEndpointIds":["vpce-1"]}`))
	if e := def.API.EndpointConfiguration; e == nil || e.Types[0] != "PRIVATE" || e.VpcEndpointIds[0] != "vpce-1" {
		t.Errorf("got %+v", e)
	}
	def = read(t, get(`{}`, `"x-amazon-apigateway-endpoint-configuration":{"ipAddressType":"dualstack"}`))
	if e := def.API.EndpointConfiguration; e == nil || e.Types[0] != "EDGE" || *e.IpAddressType != "dualstack" {
		t.Errorf("got %+v", e)
	}
}

func TestParametersAndModels(t *testing.T) {
	t.Parallel()
	def := read(t, `{"openapi":"3.0.0","info":{"title":"t"},"paths":{"/a/{id}":{
		"parameters":[{"in":"path","name":"id"},{"in":"header","name":"H","required":false}],
		"post":{"operationId":"op","parameters":[{"in":"header","name":"H","required":true},{"$ref":"#/components/parameters/q"},{"in":"cookie","name":"c"}],
			"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}},
				"text/plain":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/A"}}}}},
			"responses":{"200":{"$ref":"#/components/responses/r"}}}}},
		"components":{"parameters":{"q":{"in":"query","name":"q","required":"true"}},
			"responses":{"r":{"content":{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/A"}}}}}},
			"schemas":{"A":{"type":"object","description":"an a","properties":{"next":{"$ref":"#/components/schemas/A"}}}}}}`)
	m := def.Resources[0].Methods[0].Document
	wantParameters := map[string]bool{"method.request.path.id": true, "method.request.header.H": true, "method.request.querystring.q": true}
	if diff := cmp.Diff(wantParameters, m.RequestParameters); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
	if len(def.Models) != 2 {
		t.Fatalf("models %v", def.Models)
	}
	if a := def.Models[0]; *a.Schema != `{"description":"an a","properties":{"next":{"$ref":"models/A"}},"type":"object"}` || *a.Description != "an a" {
		t.Errorf("model %s", *a.Schema)
	}
	made := def.Models[1]
	if !strings.HasPrefix(*made.Name, "MODEL") || *made.Schema != `{"items":{"$ref":"models/A"},"type":"array"}` {
		t.Errorf("model %s: %s", *made.Name, *made.Schema)
	}
	wantModels := map[string]string{"application/json": "A", "text/plain": *made.Name}
	if diff := cmp.Diff(wantModels, m.RequestModels); diff != "" {
		t.Errorf("models (-want +got):\n%s", diff)
	}
	if got := m.MethodResponses["200"].ResponseModels["application/json"]; got != *made.Name || *m.OperationName != "op" {
		t.Errorf("response model %s of %s", got, *m.OperationName)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"size":    {strings.Repeat(" ", MaxSize+1), "the document is larger than"},
		"JSON":    {strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200), "the document nests deeper than"},
		"YAML":    {"a: " + strings.Repeat("[", 200) + strings.Repeat("]", 200), "YAML: line 1: nested deeper than"},
		"aliases": {bomb(), "YAML: more than"},
		"ring":    {"a: &a [*a]", "YAML: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Read([]byte(c.body), Options{})
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v; want %s", err, c.want)
			}
		})
	}
}

// bomb is a small document of ten to the ninth nodes.
func bomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 9; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 10), ","))
	}
	return b.String()
}

// FuzzRead looks for panics, and for methods whose protection nobody decided.
func FuzzRead(f *testing.F) {
	f.Add([]byte(get(`{"security":[{"pool":["a/b"]}],"responses":{"200":{}},"x-amazon-apigateway-integration":{"type":"mock"}}`, schemes)))
	f.Add([]byte(get(`{"x-amazon-apigateway-auth":{"type":"AWS_IAM"}}`, "")))
	f.Add([]byte("swagger: '2.0'\ninfo: {title: t}\nbasePath: /v1\npaths:\n  /a:\n    get: {parameters: [{in: body, schema: {}}]}\n"))
	f.Add([]byte(`{"openapi":"3.1.0","info":{"title":"t"},"servers":[{"url":"https://x/{b}","variables":{"b":{"default":"/c"}}}]}`))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, body []byte) {
		def, err := Read(body, Options{BasePath: Prepend})
		if (def == nil) == (err == nil) {
			t.Fatalf("%v and %v", def, err)
		}
		if def == nil {
			return
		}
		for _, r := range def.Resources {
			for _, m := range r.Methods {
				kind := awsapi.Val(m.Document.AuthorizationType)
				if authorizer := kind == "COGNITO_USER_POOLS" || kind == "CUSTOM"; authorizer != (m.Authorizer != "") {
					t.Fatalf("%s with authorizer %q", kind, m.Authorizer)
				}
				if kind == "" || m.Document.ApiKeyRequired == nil || m.Document.HttpMethod == nil {
					t.Fatalf("undecided: %+v", m)
				}
			}
		}
	})
}
