package token

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// notAuthorized is how AWS refuses tokens. The reason is for the log.
func notAuthorized(sentence string, reason error) error {
	return cognitoidp.NotAuthorizedException(sentence).Because(reason)
}

// Renewal is a refresh token that was accepted, and whose it is.
type Renewal struct {
	Client *userpool.Client
	User   *userpool.User
	grant  *Grant
}

// Accept judges a refresh token that a client presents. It changes nothing.
func (i *Issuer) Accept(ctx context.Context, client *userpool.Client, refresh string) (*Renewal, error) {
	g, err := openGrant(i.Sealer, refresh)
	if err != nil {
		return nil, notAuthorized("Invalid Refresh Token", err)
	}
	if g.ClientID != client.ID || g.PoolID != client.PoolID {
		return nil, notAuthorized("Invalid Refresh Token", errors.New("the token is another client's"))
	}
	if i.Now().Unix() >= g.Expires {
		return nil, notAuthorized("Refresh Token has expired", nil)
	}
	user, err := i.Users.UserBySub(ctx, g.PoolID, g.Sub)
	if awsapi.Code(err) == userpool.NoUser().Code {
		return nil, notAuthorized("Refresh Token has been revoked", errors.New("the user was deleted"))
	}
	if err != nil {
		return nil, err
	}
	family, err := i.Families.find(ctx, g.PoolID, g.ID)
	switch {
	case err != nil:
		return nil, err
	case family != nil && family.Revoked, user.Revoked(time.UnixMilli(g.Granted)):
		return nil, notAuthorized("Refresh Token has been revoked", nil)
	case !user.Enabled():
		return nil, notAuthorized("User is disabled.", nil)
	}
	return &Renewal{Client: client, User: user, grant: g}, nil
}

// Rotates says whether the client's refresh tokens are good once.
func Rotates(c *userpool.Client) bool {
	return awsapi.Val(awsapi.Val(c.Settings.RefreshTokenRotation).Feature) == "ENABLED"
}

// Renew makes new tokens of an accepted refresh token, and a new refresh token where they rotate.
func (i *Issuer) Renew(ctx context.Context, r *Renewal) (*Tokens, error) {
	g := *r.grant
	if Rotates(r.Client) {
		if err := i.rotate(ctx, r.Client, &g); err != nil {
			return nil, err
		}
	}
	tokens, err := i.mint(ctx, r.Client, r.User, &g)
	if err != nil || !Rotates(r.Client) {
		return tokens, err
	}
	tokens.Refresh, err = sealGrant(i.Sealer, &g)
	return tokens, err
}

// rotate gives the grant the serial of the refresh token that is good from now on. A token that was replaced is good for a
// grace period, in which it yields its successor's serial again: a client that lost the answer asks once more.
func (i *Issuer) rotate(ctx context.Context, client *userpool.Client, g *Grant) error {
	serial, err := ident.UUID(i.Rand)
	if err != nil {
		return err
	}
	grace := time.Duration(awsapi.Val(client.Settings.RefreshTokenRotation.RetryGracePeriodSeconds)) * time.Second
	used, next := g.Serial, ""
	err = i.Families.change(ctx, g, func(f *Family) error {
		switch {
		case f.Revoked:
			return notAuthorized("Refresh Token has been revoked", nil)
		case f.Current == used: // both "" for the first token of a family
			f.Previous, f.Current, f.Rotated = used, serial, i.Now()
		case f.Previous != used || i.Now().After(f.Rotated.Add(grace)) || grace == 0:
			return cognitoidp.RefreshTokenReuseException("Refresh token has been used already.")
		}
		next = f.Current
		return nil
	})
	g.Serial = next
	return err
}

// Revoke ends the family of a refresh token. One that was never issued, has expired or was revoked is as good as revoked
// (RFC 7009 section 2.2).
func (i *Issuer) Revoke(ctx context.Context, client *userpool.Client, token string) error {
	if !awsapi.Val(client.Settings.EnableTokenRevocation) {
		return cognitoidp.UnsupportedOperationException("Token revocation is not enabled for this client.")
	}
	if strings.Count(token, ".") == 2 {
		return cognitoidp.UnsupportedTokenTypeException("Only refresh tokens can be revoked.")
	}
	g, err := openGrant(i.Sealer, token)
	if err != nil || i.Now().Unix() >= g.Expires {
		return nil
	}
	if g.ClientID != client.ID {
		return cognitoidp.UnauthorizedException("The refresh token was issued to another client.")
	}
	if err := i.Families.change(ctx, g, func(f *Family) error { f.Revoked = true; return nil }); err != nil {
		return fmt.Errorf("revoke a token family: %w", err)
	}
	return nil
}
