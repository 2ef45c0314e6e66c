package grant_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/grant"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

type world struct {
	pools    *userpool.Service
	clock    *userpooltest.Clock
	grants   *grant.Service
	verifier *token.Verifier
	pool     string
	client   *userpool.Client
}

func newWorld(t testing.TB) *world {
	t.Helper()
	store := openStore(t)
	pools, clock := userpooltest.New(store)
	snapshots, stop := token.NewSnapshots(store, token.Addresses{PublicURL: "http://127.0.0.1:4566"})
	t.Cleanup(stop)
	w := &world{
		pools: pools, clock: clock, verifier: &token.Verifier{Snapshots: snapshots, Now: clock.Now},
		grants: &grant.Service{Clients: pools, Minter: &token.Minter{
			Snapshots: snapshots, Signer: token.DirectSigner{}, Now: clock.Now, Rand: rand.Reader,
		}},
	}
	w.pool = userpooltest.Pool(t, pools)
	w.client = userpooltest.Machine(t, pools, w.pool, "weather/post", "weather/get")
	return w
}

func credentials(c *userpool.Client) grant.Credentials {
	return grant.Credentials{ID: c.ID, Secret: c.Secrets[0].Value, HasSecret: true}
}

func (w *world) ask(t testing.TB, who grant.Credentials, params ...string) (*grant.Tokens, error) {
	t.Helper()
	r := grant.Request{PoolID: w.pool, Client: who, Params: map[string]string{"grant_type": "client_credentials"}}
	for i := 0; i < len(params); i += 2 {
		r.Params[params[i]] = params[i+1]
	}
	return w.grants.Token(t.Context(), r)
}

func TestClientCredentialsFromPoolToVerification(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct{ asked, want string }{
		"all custom scopes": {"", "weather/post weather/get"},
		"one":               {"weather/get", "weather/get"},
		"order of request":  {"weather/get weather/post", "weather/get weather/post"},
		"named twice":       {" weather/get  weather/get ", "weather/get"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := w.ask(t, credentials(w.client), "scope", c.asked)
			if err != nil {
				t.Fatal(err)
			}
			if got.ExpiresIn != 3600 || got.IDToken != "" || got.RefreshToken != "" {
				t.Errorf("got %+v", got)
			}
			claims, err := w.verifier.Verify(t.Context(), got.AccessToken, []string{w.pool})
			if err != nil {
				t.Fatal(err)
			}
			if claims.Scope != c.want || claims.Subject != w.client.ID || claims.ClientID != w.client.ID ||
				claims.Use != token.Access || claims.PoolID != w.pool || claims.Username != "" {
				t.Errorf("claims %+v", claims)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	right := credentials(w.client)
	wrong := right
	wrong.Secret = strings.Repeat("0", len(wrong.Secret))
	other := userpooltest.Machine(t, w.pools, userpooltest.Pool(t, w.pools), "weather/get")
	person := w.public(t)
	noScopes := w.machine(t, "openid")
	for name, c := range map[string]struct {
		who    grant.Credentials
		params []string
		want   string
	}{
		"scope not the client's":     {right, []string{"scope", "weather/delete"}, "invalid_grant"},
		"one scope not the client's": {right, []string{"scope", "weather/get weather/delete"}, "invalid_grant"},
		"scope that does not exist":  {right, []string{"scope", "nothing"}, "invalid_grant"},
		"scope parted by a tab":      {right, []string{"scope", "weather/get\tweather/post"}, "invalid_grant"},
		"scope of a user":            {right, []string{"scope", "openid"}, "invalid_scope"},
		"client without custom":      {credentials(noScopes), nil, "invalid_scope"},
		"wrong secret":               {wrong, nil, "invalid_client invalid_client_secret"},
		"empty secret":               {grant.Credentials{ID: right.ID, HasSecret: true}, nil, "invalid_client invalid_client_secret"},
		"no secret":                  {grant.Credentials{ID: right.ID}, nil, "invalid_client invalid_client_secret"},
		"unknown client":             {grant.Credentials{ID: "nobody", Secret: "x", HasSecret: true}, nil, "invalid_client"},
		"unknown client, no secret":  {grant.Credentials{ID: "nobody", HasSecret: true}, nil, "invalid_client"},
		"client of another pool":     {credentials(other), nil, "invalid_client"},
		"no client":                  {grant.Credentials{}, nil, "invalid_request"},
		"flow not enabled":           {grant.Credentials{ID: person.ID}, nil, "unauthorized_client"},
		"secret of a public client":  {grant.Credentials{ID: person.ID, Secret: "x", HasSecret: true}, nil, "invalid_client invalid_client_secret"},
		"no grant":                   {right, []string{"grant_type", ""}, "invalid_request"},
		"unknown grant":              {right, []string{"grant_type", "password"}, "unsupported_grant_type"},
		"metadata not an object":     {right, []string{"aws_client_metadata", "[1]"}, "invalid_request"},
		"metadata null":              {right, []string{"aws_client_metadata", "null"}, "invalid_request"},
		"code missing":               {right, []string{"grant_type", "authorization_code"}, "invalid_request"},
		"code flow not enabled":      {right, []string{"grant_type", "authorization_code", "code", "c", "redirect_uri", "u"}, "unauthorized_client"},
		"code never issued":          {grant.Credentials{ID: person.ID}, []string{"grant_type", "authorization_code", "code", "c", "redirect_uri", "u"}, "invalid_grant"},
		"refresh token missing":      {right, []string{"grant_type", "refresh_token"}, "invalid_request"},
		"refresh token unknown":      {right, []string{"grant_type", "refresh_token", "refresh_token", "r"}, "invalid_grant"},
		"refresh, wrong secret":      {wrong, []string{"grant_type", "refresh_token", "refresh_token", "r"}, "invalid_client invalid_client_secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := w.ask(t, c.who, c.params...)
			var refusal *grant.Error
			if !errors.As(err, &refusal) {
				t.Fatalf("got %+v, %v; want a refusal", got, err)
			}
			if said := strings.TrimSpace(refusal.Code + " " + refusal.Description); said != c.want {
				t.Errorf("got %q, want %q", said, c.want)
			}
			if refusal.Reason == "" || (c.who.Secret != "x" && c.who.Secret != "" && strings.Contains(refusal.Error(), c.who.Secret)) {
				t.Errorf("reason %q", refusal.Reason)
			}
		})
	}
}

func (w *world) machine(t testing.TB, scopes ...string) *userpool.Client {
	return userpooltest.Machine(t, w.pools, w.pool, scopes...)
}

func (w *world) public(t testing.TB) *userpool.Client {
	t.Helper()
	made, err := w.pools.CreateClient(t.Context(), userpooltest.Home, &cognitoidp.CreateUserPoolClientRequest{
		UserPoolId: &w.pool, ClientName: awsapi.Ptr("person"), AllowedOAuthFlows: []string{"code"},
		AllowedOAuthFlowsUserPoolClient: awsapi.Ptr(true), AllowedOAuthScopes: []string{"openid"},
		CallbackURLs: []string{"https://app.example/done"},
	})
	if err != nil {
		t.Fatal(err)
	}
	client, err := w.pools.ClientByID(t.Context(), *made.ClientId)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestMetadataIsAccepted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.ask(t, credentials(w.client), "aws_client_metadata", `{"tier":"gold"}`); err != nil {
		t.Fatal(err)
	}
}

func TestLifetimeIsTheClients(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := userpooltest.MachineRequest(w.pool, "weather/get")
	in.AccessTokenValidity, in.TokenValidityUnits = awsapi.Ptr(int64(5)), &cognitoidp.TokenValidityUnitsType{AccessToken: awsapi.Ptr("minutes")}
	made, err := w.pools.CreateClient(t.Context(), userpooltest.Home, in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.ask(t, grant.Credentials{ID: *made.ClientId, Secret: *made.ClientSecret, HasSecret: true})
	if err != nil {
		t.Fatal(err)
	}
	if got.ExpiresIn != 300 {
		t.Errorf("expires in %d s, want 300", got.ExpiresIn)
	}
	w.clock.Advance(5*time.Minute - time.Second)
	if _, err := w.verifier.Verify(t.Context(), got.AccessToken, nil); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	w.clock.Advance(time.Second)
	if _, err := w.verifier.Verify(t.Context(), got.AccessToken, nil); !errors.Is(err, token.ErrExpired) {
		t.Errorf("at its end: %v, want ErrExpired", err)
	}
}

// A client that is no longer allowed OAuth gets nothing, though its flows and secret are still there.
func TestOAuthSwitchedOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.pools.UpdateClient(t.Context(), userpooltest.Home, &cognitoidp.UpdateUserPoolClientRequest{
		UserPoolId: &w.pool, ClientId: &w.client.ID, AllowedOAuthFlows: []string{"client_credentials"},
		AllowedOAuthScopes: []string{"weather/get"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var refusal *grant.Error
	if _, err := w.ask(t, credentials(w.client)); !errors.As(err, &refusal) || refusal.Code != grant.UnauthorizedClient {
		t.Errorf("got %v", err)
	}
}
