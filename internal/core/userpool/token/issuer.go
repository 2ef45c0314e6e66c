package token

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Users finds people and their groups.
type Users interface {
	UserBySub(ctx context.Context, poolID, sub string) (*userpool.User, error)
	GroupsOf(ctx context.Context, u *userpool.User) ([]*userpool.Group, error)
}

// Issuer hands out and takes back the tokens of people. All its fields must be set.
//
//	Issue    a sign-in -> ID, access and refresh token    nothing is written
//	Refresh  refresh token -> not revoked, not expired -> new tokens of the same family
//	Revoke   refresh token -> its family is revoked
type Issuer struct {
	Minter   *Minter
	Users    Users
	Families Families
	Sealer   Sealer
	Now      func() time.Time // the product's clock
	Rand     io.Reader
}

// Tokens are what a person's client gets.
type Tokens struct {
	ID        string
	Access    string
	Refresh   string // "" where the refresh token that was used stays good
	ExpiresIn int64  // seconds that the access token lives
}

// SelfService is the scope of access tokens that a person may use with the operations on their own account.
const SelfService = "aws.cognito.signin.user.admin"

// Issue makes the tokens of a new sign-in. What the grant leaves open is filled in.
func (i *Issuer) Issue(ctx context.Context, client *userpool.Client, user *userpool.User, g Grant) (*Tokens, error) {
	now := i.Now()
	id, err := newID(i.Rand, now)
	if err != nil {
		return nil, err
	}
	if g.EventID == "" {
		if g.EventID, err = ident.UUID(i.Rand); err != nil {
			return nil, err
		}
	}
	if g.Scopes == nil {
		g.Scopes = []string{SelfService}
	}
	if g.AuthTime == 0 {
		g.AuthTime = now.Unix()
	}
	g.ID, g.PoolID, g.ClientID, g.Sub = id, client.PoolID, client.ID, user.Sub
	g.Granted, g.Expires = now.UnixMilli(), now.Add(client.RefreshTokenLifetime()).Unix()
	tokens, err := i.mint(ctx, client, user, &g)
	if err != nil {
		return nil, err
	}
	tokens.Refresh, err = sealGrant(i.Sealer, &g)
	return tokens, err
}

// mint makes the ID and access token of a grant as of now.
func (i *Issuer) mint(ctx context.Context, client *userpool.Client, user *userpool.User, g *Grant) (*Tokens, error) {
	groups, err := i.Users.GroupsOf(ctx, user)
	if err != nil {
		return nil, err
	}
	byPrecedence(groups)
	person := &Person{User: user, Client: client, Groups: groups}
	at := stamp{now: i.Now(), revocable: awsapi.Val(client.Settings.EnableTokenRevocation)}
	out := &Tokens{ExpiresIn: int64(client.AccessTokenLifetime() / time.Second)}
	if at.jti, err = newID(i.Rand, at.now); err != nil {
		return nil, err
	}
	if out.Access, err = i.Minter.access(ctx, person, g, at); err != nil {
		return nil, fmt.Errorf("access token: %w", err)
	}
	if at.jti, err = newID(i.Rand, at.now); err != nil {
		return nil, err
	}
	if out.ID, err = i.Minter.id(ctx, person, g, at, out.Access); err != nil {
		return nil, fmt.Errorf("ID token: %w", err)
	}
	return out, nil
}
