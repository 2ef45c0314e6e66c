package grant

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// Renewer makes new tokens of a refresh token for a client that has proved itself. Its refusals are exceptions.
type Renewer interface {
	Renew(ctx context.Context, client *userpool.Client, refresh string) (*token.Tokens, error)
}

// refreshToken is RFC 6749 section 6. The flow by which a client got the token does not matter.
func refreshToken() variant {
	return variant{
		required: []string{"refresh_token"},
		allowed:  func([]string) bool { return true },
		issue:    (*Service).issueRefreshed,
	}
}

func (s *Service) issueRefreshed(ctx context.Context, r *Request, client *userpool.Client) (*Tokens, error) {
	if s.Refresh == nil {
		return nil, refuse(InvalidGrant, "nobody signs in here, so the refresh token was never issued")
	}
	renewed, err := s.Refresh.Renew(ctx, client, r.Params["refresh_token"])
	if e := awsapi.AsException(err); e != nil && e.Status < 500 {
		return nil, refuse(InvalidGrant, e.Message)
	}
	if err != nil {
		return nil, fmt.Errorf("renew tokens: %w", err)
	}
	return &Tokens{
		IDToken: renewed.ID, AccessToken: renewed.Access, RefreshToken: renewed.Refresh, ExpiresIn: renewed.ExpiresIn,
	}, nil
}
