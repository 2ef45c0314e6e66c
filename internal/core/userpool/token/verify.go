package token

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"slices"
	"time"
)

// skew is how far the clocks of nodes may differ before a token of one looks not yet valid to another.
const skew = 5 * time.Second

// Verifier judges tokens by the keys in memory. All its fields must be set.
type Verifier struct {
	Snapshots *Snapshots
	Now       func() time.Time // the product's clock: the tokens are its own
}

// Verify accepts a token that one of the pools issued and that is still good; without pools, one that any pool here did.
// The error is a *Refusal where the token is at fault.
func (v *Verifier) Verify(ctx context.Context, token string, pools []string) (*Claims, error) {
	p, err := split(token)
	if err != nil {
		return nil, err
	}
	stated, err := readClaims(p.payload)
	if err != nil {
		return nil, err
	}
	pool, err := v.pool(ctx, stated.issuer, pools)
	if err != nil {
		return nil, err
	}
	if err := pool.authentic(&p, stated.use); err != nil {
		return nil, err
	}
	claims := stated.claims(pool, p.payload)
	if err := v.inTime(&stated); err != nil {
		return nil, err
	}
	owns, err := v.Snapshots.owns(ctx, pool.poolID, claims.ClientID)
	if err != nil {
		return nil, err
	}
	if !owns {
		return nil, invalid("the app client does not exist in the user pool (any more)")
	}
	return claims, nil
}

// pool finds the pool that the token names as its issuer, among those that the caller accepts.
func (v *Verifier) pool(ctx context.Context, issuer string, accepted []string) (*snapshot, error) {
	id := poolOf(issuer)
	if id == "" {
		return nil, invalid("the token names no issuer")
	}
	if len(accepted) > 0 && !slices.Contains(accepted, id) {
		return nil, invalid("the issuer is none of the accepted user pools")
	}
	pool, err := v.Snapshots.pool(ctx, id)
	if err != nil {
		return nil, err
	}
	if pool == nil {
		return nil, invalid("the user pool does not exist")
	}
	if pool.issuer != issuer {
		return nil, invalid("the issuer is not the user pool's")
	}
	return pool, nil
}

// authentic checks the signature by the key whose header the token carries, and that this key is for such tokens.
func (s *snapshot) authentic(p *parts, use string) error {
	keyUse := Access
	switch p.header {
	case s.access.header:
	case s.id.header:
		keyUse = ID
	default:
		return unknownHeader(p.header)
	}
	if !verifyRS256(&s.key(keyUse).private.PublicKey, p.signed, p.signature) {
		return invalid("the signature is wrong")
	}
	if use != string(keyUse) {
		return invalid("the key is not for the token's use")
	}
	return nil
}

func verifyRS256(key *rsa.PublicKey, signed string, signature []byte) bool {
	digest := sha256.Sum256([]byte(signed))
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil
}

// inTime judges exp, nbf and iat (RFC 7519 section 4.1). exp and iat are in every token of ours.
func (v *Verifier) inTime(c *claimed) error {
	now := v.Now()
	switch latest := now.Add(skew).Unix(); {
	case c.expires == 0 || c.issued == 0:
		return invalid("the token lacks exp or iat")
	case now.Unix() >= c.expires:
		return &Refusal{Kind: ErrExpired, Reason: "expired at " + time.Unix(c.expires, 0).UTC().Format(time.RFC3339)}
	case c.notBefore > latest:
		return invalid("the token is not valid yet")
	case c.issued > latest:
		return invalid("the token was issued in the future")
	}
	return nil
}
