package authorize

import (
	"context"
	"time"
)

// The two uses of a token, as its token_use claim says.
const (
	UseID     = "id"
	UseAccess = "access"
)

// Token is what a verified token says. One value serves many requests at once: nobody changes it.
type Token struct {
	PoolARN  string // the pool that issued it
	Use      string // UseID or UseAccess
	Audience string // aud; access tokens have none
	Scopes   []string
	Expires  time.Time
	Payload  []byte // every claim, as the JSON object of the token
}

// TokenVerifier knows the user pools.
type TokenVerifier interface {
	// VerifyToken checks a compact JWS: signature, issuer (one of the pools), the client's existence, expiry. Its error
	// is a *Rejection if the token is at fault; any other is a failure of the verifier.
	VerifyToken(ctx context.Context, token string, poolARNs []string) (*Token, error)
	// Generation changes whenever a token of the pool that was good may be good no longer: the pool, its keys or one of
	// its clients changed. It is asked on every request, so it must be cheap.
	Generation(poolARN string) uint64
}

// Rejection is why a token is not accepted.
type Rejection struct {
	// Expired tells that nothing is wrong with the token but its age.
	Expired bool
	// Reason is for developers: it holds nothing of the token that is secret.
	Reason string
}

func (r *Rejection) Error() string { return "token rejected: " + r.Reason }

// Kind is what sort of answer a denial gets.
type Kind uint8

// The kinds of denials. The zero value is the plain refusal.
const (
	Unauthorized Kind = iota
	Expired
	// Failure tells that the authorizer could not decide.
	Failure
)

// Denial is the refusal of a request, with the private reason.
type Denial struct {
	Kind   Kind
	Reason string
}
