package gateway_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

const events = `{"events": []}`

var weather = map[string]string{
	"GET /":        guarded(events, "weather/get"),
	"POST /":       guarded(`{"message": "success"}`, "weather/post"),
	"GET /either":  guarded(events, "weather/post", "weather/get"),
	"GET /profile": guarded(`$context.authorizer.claims.sub|$context.authorizer.claims['custom:tenant']`),
	"GET /open":    mock("open"),
}

func TestCognitoAdmits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.gateway(t, deployment{methods: weather, providers: []string{arn("eu-west-1_gone00000"), arn(w.pool)}})
	get := w.access(t, w.client, "weather/get")
	both := w.access(t, w.client, "weather/post", "weather/get")
	id := w.id(t, w.pool, w.client.ID)
	for name, c := range map[string]struct {
		method, path, header, body string
	}{
		"raw":               {"GET", "/dev", get, events},
		"Bearer":            {"GET", "/dev", "Bearer " + get, events},
		"bearer":            {"GET", "/dev", "bearer " + get, events},
		"BEARER, blanks":    {"GET", "/dev", "BEARER   " + get + " ", events},
		"one of two scopes": {"GET", "/dev/either", get, events},
		"both scopes":       {"POST", "/dev/", both, `{"message": "success"}`},
		"ID token":          {"GET", "/dev/profile", id, "11111111-2222-3333-4444-555555555555|t-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := call{method: c.method, target: c.path, headers: []string{"Authorization: " + c.header}}.do(t, g)
			if a.status != 200 || a.body != c.body {
				t.Errorf("%d %s (%s)", a.status, a.body, a.explain())
			}
		})
	}
}

// Whatever is wrong with a token, the method is not reached, twice in a row: a refusal is not remembered as anything else.
func TestCognitoRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.gateway(t, deployment{methods: weather})
	get := w.access(t, w.client, "weather/get")
	id := w.id(t, w.pool, w.client.ID)
	part := strings.Split(get, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	for name, c := range map[string]struct {
		path, header, explain string
	}{
		"none":                {"/dev", "", "the request has no such header"},
		"blank":               {"/dev", "Authorization:  ", "the header is empty"},
		"Bearer alone":        {"/dev", "Authorization: Bearer", "three parts"},
		"garbage":             {"/dev", "Authorization: garbage", "three parts"},
		"other scheme":        {"/dev", "Authorization: Basic " + get, "header is not base64url"},
		"signature tampered":  {"/dev", "Authorization: " + part[0] + "." + part[1] + ".AAAA", "signature is wrong"},
		"alg none":            {"/dev", "Authorization: " + none + "." + part[1] + ".", ""},
		"other pool":          {"/dev", "Authorization: " + w.access(t, w.alien, "weather/get"), "none of the accepted user pools"},
		"wrong scope":         {"/dev", "Authorization: " + w.access(t, w.client, "weather/post"), "the claim scope (weather/post) has none of the method's scopes (weather/get)"},
		"no scope":            {"/dev", "Authorization: " + w.access(t, w.client), "has none of the method's scopes"},
		"part of a scope":     {"/dev", "Authorization: " + w.access(t, w.client, "weather/ge", "weather/get/x"), "has none of the method's scopes"},
		"ID token for scopes": {"/dev", "Authorization: " + id, "takes an access token"},
		"access for none":     {"/dev/profile", "Authorization: " + get, "takes an ID token"},
		"other pool's ID":     {"/dev/profile", "Authorization: " + w.id(t, w.other, w.alien.ID), "none of the accepted user pools"},
		"unknown client":      {"/dev/profile", "Authorization: " + w.id(t, w.pool, "nobody"), "client does not exist"},
		"another pool's":      {"/dev/profile", "Authorization: " + w.id(t, w.pool, w.alien.ID), "client does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				send := call{target: c.path}
				if c.header != "" {
					send.headers = []string{c.header}
				}
				a := send.do(t, g)
				if a.status != 401 || a.body != `{"message":"Unauthorized"}` || a.raw("x-amzn-ErrorType") != "UnauthorizedException" {
					t.Errorf("%d %s %s", a.status, a.body, a.raw("x-amzn-ErrorType"))
				}
				if !strings.Contains(a.explain(), c.explain) || !strings.Contains(a.explain(), "authorizer members") {
					t.Errorf("explain %q, want %q", a.explain(), c.explain)
				}
				if strings.Contains(a.explain(), part[2]) || strings.Contains(a.explain(), part[1]) {
					t.Errorf("a token is in the explanation: %s", a.explain())
				}
			}
		})
	}
}

func TestCognitoTwoHeadersRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.gateway(t, deployment{methods: weather})
	get := w.access(t, w.client, "weather/get")
	a := call{target: "/dev", headers: []string{"Authorization: " + get, "Authorization: x"}}.do(t, g)
	if a.status != 401 || !strings.Contains(a.explain(), "more than once") {
		t.Errorf("%d %s", a.status, a.explain())
	}
}

// A token that was admitted, so that it is remembered, is refused from the moment it expires.
func TestCognitoExpiry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.gateway(t, deployment{methods: weather})
	send := call{target: "/dev", headers: []string{"Authorization: " + w.access(t, w.client, "weather/get")}}
	for _, step := range []struct {
		advance time.Duration
		status  int
	}{{0, 200}, {59 * time.Minute, 200}, {59 * time.Second, 200}, {time.Second, 401}, {time.Hour, 401}} {
		w.clock.Advance(step.advance)
		a := send.do(t, g)
		if a.status != step.status {
			t.Errorf("after %s: %d %s", step.advance, a.status, a.explain())
		}
		if a.status == 401 && a.body != `{"message":"The incoming token has expired"}` {
			t.Error(a.body)
		}
	}
}

// Deleting a client makes its tokens worthless, though they were remembered as good.
func TestCognitoClientDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.gateway(t, deployment{methods: weather})
	access := w.access(t, w.client, "weather/get")
	send := call{target: "/dev", headers: []string{"Authorization: " + access}}
	if a := send.do(t, g); a.status != 200 {
		t.Fatal(a.status, a.explain())
	}
	if err := w.pools.DeleteClient(t.Context(), userpooltest.Home, w.pool, w.client.ID); err != nil {
		t.Fatal(err)
	}
	w.verifier.settles(t, access, w.pool, false)
	if a := send.do(t, g); a.status != 401 || !strings.Contains(a.explain(), "client does not exist") {
		t.Errorf("%d %s", a.status, a.explain())
	}
}

func TestCognitoRemembers(t *testing.T) {
	t.Parallel()
	zero := int64(0)
	for name, c := range map[string]struct {
		ttl   *int64
		after time.Duration
		calls int64
	}{
		"within the TTL": {nil, time.Minute, 1},
		"past the TTL":   {nil, 301 * time.Second, 2},
		"TTL 0":          {&zero, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			g := w.gateway(t, deployment{methods: weather, ttl: c.ttl})
			send := call{target: "/dev", headers: []string{"Authorization: " + w.access(t, w.client, "weather/get")}}
			first := send.do(t, g)
			w.clock.Advance(c.after)
			second := send.do(t, g)
			if first.status != 200 || second.status != 200 || w.verifier.calls.Load() != c.calls {
				t.Errorf("%d %d, verified %d times, want %d", first.status, second.status, w.verifier.calls.Load(), c.calls)
			}
		})
	}
}

func TestCognitoIdentityValidation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := "Authorization: " + w.id(t, w.pool, w.client.ID)
	access := "Authorization: " + w.access(t, w.client, "weather/get")
	for name, c := range map[string]struct {
		expression, path, header string
		status                   int
	}{
		"the client":      {w.client.ID, "/dev/profile", id, 200},
		"a pattern":       {"[a-z0-9]+", "/dev/profile", id, 200},
		"part of it":      {w.client.ID[:5], "/dev/profile", id, 401},
		"another client":  {"other", "/dev/profile", id, 401},
		"an access token": {"[a-z0-9]+", "/dev", access, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := w.gateway(t, deployment{methods: weather, validate: c.expression})
			if a := (call{target: c.path, headers: []string{c.header}}).do(t, g); a.status != c.status {
				t.Errorf("%d %s", a.status, a.explain())
			}
		})
	}
}

// What is not served lets nobody through.
func TestAuthorizationFailsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	header := []string{"Authorization: " + w.access(t, w.client, "weather/get")}
	for name, change := range map[string]func(*restapi.Route){
		"IAM":           func(r *restapi.Route) { r.Authorization = restapi.AuthorizationIAM },
		"custom":        func(r *restapi.Route) { r.Authorization = restapi.AuthorizationCustom },
		"none said":     func(r *restapi.Route) { r.Authorization = restapi.AuthorizationInvalid },
		"unknown":       func(r *restapi.Route) { r.Authorization = 200 },
		"no authorizer": func(r *restapi.Route) { r.Authorizer = nil },
		"no pools":      func(r *restapi.Route) { r.Authorizer = &restapi.Authorizer{IdentityHeader: "Authorization"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := w.gateway(t, deployment{methods: weather, change: func(p *restapi.Plan) {
				for _, r := range p.Routes() {
					change(r)
				}
			}})
			a := call{target: "/dev", headers: header}.do(t, g)
			if a.status != 500 || a.body != `{"message":null}` || a.raw("x-amzn-ErrorType") != "AuthorizerConfigurationException" {
				t.Errorf("%d %s %s", a.status, a.body, a.raw("x-amzn-ErrorType"))
			}
			if !strings.Contains(a.explain(), "not served") {
				t.Error(a.explain())
			}
		})
	}
}

func TestCognitoContext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := `$context.authorizer.claims.email_verified|$context.authorizer.claims['cognito:groups']|` +
		`$context.authorizer.claims.auth_time|$context.authorizer.claims.exp|$!context.authorizer.claims.nothing`
	g := w.gateway(t, deployment{methods: map[string]string{"GET /": guarded(body)}})
	a := call{target: "/dev", headers: []string{"Authorization: " + w.id(t, w.pool, w.client.ID)}}.do(t, g)
	if want := "true|admin,staff|1767323045|Fri Jan 02 04:04:05 UTC 2026|"; a.body != want {
		t.Errorf("%s, want %s", a.body, want)
	}
}
