package gateway_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/wire/gateway"
)

var pets = map[string]string{
	"GET /": mock("root"), "GET /pets": mock("pets"), "POST /pets": mock("post"), "GET /pets/{id}": mock("pet $input.params('id')"),
	"GET /pets/mine": mock("mine"), "ANY /files/{proxy+}": mock("file $input.params('proxy')"), "HEAD /head": mock("never"),
}

func TestRoute(t *testing.T) {
	t.Parallel()
	g := develop(t, deployment{methods: pets})
	const none = `{"message":"Missing Authentication Token"}`
	for name, c := range map[string]struct {
		send   call
		status int
		body   string
	}{
		"root":                       {call{target: "/dev"}, 200, "root"},
		"root with a slash":          {call{target: "/dev/"}, 200, "root"},
		"slashes around the stage":   {call{target: "//dev//pets"}, 200, "pets"},
		"no first slash":             {call{target: "dev/pets"}, 200, "pets"},
		"trailing slash":             {call{target: "/dev/pets/"}, 200, "pets"},
		"exact before variable":      {call{target: "/dev/pets/mine"}, 200, "mine"},
		"variable stays encoded":     {call{target: "/dev/pets/a%2Fb"}, 200, "pet a%2Fb"},
		"greedy":                     {call{method: "PATCH", target: "/dev/files/a//b/"}, 200, "file a//b"},
		"no such resource":           {call{target: "/dev/cats"}, 403, none},
		"no such method":             {call{method: "DELETE", target: "/dev/pets"}, 403, none},
		"method in lower case":       {call{method: "get", target: "/dev/pets"}, 403, none},
		"OPTIONS is like any other":  {call{method: "OPTIONS", target: "/dev/pets"}, 403, none},
		"HEAD is not GET":            {call{method: "HEAD", target: "/dev/pets"}, 403, none},
		"HEAD of its own":            {call{method: "HEAD", target: "/dev/head"}, 200, "never"},
		"no such stage":              {call{target: "/prod/pets"}, 403, `{"message":"Forbidden"}`},
		"stage in capitals":          {call{target: "/DEV/pets"}, 403, `{"message":"Forbidden"}`},
		"nothing":                    {call{target: ""}, 403, `{"message":"Forbidden"}`},
		"dots do not lead elsewhere": {call{target: "/dev/pets/../files/x"}, 403, none},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.send.do(t, g)
			if a.status != c.status || a.body != c.body {
				t.Errorf("%d %q", a.status, a.body)
			}
			if c.status == 403 && (a.raw("Content-Type") != "application/json" || a.explain() == "") {
				t.Error(a.header)
			}
		})
	}
}

// A request for what is not there is judged as a signed one if it has an Authorization header.
func TestUnroutedWithAuthorization(t *testing.T) {
	t.Parallel()
	g := develop(t, deployment{methods: pets})
	signed := "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=aa"
	for name, c := range map[string]struct{ header, code, message string }{
		"Bearer": {"Bearer abc.def.ghi", "IncompleteSignatureException",
			"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '"},
		"a JWT alone": {"abc.def.ghi", "IncompleteSignatureException", "Authorization header requires 'Credential' parameter."},
		"equal-sign":  {"a=b", "IncompleteSignatureException", "Authorization header must begin with the algorithm name"},
		"a signature": {signed, "MissingAuthenticationTokenException", "Missing Authentication Token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := call{target: "/dev/cats", headers: []string{"Authorization: " + c.header, "X-Amz-Date: 20260102T000000Z"}}.do(t, g)
			if a.status != 403 || a.raw("x-amzn-ErrorType") != c.code || !strings.Contains(a.body, c.message) {
				t.Errorf("%d %s %s", a.status, a.raw("x-amzn-ErrorType"), a.body)
			}
			if strings.Contains(a.body+a.explain(), "abc.def.ghi") {
				t.Error("the token is repeated")
			}
		})
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	plan := compile(t, deployment{methods: pets})
	disabled := compile(t, deployment{methods: pets, change: func(p *restapi.Plan) { p.DisableDefaultEndpoint = true }})
	for name, c := range map[string]struct {
		plans   plans
		to      gateway.Address
		status  int
		code    string
		explain string
	}{
		"path form":      {plans{plan: plan}, gateway.Address{APIID: apiID, RawPath: "/dev/pets"}, 200, "", ""},
		"its region":     {plans{plan: plan}, gateway.Address{APIID: apiID, Region: region, RawPath: "/dev/pets"}, 200, "", ""},
		"another region": {plans{plan: plan}, gateway.Address{APIID: apiID, Region: "us-east-1", RawPath: "/dev/pets"}, 403, "ForbiddenException", "not in region us-east-1"},
		"unknown API":    {plans{plan: plan}, gateway.Address{APIID: "zzzzzzzzzz", RawPath: "/dev/pets"}, 403, "ForbiddenException", "no API zzzzzzzzzz"},
		"no default endpoint": {plans{plan: disabled}, gateway.Address{APIID: apiID, RawPath: "/dev/pets"}, 403, "ForbiddenException",
			"disableExecuteApiEndpoint"},
		"no plan": {plans{err: errors.New("GET /: authorization of type X")}, gateway.Address{APIID: apiID, RawPath: "/dev/pets"}, 500,
			"InternalServerErrorException", "authorization of type X"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := gateway.New(gateway.Config{Plans: c.plans, Development: true})
			a := g.Serve(t.Context(), c.to, &gateway.Request{Method: "GET"})
			if a.Status != c.status || a.Header.Get("x-amzn-ErrorType") != c.code ||
				!strings.Contains(a.Header.Get("x-sallyport-explain"), c.explain) {
				t.Errorf("%+v", a)
			}
		})
	}
}

func TestGatewayResponses(t *testing.T) {
	t.Parallel()
	custom := `[
		{"responseType":"UNAUTHORIZED","statusCode":"418","responseTemplates":{
			"application/json":"{\"e\":$context.error.messageString,\"t\":\"$context.error.responseType\",\"q\":\"$method.request.querystring.q\"}",
			"text/html":"<p>$context.error.message ${stageVariables.who}</p>"},
		 "responseParameters":{"gatewayresponse.header.WWW-Authenticate":"'Bearer'","gatewayresponse.header.X-Type":"context.error.responseType",
			"gatewayresponse.header.X-Echo":"method.request.header.X-In","gatewayresponse.header.Content-Length":"'1'",
			"gatewayresponse.header.x-sallyport-explain":"'no'","gatewayresponse.header.X-Amzn-ErrorType":"'Mine'"}},
		{"responseType":"DEFAULT_4XX","responseParameters":{"gatewayresponse.header.Access-Control-Allow-Origin":"'*'"},
		 "responseTemplates":{"application/json":"{\"four\":$context.error.messageString}"}},
		{"responseType":"DEFAULT_5XX","statusCode":"503"}]`
	w := newWorld(t)
	g := w.gateway(t, deployment{responses: custom, variables: map[string]string{"who": "you"}, methods: map[string]string{
		"GET /": guarded("x"), "GET /broken": integration(t, "NEVER", map[string]string{}, `{}`, `{}`),
		"GET /fails": integration(t, "WHEN_NO_MATCH", map[string]string{}, okReply, okMethod),
	}})
	for name, c := range map[string]struct {
		send   call
		status int
		body   string
		header map[string]string
	}{
		"own status, template, headers": {
			call{target: "/dev?q=1", headers: []string{"X-In: a"}}, 418, `{"e":"Unauthorized","t":"UNAUTHORIZED","q":"1"}`,
			map[string]string{"WWW-Authenticate": "Bearer", "X-Type": "UNAUTHORIZED", "X-Echo": "a", "Content-Length": "", "Content-Type": "application/json"},
		},
		"by Accept": {
			call{target: "/dev", headers: []string{"Accept: image/png, text/html;q=0.9"}}, 418, `<p>Unauthorized you</p>`,
			map[string]string{"Content-Type": "text/html", "X-Echo": ""},
		},
		"the class's": {call{target: "/dev/x"}, 403, `{"four":"Missing Authentication Token"}`, map[string]string{"Access-Control-Allow-Origin": "*"}},
		"of 415":      {call{target: "/dev/broken"}, 415, `{"four":"Unsupported Media Type"}`, map[string]string{"Access-Control-Allow-Origin": "*"}},
		"of 500":      {call{target: "/dev/fails"}, 503, `{"message":"Internal server error"}`, map[string]string{"Access-Control-Allow-Origin": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.send.do(t, g)
			if a.status != c.status || a.body != c.body {
				t.Errorf("%d %s", a.status, a.body)
			}
			for header, want := range c.header {
				if a.raw(header) != want {
					t.Errorf("%s: %q, want %q", header, a.raw(header), want)
				}
			}
			if a.explain() == "" || a.explain() == "no" {
				t.Errorf("explain %q", a.explain())
			}
		})
	}
}

// Every answer says which request it is of, and none which server it is from.
func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	g := develop(t, deployment{methods: pets})
	id := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	extended := regexp.MustCompile(`^[A-Za-z0-9_-]{15}=$`)
	seen := map[string]bool{}
	for range 20 {
		for _, target := range []string{"/dev/pets", "/dev/none", "/none"} {
			a := call{target: target}.do(t, g)
			if !id.MatchString(a.raw("x-amzn-RequestId")) || !extended.MatchString(a.raw("x-amz-apigw-id")) || a.raw("Server") != "" {
				t.Fatal(a.header)
			}
			if seen[a.raw("x-amzn-RequestId")] || seen[a.raw("x-amz-apigw-id")] {
				t.Fatal("an id came twice")
			}
			seen[a.raw("x-amzn-RequestId")], seen[a.raw("x-amz-apigw-id")] = true, true
		}
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	method := strings.Replace(mock("ok"), `"authorizationType"`, `"requestValidatorId":"params","requestParameters":{
		"method.request.querystring.qs1":true,"method.request.header.x-header-param":true,"method.request.path.issuer":true,
		"method.request.querystring.optional":false},"authorizationType"`, 1)
	g := develop(t, deployment{methods: map[string]string{"GET /i/{issuer}": method}})
	for name, c := range map[string]struct {
		send    call
		missing string
	}{
		"all there":    {call{target: "/dev/i/x?qs1=a", headers: []string{"X-Header-Param: a"}}, ""},
		"both missing": {call{target: "/dev/i/x"}, "x-header-param, qs1"},
		"empty query":  {call{target: "/dev/i/x?qs1=", headers: []string{"X-Header-Param: a"}}, "qs1"},
		"empty header": {call{target: "/dev/i/x?qs1=a", headers: []string{"X-Header-Param: "}}, "x-header-param"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.send.do(t, g)
			if c.missing == "" {
				if a.status != 200 {
					t.Errorf("%d %s", a.status, a.body)
				}
				return
			}
			want := `{"message":"Missing required request parameters: [` + c.missing + `]"}`
			if a.status != 400 || a.body != want || a.raw("x-amzn-ErrorType") != "BadRequestException" {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	g := develop(t, deployment{methods: pets})
	for name, c := range map[string]struct {
		send   call
		status int
	}{
		"payload at the limit": {call{method: "POST", target: "/dev/pets", body: strings.Repeat("a", 10<<20)}, 200},
		"payload above it":     {call{method: "POST", target: "/dev/pets", body: strings.Repeat("a", 10<<20+1)}, 413},
		"headers":              {call{target: "/dev/pets", headers: []string{"X-A: " + strings.Repeat("a", 10_240)}}, 413},
		"URL":                  {call{target: "/dev/pets?" + strings.Repeat("a", 10_240)}, 413},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if a := c.send.do(t, g); a.status != c.status {
				t.Errorf("%d %s", a.status, a.explain())
			}
		})
	}
}

func TestNotServedIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*restapi.Route){
		"an API key":     func(r *restapi.Route) { r.APIKeyRequired = true },
		"HTTP_PROXY":     func(r *restapi.Route) { r.Integration.Type = "HTTP_PROXY" },
		"no integration": func(r *restapi.Route) { r.Integration = nil },
		"payload against a model": func(r *restapi.Route) {
			r.ValidateBody, r.RequestModels = true, map[string]string{"application/json": "Pet"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := develop(t, deployment{methods: pets, change: func(p *restapi.Plan) {
				for _, r := range p.Routes() {
					change(r)
				}
			}})
			a := call{target: "/dev/pets"}.do(t, g)
			if a.status != 500 || a.body != `{"message":"Internal server error"}` || !strings.Contains(a.explain(), name) {
				t.Errorf("%d %s %s", a.status, a.body, a.explain())
			}
		})
	}
}
