package gateway_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/gateway"
	"github.com/sallyport/sallyport/internal/wire/gateway/authorize"
)

// lax takes every token for an ID token with this payload.
type lax struct{ payload string }

func (l lax) VerifyToken(_ context.Context, _ string, pools []string) (*authorize.Token, error) {
	return &authorize.Token{PoolARN: pools[0], Use: authorize.UseID, Expires: never, Payload: []byte(l.payload)}, nil
}

func (lax) Generation(string) uint64 { return 0 }

// Claims reach a method as text, whatever they were.
func TestClaims(t *testing.T) {
	t.Parallel()
	payload := `{"sub":"s","yes":true,"no":false,"n":12345678901,"f":1.5,"exp":1781504481,"list":["a",1,true],"map":{"b":[1]},"nil":null}`
	for name, want := range map[string]string{
		"sub": "s", "yes": "true", "no": "false", "n": "12345678901", "f": "1.5", "exp": "Mon Jun 15 06:21:21 UTC 2026",
		"list": "a,1,true", "map": `{"b":[1]}`, "nil": "null", "absent": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := compile(t, deployment{providers: []string{arn("eu-west-1_abcdefghi")}, methods: map[string]string{
				"GET /": strings.Replace(guarded("$!context.authorizer.claims."+name), `"responseTemplates"`,
					`"responseParameters":{"method.response.header.X-Claim":"context.authorizer.claims.`+name+`"},"responseTemplates"`, 1),
			}, change: declare("X-Claim")})
			g := gateway.New(gateway.Config{Plans: plans{plan: plan}, Tokens: lax{payload}})
			a := call{target: "/dev", headers: []string{"Authorization: x"}}.do(t, g)
			if a.status != 200 || a.body != want || a.raw("X-Claim") != want {
				t.Errorf("%d %q %q, want %q", a.status, a.body, a.raw("X-Claim"), want)
			}
		})
	}
}

func TestContextVariables(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.gateway(t, deployment{methods: map[string]string{"GET /a": mock(
		`$context.requestTime|$context.requestTimeEpoch|$context.requestId|$context.extendedRequestId|$context.resourceId|$!context.nothing|` +
			`#foreach($k in $context.keySet())$k #end`)}})
	a := call{target: "/dev/a"}.do(t, g)
	want := "02/Jan/2026:03:04:05 +0000|1767323045678|" + a.raw("x-amzn-RequestId") + "|" + a.raw("x-amz-apigw-id") + "|/a||"
	if !strings.HasPrefix(a.body, want) || !regexp.MustCompile(`\bstage\b`).MatchString(a.body) {
		t.Errorf("%s (%s)\nwant %s", a.body, a.explain(), want)
	}
}

// Several values of one header are sent one by one.
func TestSeveralValues(t *testing.T) {
	t.Parallel()
	g := develop(t, deployment{methods: map[string]string{
		"GET /": mock(`#set($context.responseOverride.header.Set-Cookie = ["a=1", "b=2"])x`),
	}})
	a := call{target: "/dev"}.do(t, g)
	if got := strings.Join(a.header["Set-Cookie"], ";"); got != "a=1;b=2" {
		t.Errorf("%q %s", got, a.explain())
	}
}

// Without JSON the first template there is speaks.
func TestGatewayResponseWithoutJSON(t *testing.T) {
	t.Parallel()
	g := develop(t, deployment{methods: pets, responses: `[{"responseType":"MISSING_AUTHENTICATION_TOKEN","responseTemplates":{
		"text/plain":"$context.error.message $context.stage $context.unknown $method.request.path.x end"}}]`})
	a := call{target: "/dev/x", headers: []string{"Accept: application/json"}}.do(t, g)
	if a.status != 403 || a.body != "Missing Authentication Token dev   end" || a.raw("Content-Type") != "text/plain" {
		t.Errorf("%d %q", a.status, a.body)
	}
}
