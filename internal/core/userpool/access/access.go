// Package access is the gate before the operations that take an access token in the place of a signature.
//
//	token -> Verifier -> is it an access token? -> scope -> user there? -> enabled? -> revoked? -> status -> Visit
//
// The gateway checks less: signature, issuer, expiry and scope. Here, as in AWS, a sign-out counts at once.
package access

import (
	"context"
	"errors"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// Scope is what an access token must have to act on its own user.
const Scope = "aws.cognito.signin.user.admin"

// Verifier judges a token by itself. *token.Verifier is one.
type Verifier interface {
	Verify(ctx context.Context, token string, pools []string) (*token.Claims, error)
}

// Revocations knows single tokens that were revoked, apart from a sign-out of the whole user.
type Revocations interface {
	Revoked(ctx context.Context, user *userpool.User, claims *token.Claims) (bool, error)
}

// Gate lets users in by their access tokens. Revocations may be nil where no token can be revoked alone.
type Gate struct {
	Pools       *userpool.Service
	Tokens      Verifier
	Revocations Revocations
}

// Visit is a user who was let in.
type Visit struct {
	Pool   *userpool.Pool
	Client *userpool.Client
	User   *userpool.User
	Claims *token.Claims
}

func refused(why string, cause error) error {
	return cognitoidp.NotAuthorizedException(why).Because(cause)
}

// Enter judges a token and finds whom it stands for.
func (g *Gate) Enter(ctx context.Context, text string) (*Visit, error) {
	claims, err := g.Tokens.Verify(ctx, text, nil)
	switch {
	case errors.Is(err, token.ErrExpired):
		return nil, refused("Access Token has expired", err)
	case errors.Is(err, token.ErrInvalid):
		return nil, refused("Invalid Access Token", err)
	case err != nil:
		return nil, err
	case claims.Use != token.Access || claims.Username == "":
		return nil, refused("Invalid Access Token", errors.New("not the access token of a user"))
	case !claims.HasScope(Scope):
		return nil, refused("Access Token does not have required scopes", nil)
	}
	return g.visit(ctx, claims)
}

func (g *Gate) visit(ctx context.Context, claims *token.Claims) (*Visit, error) {
	user, err := g.Pools.UserBySub(ctx, claims.PoolID, claims.Subject)
	if err != nil {
		return nil, err
	}
	if user.Username != claims.Username {
		return nil, refused("Invalid Access Token", errors.New("the username is not the subject's"))
	}
	revoked := user.Revoked(claims.Granted())
	if !revoked && g.Revocations != nil {
		if revoked, err = g.Revocations.Revoked(ctx, user, claims); err != nil {
			return nil, err
		}
	}
	switch {
	case user.Disabled: // which revoked its tokens too, but this says why
		return nil, refused("User is disabled.", nil)
	case revoked:
		return nil, refused("Access Token has been revoked", nil)
	case user.Status == userpool.ResetRequired:
		return nil, cognitoidp.PasswordResetRequiredException("Password reset required for the user")
	case user.Status == userpool.Unconfirmed:
		return nil, cognitoidp.UserNotConfirmedException("User is not confirmed.")
	}
	client, err := g.Pools.Client(ctx, claims.PoolID, claims.ClientID)
	if err != nil {
		return nil, err
	}
	pool, err := g.Pools.PoolByID(ctx, claims.PoolID)
	if err != nil {
		return nil, err
	}
	return &Visit{Pool: pool, Client: client, User: user, Claims: claims}, nil
}
