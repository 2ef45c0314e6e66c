package token

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Domains finds the domain of a pool; nil if it has none.
type Domains interface {
	DomainOfPool(ctx context.Context, poolID string) (*userpool.Domain, error)
}

// Documents are what a pool publishes about itself. All its fields must be set.
type Documents struct {
	Snapshots *Snapshots
	Domains   Domains
	Addresses Addresses
}

// JWKS is the pool's public keys (RFC 7517 section 5); nil if there is no such pool.
func (d *Documents) JWKS(ctx context.Context, poolID string) ([]byte, error) {
	pool, err := d.Snapshots.pool(ctx, poolID)
	if err != nil || pool == nil {
		return nil, err
	}
	return pool.jwks, nil
}

type jwk struct {
	kid string
	key *rsa.PublicKey
}

func jwks(keys ...jwk) []byte {
	out := []byte(`{"keys":[`)
	for i, k := range keys {
		if i > 0 {
			out = append(out, ',')
		}
		var o Object
		o.Text("alg", "RS256")
		o.Text("e", base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.key.E)).Bytes()))
		o.Text("kid", k.kid)
		o.Text("kty", "RSA")
		o.Text("n", base64.RawURLEncoding.EncodeToString(k.key.N.Bytes()))
		o.Text("use", "sig")
		out = append(out, o.JSON()...)
	}
	return append(out, "]}"...)
}

// configuration is the document of OpenID Connect Discovery section 3 as Cognito writes it.
type configuration struct {
	Authorization string   `json:"authorization_endpoint,omitempty"`
	EndSession    string   `json:"end_session_endpoint,omitempty"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	Issuer        string   `json:"issuer"`
	JWKS          string   `json:"jwks_uri"`
	ResponseTypes []string `json:"response_types_supported"`
	Revocation    string   `json:"revocation_endpoint,omitempty"`
	Scopes        []string `json:"scopes_supported"`
	SubjectTypes  []string `json:"subject_types_supported"`
	Token         string   `json:"token_endpoint,omitempty"`
	AuthMethods   []string `json:"token_endpoint_auth_methods_supported"`
	UserInfo      string   `json:"userinfo_endpoint,omitempty"`
}

// Discovery is the pool's OpenID configuration; nil if there is no such pool. A pool without a domain has no endpoints.
func (d *Documents) Discovery(ctx context.Context, poolID string) ([]byte, error) {
	pool, err := d.Snapshots.pool(ctx, poolID)
	if err != nil || pool == nil {
		return nil, err
	}
	c := configuration{
		Algorithms: []string{"RS256"}, Issuer: pool.issuer, JWKS: d.Addresses.JWKS(poolID),
		ResponseTypes: []string{"code", "token"}, Scopes: []string{"openid", "email", "phone", "profile"},
		SubjectTypes: []string{"public"}, AuthMethods: []string{"client_secret_basic", "client_secret_post"},
	}
	domain, err := d.Domains.DomainOfPool(ctx, poolID)
	if err != nil {
		return nil, fmt.Errorf("domain of %s: %w", poolID, err)
	}
	if domain != nil {
		base := d.Addresses.Domain(domain.Prefix)
		c.Authorization, c.Token = base+"/oauth2/authorize", base+"/oauth2/token"
		c.UserInfo, c.Revocation = base+"/oauth2/userInfo", base+"/oauth2/revoke"
		c.EndSession = base + "/logout"
	}
	return json.Marshal(c)
}
