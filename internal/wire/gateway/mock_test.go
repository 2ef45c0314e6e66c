package gateway_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/restapi"
)

// integration is a mock method as JSON: request templates, passthrough, integration responses, method responses.
func integration(t testing.TB, passthrough string, requests map[string]string, integrations, methods string) string {
	t.Helper()
	templates, err := json.Marshal(requests)
	if err != nil {
		t.Fatal(err)
	}
	return `{"authorizationType":"NONE","methodResponses":` + methods + `,"methodIntegration":{"type":"MOCK",
		"passthroughBehavior":"` + passthrough + `","requestTemplates":` + string(templates) + `,
		"integrationResponses":` + integrations + `}}`
}

const (
	okMethod = `{"200":{"statusCode":"200"}}`
	okReply  = `{"200":{"statusCode":"200","responseTemplates":{"application/json":"ok"}}}`
)

func TestMockRequest(t *testing.T) {
	t.Parallel()
	jsonOnly := map[string]string{"application/json": `{"statusCode": 200}`}
	xmlOnly := map[string]string{"application/xml": `{"statusCode": 200}`}
	none := map[string]string{}
	form := "Content-Type: application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		passthrough string
		templates   map[string]string
		send        call
		status      int
	}{
		"no content type is JSON":          {"WHEN_NO_MATCH", jsonOnly, call{}, 200},
		"JSON":                             {"WHEN_NO_MATCH", jsonOnly, call{headers: []string{"Content-Type: application/json"}}, 200},
		"JSON with a charset":              {"NEVER", jsonOnly, call{headers: []string{"Content-Type: application/json; charset=utf-8"}}, 200},
		"JSON in capitals":                 {"NEVER", jsonOnly, call{headers: []string{"Content-Type: Application/JSON"}}, 200},
		"form, as curl -d sends it":        {"WHEN_NO_MATCH", jsonOnly, call{headers: []string{form}, body: "a=b"}, 500},
		"form that is the status":          {"WHEN_NO_MATCH", jsonOnly, call{headers: []string{form}, body: `{"statusCode":200}`}, 200},
		"form without payload":             {"WHEN_NO_MATCH", jsonOnly, call{headers: []string{form}}, 500},
		"no match, templates there":        {"WHEN_NO_TEMPLATES", jsonOnly, call{headers: []string{form}, body: "a=b"}, 415},
		"no match, no templates":           {"WHEN_NO_TEMPLATES", none, call{body: `{"statusCode":200}`}, 200},
		"never":                            {"NEVER", jsonOnly, call{headers: []string{form}, body: `{"statusCode":200}`}, 415},
		"never, no templates":              {"NEVER", none, call{body: `{"statusCode":200}`}, 415},
		"no templates, no payload":         {"WHEN_NO_MATCH", none, call{}, 500},
		"no JSON template, no type":        {"WHEN_NO_MATCH", xmlOnly, call{}, 500},
		"lower case passthrough":           {"when_no_match", jsonOnly, call{}, 200},
		"unknown passthrough":              {"SOMETIMES", xmlOnly, call{body: `{"statusCode":200}`}, 500},
		"lenient names":                    {"NEVER", map[string]string{"application/json": `{statusCode: 200}`}, call{}, 200},
		"single quotes":                    {"NEVER", map[string]string{"application/json": `{'statusCode': 200}`}, call{}, 200},
		"status as text":                   {"NEVER", map[string]string{"application/json": `{"statusCode": "200"}`}, call{}, 500},
		"no status":                        {"NEVER", map[string]string{"application/json": `{"status": 200}`}, call{}, 500},
		"empty template":                   {"NEVER", map[string]string{"application/json": ``}, call{}, 500},
		"status from the query":            {"NEVER", map[string]string{"application/json": `{"statusCode": $input.params('code')}`}, call{target: "/dev?code=200"}, 200},
		"template that fails":              {"NEVER", map[string]string{"application/json": `$context.responseOverride.put("x", 1){"statusCode": 200}`}, call{}, 500},
		"status overridden by the request": {"NEVER", map[string]string{"application/json": `#set($context.responseOverride.status = 444){"statusCode": 200}`}, call{}, 444},
		"override out of range":            {"NEVER", map[string]string{"application/json": `#set($context.responseOverride.status = 99){"statusCode": 200}`}, call{}, 200},
		"interim override":                 {"NEVER", map[string]string{"application/json": `#set($context.responseOverride.status = 101){"statusCode": 200}`}, call{}, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := develop(t, deployment{methods: map[string]string{
				"POST /": integration(t, c.passthrough, c.templates, okReply, okMethod),
			}})
			c.send.method = "POST"
			if c.send.target == "" {
				c.send.target = "/dev"
			}
			a := c.send.do(t, g)
			if a.status != c.status {
				t.Fatalf("%d %s %s", a.status, a.body, a.explain())
			}
			want := map[int]string{200: "ok", 444: "ok", 415: `{"message":"Unsupported Media Type"}`, 500: `{"message":"Internal server error"}`}
			if a.body != want[a.status] {
				t.Error(a.body)
			}
		})
	}
}

func TestMockSelection(t *testing.T) {
	t.Parallel()
	byQuery := map[string]string{"application/json": `{"statusCode": $input.params('code')}`}
	for name, c := range map[string]struct {
		integrations, methods string
		code                  string
		status                int
		body                  string
	}{
		"pattern": {
			`{"404":{"statusCode":"404","selectionPattern":"4\\d{2}","responseTemplates":{"application/json":"gone"}},"200":{"statusCode":"200"}}`,
			`{"404":{},"200":{}}`, "410", 404, "gone",
		},
		"default": {
			`{"404":{"statusCode":"404","selectionPattern":"4\\d{2}"},"201":{"statusCode":"201","responseTemplates":{"application/json":"made"}}}`,
			`{"404":{},"201":{}}`, "500", 201, "made",
		},
		"the whole text": {
			`{"404":{"statusCode":"404","selectionPattern":"4"},"200":{"statusCode":"200"}}`, `{"404":{},"200":{}}`, "404", 200, "",
		},
		"nothing matches": {`{"404":{"statusCode":"404","selectionPattern":"404"}}`, `{"404":{}}`, "200", 500, `{"message":"Internal server error"}`},
		"no responses":    {`{}`, `{}`, "200", 500, `{"message":"Internal server error"}`},
		"no method response": {
			`{"200":{"statusCode":"200"}}`, `{"201":{}}`, "200", 500, `{"message":"Internal server error"}`,
		},
		"interim status": {`{"100":{"statusCode":"100"}}`, `{"100":{}}`, "100", 500, `{"message":"Internal server error"}`},
		"no content":     {`{"204":{"statusCode":"204","responseTemplates":{"application/json":"x"}}}`, `{"204":{}}`, "204", 204, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := develop(t, deployment{methods: map[string]string{
				"GET /": integration(t, "NEVER", byQuery, c.integrations, c.methods),
			}})
			a := call{target: "/dev?code=" + c.code}.do(t, g)
			if a.status != c.status || a.body != c.body {
				t.Errorf("%d %q %s", a.status, a.body, a.explain())
			}
			if a.raw("Content-Type") != "application/json" {
				t.Error(a.header)
			}
		})
	}
}

func TestMockHeaders(t *testing.T) {
	t.Parallel()
	declared := `{"200":{"responseParameters":{"method.response.header.Content-Type":false,"method.response.header.X-Stage":true,
		"method.response.header.x-static":false,"method.response.header.WWW-Authenticate":false,
		"method.response.header.Transfer-Encoding":false,"method.response.header.Content-Length":false,
		"method.response.header.X-Missing":false,"method.response.header.X-Id":false,"method.response.header.X-Amzn-Requestid":false}}}`
	mapped := `{"200":{"statusCode":"200","responseParameters":{
		"method.response.header.Content-Type":"'text/plain'","method.response.header.X-Stage":"context.stage",
		"method.response.header.X-Static":"'a,b'","method.response.header.X-Undeclared":"'x'",
		"method.response.header.WWW-Authenticate":"'Basic'","method.response.header.Transfer-Encoding":"'chunked'",
		"method.response.header.Content-Length":"'1'","method.response.header.X-Missing":"integration.response.header.nothing",
		"method.response.header.X-Id":"stageVariables.id","method.response.header.X-Amzn-Requestid":"'mine'"},
		"responseTemplates":{"application/json":"#set($context.responseOverride.header.X-Over = \"$input.params('v')\")hello"}}}`
	g := develop(t, deployment{variables: map[string]string{"id": "v-1"}, methods: map[string]string{
		"GET /": integration(t, "NEVER", map[string]string{"application/json": `{"statusCode":200}`}, mapped, declared),
	}})
	a := call{target: "/dev?v=a%0d%0ab"}.do(t, g)
	for name, want := range map[string]string{
		"Content-Type": "text/plain", "X-Stage": "dev", "X-Static": "a,b", "X-Undeclared": "", "X-Missing": "",
		"x-amzn-Remapped-WWW-Authenticate": "Basic", "WWW-Authenticate": "", "Transfer-Encoding": "",
		"x-amzn-Remapped-Content-Length": "1", "Content-Length": "", "X-Id": "v-1", "X-Over": "a  b",
	} {
		if a.raw(name) != want {
			t.Errorf("%s: %q, want %q", name, a.raw(name), want)
		}
	}
	if a.status != 200 || a.body != "hello" || len(a.raw("x-amzn-RequestId")) != 36 || a.raw("X-Amzn-Requestid") != "" {
		t.Errorf("%d %q %v", a.status, a.body, a.header)
	}
}

func TestMockResponseTemplate(t *testing.T) {
	t.Parallel()
	list := `"application/json":"json","application/xml":"xml","text/plain":"plain"`
	for name, c := range map[string]struct{ templates, accept, body, contentType string }{
		"no Accept is JSON":   {list, "", "json", "application/json"},
		"anything is JSON":    {list, "*/*", "json", "application/json"},
		"by Accept":           {list, "application/xml", "xml", "application/xml"},
		"the first of Accept": {list, "text/plain;q=0.5, application/xml", "plain", "text/plain"},
		"unknown is JSON":     {list, "image/png", "json", "application/json"},
		"the only one":        {`"text/html":"<p>"`, "application/json", "<p>", "text/html"},
		"none":                {``, "text/html", "", "application/json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := develop(t, deployment{methods: map[string]string{
				"GET /": integration(t, "NEVER", map[string]string{"application/json": `{"statusCode":200}`},
					`{"200":{"statusCode":"200","responseTemplates":{`+c.templates+`}}}`, okMethod),
			}})
			send := call{target: "/dev"}
			if c.accept != "" {
				send.headers = []string{"Accept: " + c.accept}
			}
			if a := send.do(t, g); a.status != 200 || a.body != c.body || a.raw("Content-Type") != c.contentType {
				t.Errorf("%d %q %q %s", a.status, a.body, a.raw("Content-Type"), a.explain())
			}
		})
	}
}

func TestMockContext(t *testing.T) {
	t.Parallel()
	body := `$context.stage|$context.apiId|$context.accountId|$context.httpMethod|$context.path|$context.resourcePath|` +
		`$context.identity.sourceIp|$context.identity.userAgent|$context.domainName|$context.domainPrefix|$context.protocol|` +
		`$context.deploymentId|$!context.error.message|$stageVariables.who|$input.params('id')|$input.params('q')|$input.params('X-H')`
	g := develop(t, deployment{variables: map[string]string{"who": "me"}, methods: map[string]string{"GET /pets/{id}": mock(body)}})
	a := call{target: "/dev/pets/a%20b?q=1&q=x%2By+z", headers: []string{"User-Agent: probe/1", "X-H: h"}}.do(t, g)
	want := `dev|abc123defg|123456789012|GET|/dev/pets/a%20b|/pets/{id}|192.0.2.1|probe/1|` +
		`abc123defg.execute-api.eu-west-1.localhost|abc123defg|HTTP/1.1|dep001||me|a%20b|x+y z|h`
	if a.body != want {
		t.Errorf("%s\nwant %s", a.body, want)
	}
}

func TestMockBinary(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		types            []string
		handling, accept string
		body             string
		status           int
		want             string
	}{
		"text":                    {nil, "", "image/png", "aGk=", 200, "aGk="},
		"asked for":               {[]string{"image/*"}, "", "image/png,text/html", "aGk=", 200, "hi"},
		"asked for second":        {[]string{"image/*"}, "", "text/html,image/png", "aGk=", 200, "aGk="},
		"forced to bytes":         {nil, "CONVERT_TO_BINARY", "", "aGk=", 200, "hi"},
		"forced to text":          {[]string{"*/*"}, "CONVERT_TO_TEXT", "image/png", "aGk=", 200, "aGk="},
		"not base64":              {[]string{"*/*"}, "", "image/png", "{}", 500, `{"message":"Internal server error"}`},
		"another family, a start": {[]string{"image/*"}, "", "images/png", "aGk=", 200, "aGk="},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := develop(t, deployment{methods: map[string]string{"GET /": mock(c.body)}, change: func(p *restapi.Plan) {
				p.BinaryMediaTypes = c.types
				p.Routes()[0].Integration.Default.ContentHandling = c.handling
			}})
			a := call{target: "/dev", headers: []string{"Accept: " + c.accept}}.do(t, g)
			if a.status != c.status || a.body != c.want {
				t.Errorf("%d %q %s", a.status, a.body, a.explain())
			}
		})
	}
}

// What the client sends reaches templates as text, base64 if it is bytes.
func TestMockPayload(t *testing.T) {
	t.Parallel()
	echo := integration(t, "NEVER", map[string]string{"application/json": `#set($context.responseOverride.header.X-Body = $input.body){"statusCode":200}`},
		okReply, okMethod)
	for name, c := range map[string]struct {
		types          []string
		handling, body string
		status         int
		want           string
	}{
		"text":      {nil, "", `{"a":1}`, 200, `{"a":1}`},
		"none":      {nil, "", ``, 200, `{}`},
		"bytes":     {[]string{"application/json"}, "", "hi", 200, "aGk="},
		"to text":   {[]string{"application/json"}, "CONVERT_TO_TEXT", "hi", 200, "aGk="},
		"to binary": {nil, "CONVERT_TO_BINARY", "aGk=", 200, "aGk="},
		"no base64": {nil, "CONVERT_TO_BINARY", "{", 500, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := develop(t, deployment{methods: map[string]string{"POST /": echo}, change: func(p *restapi.Plan) {
				p.BinaryMediaTypes = c.types
				p.Routes()[0].Integration.ContentHandling = c.handling
			}})
			a := call{method: "POST", target: "/dev", body: c.body, headers: []string{"Content-Type: application/json"}}.do(t, g)
			if a.status != c.status || a.raw("X-Body") != c.want {
				t.Errorf("%d %q %s", a.status, a.raw("X-Body"), a.explain())
			}
		})
	}
}

func TestFramingHeadersCannotBeMapped(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Content-Length", "transfer-encoding"} {
		g := develop(t, deployment{methods: map[string]string{"GET /": strings.Replace(mock("x"),
			`"type":"MOCK"`, `"type":"MOCK","requestParameters":{"integration.request.header.`+name+`":"'1'"}`, 1)}})
		if a := (call{target: "/dev"}).do(t, g); a.status != 500 || !strings.Contains(a.explain(), name) {
			t.Errorf("%s: %d %s", name, a.status, a.explain())
		}
	}
}
