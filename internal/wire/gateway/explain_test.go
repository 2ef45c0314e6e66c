package gateway_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/gateway"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.gateway(t, deployment{methods: weather})
	get := "Authorization: " + w.access(t, w.client, "weather/post")
	for name, c := range map[string]struct {
		send call
		want string
	}{
		"no token": {call{target: "/dev"},
			"GET /: authorizer members (COGNITO_USER_POOLS) on header Authorization: the request has no such header"},
		"scope": {call{target: "/dev", headers: []string{get}},
			"GET /: authorizer members (COGNITO_USER_POOLS) on header Authorization: " +
				"the claim scope (weather/post) has none of the method's scopes (weather/get)"},
		"use": {call{target: "/dev/profile", headers: []string{get}},
			`GET /profile: authorizer members (COGNITO_USER_POOLS) on header Authorization: ` +
				`the method has no scopes, so it takes an ID token; token_use is "access"`},
		"no resource": {call{target: "/dev/x"}, "stage dev has no resource for GET /x"},
		"no method":   {call{method: "PUT", target: "/dev/open"}, "resource /open has no method for PUT"},
		"no stage":    {call{target: "/x"}, `there is no API abc123defg with a stage "x"`},
		"one line":    {call{target: "/dev/a\r\nb\x7f\u00e9"}, "stage dev has no resource for GET /a??b??"},
		"bounded":     {call{target: "/dev/" + strings.Repeat("a", 5000)}, "stage dev has no resource for GET /" + strings.Repeat("a", 465) + "..."},
		"good":        {call{target: "/dev/open"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if a := c.send.do(t, g); a.explain() != c.want {
				t.Errorf("%q, want %q", a.explain(), c.want)
			}
		})
	}
}

// In production the client is not told why, the log is.
func TestExplainInProduction(t *testing.T) {
	t.Parallel()
	var line gateway.Entry
	g := gateway.New(gateway.Config{
		Plans: plans{plan: compile(t, deployment{methods: weather, providers: []string{arn("eu-west-1_abcdefghi")}})},
		Log:   func(_ context.Context, e *gateway.Entry) { line = *e },
	})
	a := call{target: "/dev/nothing"}.do(t, g)
	if a.status != 403 || a.explain() != "" {
		t.Errorf("%d %q", a.status, a.explain())
	}
	if line.RequestID != a.raw("x-amzn-RequestId") || line.Status != 403 || line.APIID != apiID || line.Stage != "dev" ||
		line.Method != "GET" || line.Type != "MISSING_AUTHENTICATION_TOKEN" || line.Explain != "stage dev has no resource for GET /nothing" {
		t.Errorf("%+v", line)
	}
}

func TestLogOfAGoodRequest(t *testing.T) {
	t.Parallel()
	var got []gateway.Entry
	g := gateway.New(gateway.Config{
		Plans: plans{plan: compile(t, deployment{methods: pets})},
		Log:   func(_ context.Context, e *gateway.Entry) { got = append(got, *e) },
	})
	call{target: "/dev/pets/7"}.do(t, g)
	if len(got) != 1 || got[0].Route != "/pets/{id}" || got[0].Status != 200 || got[0].Explain != "" || got[0].Type != "" {
		t.Errorf("%+v", got)
	}
}
