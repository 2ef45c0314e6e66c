package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// GetTokensFromRefreshToken makes new tokens, and a new refresh token where they rotate.
func (a *API) GetTokensFromRefreshToken(
	ctx context.Context, in *cognitoidp.GetTokensFromRefreshTokenRequest,
) (*cognitoidp.GetTokensFromRefreshTokenResponse, error) {
	tokens, err := a.SignIn.Refresh(ctx, in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.GetTokensFromRefreshTokenResponse{AuthenticationResult: result(tokens)}, nil
}

// RevokeToken ends a refresh token and the access tokens that came of it.
func (a *API) RevokeToken(ctx context.Context, in *cognitoidp.RevokeTokenRequest) (*cognitoidp.RevokeTokenResponse, error) {
	if err := a.SignIn.Revoke(ctx, in); err != nil {
		return nil, err
	}
	return &cognitoidp.RevokeTokenResponse{}, nil
}
