package oauth_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/grant"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
	"github.com/sallyport/sallyport/internal/wire/oauth"
)

type world struct {
	handler  *oauth.Handler
	pools    *userpool.Service
	verifier *token.Verifier
	pool     string
	client   *userpool.Client
	secret   string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	store := openStore(t)
	pools, clock := userpooltest.New(store)
	addresses := token.Addresses{PublicURL: "http://127.0.0.1:4566"}
	snapshots, stop := token.NewSnapshots(store, addresses)
	t.Cleanup(stop)
	w := &world{pools: pools, verifier: &token.Verifier{Snapshots: snapshots, Now: clock.Now}, pool: userpooltest.Pool(t, pools)}
	w.client = userpooltest.Machine(t, pools, w.pool, "weather/post", "weather/get")
	w.secret = w.client.Secrets[0].Value
	w.domain(t, userpooltest.Home)
	minter := &token.Minter{Snapshots: snapshots, Signer: token.DirectSigner{}, Now: clock.Now, Rand: rand.Reader}
	w.handler = &oauth.Handler{
		Domains: pools, Grants: &grant.Service{Clients: pools, Minter: minter}, Rand: rand.Reader, Development: true,
		Documents: &token.Documents{Snapshots: snapshots, Domains: pools, Addresses: addresses},
		Log:       slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	return w
}

// domain gives the pool its domain "weather".
func (w *world) domain(t testing.TB, home userpool.Home) {
	t.Helper()
	err := w.pools.CreateDomain(t.Context(), home, &cognitoidp.CreateUserPoolDomainRequest{
		UserPoolId: &w.pool, Domain: awsapi.Ptr("weather"),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) post(body string, headers ...string) *http.Response {
	r := httptest.NewRequest(http.MethodPost, "/oauth2/token", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return w.ask(r, "weather", "eu-west-1", "/oauth2/token")
}

func (w *world) ask(r *http.Request, prefix, region, path string) *http.Response {
	rec := httptest.NewRecorder()
	w.handler.ServeDomain(rec, r, prefix, region, path)
	return rec.Result()
}

func read(t testing.TB, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func basicAuth(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

// The token endpoint as a client of the weather API uses it: every way to say who it is.
func TestClientCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	auth := basicAuth(w.client.ID, w.secret)
	const ask = "grant_type=client_credentials"
	inBody := ask + "&client_id=" + w.client.ID + "&client_secret=" + w.secret
	for name, c := range map[string]struct {
		body    string
		headers []string
		scope   string
	}{
		"in the body":            {inBody, nil, "weather/post weather/get"},
		"one scope":              {inBody + "&scope=weather%2Fpost", nil, "weather/post"},
		"scopes with a plus":     {inBody + "&scope=weather/get+weather/post", nil, "weather/get weather/post"},
		"empty scope":            {inBody + "&scope=", nil, "weather/post weather/get"},
		"charset in the type":    {inBody, []string{"Accept", "*/*"}, "weather/post weather/get"},
		"Basic":                  {ask, []string{"Authorization", auth}, "weather/post weather/get"},
		"basic":                  {ask, []string{"Authorization", strings.Replace(auth, "Basic", "basic", 1)}, "weather/post weather/get"},
		"Basic, parts encoded":   {ask, []string{"Authorization", basicAuth(w.client.ID, "%"+hex(w.secret[0])+w.secret[1:])}, "weather/post weather/get"},
		"Basic and id in body":   {ask + "&client_id=" + w.client.ID, []string{"Authorization", auth}, "weather/post weather/get"},
		"Basic wins over body":   {ask + "&client_id=" + w.client.ID + "&client_secret=wrong", []string{"Authorization", auth}, "weather/post weather/get"},
		"unknown parameter kept": {inBody + "&audience=x", nil, "weather/post weather/get"},
		"metadata":               {inBody + "&aws_client_metadata=%7B%22a%22%3A%22b%22%7D", nil, "weather/post weather/get"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.post(c.body, c.headers...)
			body := read(t, r)
			if r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/json;charset=UTF-8" {
				t.Fatalf("%d %s %s", r.StatusCode, r.Header.Get("Content-Type"), body)
			}
			if !regexp.MustCompile(`^\{"access_token":"[^"]+","expires_in":3600,"token_type":"Bearer"\}$`).MatchString(body) {
				t.Fatalf("body %s", body)
			}
			var got struct {
				AccessToken string `json:"access_token"`
			}
			if err := json.Unmarshal([]byte(body), &got); err != nil {
				t.Fatal(err)
			}
			claims, err := w.verifier.Verify(t.Context(), got.AccessToken, []string{w.pool})
			if err != nil || claims.Scope != c.scope {
				t.Errorf("scope %v, %v; want %s", claims, err, c.scope)
			}
		})
	}
}

func hex(b byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[b>>4], digits[b&15]})
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	auth := basicAuth(w.client.ID, w.secret)
	const ask = "grant_type=client_credentials"
	who := "&client_id=" + w.client.ID + "&client_secret=" + w.secret
	const request, client = `{"error":"invalid_request"}`, `{"error":"invalid_client"}`
	for name, c := range map[string]struct {
		body    string
		headers []string
		want    string
	}{
		"scope not allowed":      {ask + who + "&scope=weather/delete", nil, `{"error":"invalid_grant"}`},
		"scope of a user":        {ask + who + "&scope=openid", nil, `{"error":"invalid_scope"}`},
		"wrong secret":           {ask + "&client_id=" + w.client.ID + "&client_secret=x", nil, `{"error":"invalid_client","error_description":"invalid_client_secret"}`},
		"wrong secret, Basic":    {ask, []string{"Authorization", basicAuth(w.client.ID, "x")}, `{"error":"invalid_client","error_description":"invalid_client_secret"}`},
		"unknown client":         {ask + "&client_id=nobody&client_secret=x", nil, client},
		"grant unknown":          {"grant_type=password" + who, nil, `{"error":"unsupported_grant_type"}`},
		"refresh token unknown":  {"grant_type=refresh_token&refresh_token=x" + who, nil, `{"error":"invalid_grant"}`},
		"code flow not enabled":  {"grant_type=authorization_code&code=x&redirect_uri=y" + who, nil, `{"error":"unauthorized_client"}`},
		"no body":                {"", nil, request},
		"no grant":               {who[1:], nil, request},
		"no client":              {ask, nil, request},
		"parameter twice":        {ask + "&" + ask + who, nil, request},
		"parameter twice, coded": {ask + "&grant%5Ftype=client_credentials" + who, nil, request},
		"bad encoding":           {ask + "&scope=%zz" + who, nil, request},
		"not UTF-8":              {ask + "&scope=%ff" + who, nil, request},
		"too many parameters":    {ask + manyParams() + who, nil, request},
		"two headers":            {ask, []string{"Authorization", auth, "Authorization", auth}, request},
		"header and body differ": {ask + "&client_id=other", []string{"Authorization", auth}, request},
		"Bearer":                 {ask + who, []string{"Authorization", "Bearer x"}, client},
		"Basic not base64":       {ask, []string{"Authorization", "Basic !"}, client},
		"Basic without colon":    {ask, []string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte("x"))}, client},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.post(c.body, c.headers...)
			if body := read(t, r); r.StatusCode != 400 || body != c.want {
				t.Errorf("got %d %s, want 400 %s", r.StatusCode, body, c.want)
			}
			explain := r.Header.Get("x-sallyport-explain")
			if explain == "" || strings.Contains(explain, w.secret) {
				t.Errorf("explain %q", explain)
			}
		})
	}
}

func manyParams() string {
	var b strings.Builder
	for i := range 80 {
		b.WriteString("&p" + string(rune('0'+i)) + "=1")
	}
	return b.String()
}

func TestTransport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	who := "&client_id=" + w.client.ID + "&client_secret=" + w.secret
	get := func(method, target, contentType, body string) *http.Response {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		path, _, _ := strings.Cut(target, "?")
		return w.ask(r, "weather", "eu-west-1", path)
	}
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		got    *http.Response
		status int
		body   string
	}{
		"GET":                {get("GET", "/oauth2/token", "", ""), 405, "invalid_request"},
		"preflight":          {get("OPTIONS", "/oauth2/token", "", ""), 200, ""},
		"JSON":               {get("POST", "/oauth2/token", "application/json", "{}"), 400, "invalid_request"},
		"no content type":    {get("POST", "/oauth2/token", "", "grant_type=client_credentials"+who), 400, "invalid_request"},
		"charset":            {get("POST", "/oauth2/token", form+"; charset=utf-8", "grant_type=client_credentials"+who), 200, "access_token"},
		"in the address":     {get("POST", "/oauth2/token?grant_type=client_credentials"+who, form, ""), 400, "invalid_request"},
		"huge":               {get("POST", "/oauth2/token", form, strings.Repeat("a", 70<<10)), 413, "invalid_request"},
		"authorize":          {get("GET", "/oauth2/authorize", "", ""), 501, "/oauth2/authorize"},
		"login":              {get("GET", "/login", "", ""), 501, "/login"},
		"userInfo":           {get("GET", "/oauth2/userInfo", "", ""), 501, "/oauth2/userInfo"},
		"revoke":             {get("POST", "/oauth2/revoke", form, "token=x"), 501, "/oauth2/revoke"},
		"discovery document": {get("GET", "/.well-known/openid-configuration", "", ""), 404, "no such endpoint"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := read(t, c.got)
			if c.got.StatusCode != c.status || !strings.Contains(body, c.body) {
				t.Errorf("got %d %s, want %d %s", c.got.StatusCode, body, c.status, c.body)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Xss-Protection": "1; mode=block", "Pragma": "no-cache", "Expires": "0",
		"Cache-Control": "no-cache, no-store, max-age=0, must-revalidate", "X-Frame-Options": "DENY",
		"Access-Control-Allow-Origin": "*", "Strict-Transport-Security": "",
	}
	r := w.post("")
	got := map[string]string{}
	for name := range want {
		got[name] = r.Header.Get(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if id := r.Header.Get("x-amz-cognito-request-id"); !regexp.MustCompile(`^[0-9a-f-]{36}$`).MatchString(id) {
		t.Errorf("request id %q", id)
	}
	production := *w.handler
	production.Secure, production.Development = true, false
	w.handler = &production
	r = w.post("")
	if hsts := r.Header.Get("Strict-Transport-Security"); hsts != "max-age=31536000 ; includeSubDomains" {
		t.Errorf("HSTS %q", hsts)
	}
	if explain := r.Header.Get("x-sallyport-explain"); explain != "" {
		t.Errorf("production explains: %s", explain)
	}
}

func TestDomains(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elsewhere := userpool.Home{AccountID: userpooltest.Home.AccountID, Region: "us-east-1"}
	other, err := w.pools.CreatePool(t.Context(), elsewhere, &cognitoidp.CreateUserPoolRequest{PoolName: awsapi.Ptr("other")})
	if err != nil {
		t.Fatal(err)
	}
	token := func(prefix, region string) (int, string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("grant_type=client_credentials"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", basicAuth(w.client.ID, w.secret))
		answer := w.ask(r, prefix, region, "/oauth2/token")
		return answer.StatusCode, read(t, answer)
	}
	check := func(prefix, region string, status int, body string) {
		t.Helper()
		if got, text := token(prefix, region); got != status || !strings.Contains(text, body) {
			t.Errorf("%s in %q: got %d %s, want %d %s", prefix, region, got, text, status, body)
		}
	}
	check("weather", "eu-west-1", 200, "access_token")
	check("weather", "", 200, "access_token")
	check("weather", "us-east-1", 404, "No user pool has the domain weather.")
	check("nothing", "", 404, "No user pool has the domain nothing.")
	w.pool = *other.Id
	w.domain(t, elsewhere)
	check("weather", "", 400, "several regions")
	check("weather", "eu-west-1", 200, "access_token")
	check("weather", "us-east-1", 400, "invalid_client") // the client is of the other pool
}

func TestWellKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ask := func(method, pool, document string) (*http.Response, string) {
		rec := httptest.NewRecorder()
		w.handler.ServeWellKnown(rec, httptest.NewRequest(method, "/", nil), pool, document)
		return rec.Result(), read(t, rec.Result())
	}
	for name, c := range map[string]struct {
		method, pool, document string
		status                 int
		body, cache            string
	}{
		"keys":             {"GET", w.pool, "jwks.json", 200, `{"keys":[{"alg":"RS256","e":"AQAB","kid":"`, "public, max-age=86400"},
		"keys, HEAD":       {"HEAD", w.pool, "jwks.json", 200, "", "public, max-age=86400"},
		"configuration":    {"GET", w.pool, "openid-configuration", 200, `"issuer":"http://127.0.0.1:4566/` + w.pool + `"`, "public, max-age=300"},
		"POST":             {"POST", w.pool, "jwks.json", 405, "invalid_request", ""},
		"preflight":        {"OPTIONS", w.pool, "jwks.json", 200, "", ""},
		"no pool":          {"GET", "eu-west-1_nothing00", "jwks.json", 404, `{"message":"User pool eu-west-1_nothing00 does not exist."}`, ""},
		"no pool, conf":    {"GET", "eu-west-1_nothing00", "openid-configuration", 404, `does not exist`, ""},
		"unknown document": {"GET", w.pool, "webfinger", 404, `no document webfinger`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, body := ask(c.method, c.pool, c.document)
			if r.StatusCode != c.status || !strings.Contains(body, c.body) || r.Header.Get("Cache-Control") != c.cache {
				t.Errorf("got %d %s %q", r.StatusCode, body, r.Header.Get("Cache-Control"))
			}
			if r.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Error("browsers may not read it")
			}
		})
	}
}
