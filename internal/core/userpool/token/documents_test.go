package token_test

import (
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

func TestDiscovery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	documents := &token.Documents{Snapshots: w.snapshots, Domains: w.pools, Addresses: addresses}
	const tail = `"subject_types_supported":["public"],`
	methods := `"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"]`
	issuer := `"id_token_signing_alg_values_supported":["RS256"],"issuer":"https://auth.example/` + w.pool +
		`","jwks_uri":"https://auth.example/` + w.pool + `/.well-known/jwks.json","response_types_supported":["code","token"],`
	scopes := `"scopes_supported":["openid","email","phone","profile"],`
	check := func(want string) {
		t.Helper()
		got, err := documents.Discovery(t.Context(), w.pool)
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v\nwant %s", got, err, want)
		}
	}
	check("{" + issuer + scopes + tail + methods + "}")
	err := w.pools.CreateDomain(t.Context(), userpooltest.Home, &cognitoidp.CreateUserPoolDomainRequest{
		UserPoolId: &w.pool, Domain: awsapi.Ptr("weather"),
	})
	if err != nil {
		t.Fatal(err)
	}
	const base = "https://auth.example/_aws/auth/weather"
	check(`{"authorization_endpoint":"` + base + `/oauth2/authorize","end_session_endpoint":"` + base + `/logout",` + issuer +
		`"revocation_endpoint":"` + base + `/oauth2/revoke",` + scopes + tail + `"token_endpoint":"` + base + `/oauth2/token",` +
		methods + `,"userinfo_endpoint":"` + base + `/oauth2/userInfo"}`)
}

func TestNoPoolNoDocuments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	documents := &token.Documents{Snapshots: w.snapshots, Domains: w.pools, Addresses: addresses}
	keys, err := documents.JWKS(t.Context(), "eu-west-1_nothing00")
	configuration, err2 := documents.Discovery(t.Context(), "eu-west-1_nothing00")
	if keys != nil || configuration != nil || err != nil || err2 != nil {
		t.Errorf("got %s, %s, %v, %v", keys, configuration, err, err2)
	}
}

func TestIssuer(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]token.Addresses{
		"http://127.0.0.1:4566/us-gov-west-1_AbCdEfGhI":                           {PublicURL: "http://127.0.0.1:4566"},
		"https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbCdEfGhI": {PublicURL: "http://127.0.0.1:4566", AWS: true},
	} {
		if got := a.Issuer("us-gov-west-1_AbCdEfGhI"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
