package token_test

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

var uuid = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

func TestClientCredentialsTokenByteForByte(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	minted, err := w.minter.ClientCredentials(t.Context(), w.client, []string{"weather/get", "weather/post"})
	if err != nil {
		t.Fatal(err)
	}
	part := strings.Split(minted, ".")
	header, _ := base64.RawURLEncoding.DecodeString(part[0])
	if want := headerOf(w.keys(t, w.pool).Access); string(header) != want {
		t.Errorf("header %s, want %s", header, want)
	}
	payload, _ := base64.RawURLEncoding.DecodeString(part[1])
	want := fmt.Sprintf(`{"sub":"%[1]s","token_use":"access","scope":"weather/get weather/post","auth_time":1767323045,`+
		`"iss":"https://auth.example/%[2]s","exp":1767326645,"iat":1767323045,"version":2,"jti":"UUID","client_id":"%[1]s"}`,
		w.client.ID, w.pool)
	if got := uuid.ReplaceAllString(string(payload), "UUID"); got != want {
		t.Errorf("payload\n%s\nwant\n%s", got, want)
	}
}

// Another implementation must accept our tokens by our published keys alone.
func TestTokensVerifyElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	documents := &token.Documents{Snapshots: w.snapshots, Domains: w.pools, Addresses: addresses}
	published, err := documents.JWKS(t.Context(), w.pool)
	if err != nil {
		t.Fatal(err)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(published, &set); err != nil {
		t.Fatal(err)
	}
	keys := w.keys(t, w.pool)
	if len(set.Keys) != 2 || set.Keys[0].KeyID != keys.ID.KID || set.Keys[1].KeyID != keys.Access.KID {
		t.Fatalf("published %s", published)
	}
	for _, k := range set.Keys {
		if public, ok := k.Key.(*rsa.PublicKey); !ok || public.Size() != 256 || k.Use != "sig" || k.Algorithm != "RS256" || !k.Valid() {
			t.Errorf("published key %+v", k)
		}
		if !strings.HasSuffix(k.KeyID, "=") || len(k.KeyID) != 44 {
			t.Errorf("key id %q", k.KeyID)
		}
	}
	if strings.Contains(string(published), `"d"`) {
		t.Error("a private key is published")
	}
	parsed, err := jwt.ParseSigned(w.mint(t), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	var claims jwt.Claims
	if err := parsed.Claims(&set, &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Issuer != "https://auth.example/"+w.pool {
		t.Errorf("issuer %q", claims.Issuer)
	}
}

func TestIDTokenHasItsOwnKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := w.clock.Now().Unix()
	var claims token.Object
	claims.Text("sub", "8c1f")
	claims.Texts("cognito:groups", []string{"a", `b"`})
	claims.Flag("email_verified", true)
	claims.Text("iss", addresses.Issuer(w.pool))
	claims.Text("cognito:username", "jo\u00e9\n")
	claims.Text("aud", w.client.ID)
	claims.Text("token_use", "id")
	claims.Number("exp", now+60)
	claims.Number("iat", now)
	minted, err := w.minter.Sign(t.Context(), w.pool, token.ID, &claims)
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.verifier.Verify(t.Context(), minted, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Use != token.ID || got.ClientID != w.client.ID || got.Username != "jo\u00e9\n" || got.Scope != "" {
		t.Errorf("claims %+v", got)
	}
	var all map[string]any
	if err := json.Unmarshal(got.Payload, &all); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{"a", `b"`}, all["cognito:groups"]); diff != "" {
		t.Error(diff)
	}
	if header := encode(headerOf(w.keys(t, w.pool).ID)); !strings.HasPrefix(minted, header+".") {
		t.Errorf("the ID token %s does not begin with the header of its key", minted)
	}
}

func TestMintingForNoPool(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if got, err := w.minter.ClientCredentials(t.Context(), &userpool.Client{ID: "c", PoolID: "eu-west-1_nothing00"}, nil); err == nil {
		t.Errorf("minted %s", got)
	}
}

func FuzzObject(f *testing.F) {
	f.Add("name", "va\"l\\ue\x00\xff\u2028")
	f.Fuzz(func(t *testing.T, name, value string) {
		var o token.Object
		o.Text(name, value)
		o.Texts("list", []string{value})
		var got map[string]any
		if err := json.Unmarshal(o.JSON(), &got); err != nil {
			t.Fatalf("%s: %v", o.JSON(), err)
		}
		if want := strings.ToValidUTF8(value, ""); !strings.Contains(value, "\ufffd") && want == value && name != "list" && strings.ToValidUTF8(name, "") == name {
			if got[name] != value {
				t.Fatalf("%q came back as %q", value, got[name])
			}
		}
	})
}
