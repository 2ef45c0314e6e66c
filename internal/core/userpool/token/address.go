package token

import (
	"strings"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Addresses says under which URLs pools are known. They come from configuration and never from a request.
type Addresses struct {
	PublicURL string // without a slash at the end
	AWS       bool   // tokens name AWS's own address as their issuer
}

// Issuer is what the pool's tokens carry as iss.
func (a Addresses) Issuer(poolID string) string {
	if a.AWS {
		return "https://cognito-idp." + userpool.Region(poolID) + ".amazonaws.com/" + poolID
	}
	return a.PublicURL + "/" + poolID
}

// JWKS is where the pool's public keys are, whoever the tokens name as issuer.
func (a Addresses) JWKS(poolID string) string {
	return a.PublicURL + "/" + poolID + "/.well-known/jwks.json"
}

// Domain is where the OAuth endpoints of a pool's domain are.
func (a Addresses) Domain(prefix string) string { return a.PublicURL + "/_aws/auth/" + prefix }

// poolOf takes the pool id from an issuer; whether the issuer is that pool's is for the caller to compare.
func poolOf(issuer string) string { return issuer[strings.LastIndexByte(issuer, '/')+1:] }
