package app

import (
	"context"
	"errors"
	"strings"

	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/wire/gateway/authorize"
)

// tokens gives the gateway its verifier. It implements authorize.TokenVerifier.
type tokens struct {
	verifier  *token.Verifier
	snapshots *token.Snapshots
	looks     *looks // nil where nobody counts
}

// Generation grows with every change of any pool's keys or clients: changes are rare, requests are not.
func (t tokens) Generation(string) uint64 {
	if t.looks != nil {
		t.looks.generations.Add(1)
	}
	return t.snapshots.Generation()
}

// VerifyToken translates between the nouns of the user pool and those of the gateway.
func (t tokens) VerifyToken(ctx context.Context, text string, poolARNs []string) (*authorize.Token, error) {
	if t.looks != nil {
		t.looks.missed(len(poolARNs))
	}
	ids := make([]string, 0, len(poolARNs))
	for _, arn := range poolARNs {
		// arn:aws:cognito-idp:region:account:userpool/id
		if _, id, ok := strings.Cut(arn, ":userpool/"); ok {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		// Without a pool Verify would accept any pool's token.
		return nil, errors.New("the authorizer names no user pool")
	}
	claims, err := t.verifier.Verify(ctx, text, ids)
	var refusal *token.Refusal
	switch {
	case errors.As(err, &refusal):
		return nil, &authorize.Rejection{Expired: errors.Is(err, token.ErrExpired), Reason: refusal.Reason}
	case err != nil:
		return nil, err
	}
	verified := &authorize.Token{
		Use: string(claims.Use), PoolARN: claims.PoolARN, Scopes: strings.Fields(claims.Scope),
		Expires: claims.Expires, Payload: claims.Payload,
	}
	if claims.Use == token.ID {
		verified.Audience = claims.ClientID // access tokens have no aud
	}
	return verified, nil
}
