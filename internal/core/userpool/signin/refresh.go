package signin

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// identifyByRefreshToken finds the user in the token. No name is sent, so the secret hash may be over any name the user has.
func (s *Service) identifyByRefreshToken(ctx context.Context, a *attempt) error {
	if token.Rotates(a.client) {
		return notAuthorized("Refresh token rotation is enabled for this client. Use GetTokensFromRefreshToken.", nil)
	}
	accepted, err := s.Issuer.Accept(ctx, a.client, a.params["REFRESH_TOKEN"])
	if err != nil {
		return err
	}
	a.user, a.renewal = accepted.User, accepted
	names := append([]string{a.user.Username, a.user.Sub}, a.user.Logins...)
	for _, alias := range []string{userpool.Email, userpool.PhoneNumber, userpool.PreferredUsername} {
		if v := a.user.Attributes.Get(alias); v != "" {
			names = append(names, v)
		}
	}
	if sent := a.params["USERNAME"]; sent != "" && a.pool.Fold(sent) == a.pool.Fold(a.user.Username) {
		names = append(names, sent)
	}
	return a.checkHash(names...)
}

func (s *Service) beginRefresh(ctx context.Context, a *attempt) (*Outcome, error) {
	if err := served(a.pool); err != nil {
		return nil, err
	}
	tokens, err := s.Issuer.Renew(ctx, a.renewal)
	if err != nil {
		return nil, err
	}
	return &Outcome{Tokens: tokens, Params: map[string]string{}}, nil
}

// Refresh answers GetTokensFromRefreshToken, whose client shows its secret as it is.
func (s *Service) Refresh(ctx context.Context, in *cognitoidp.GetTokensFromRefreshTokenRequest) (*token.Tokens, error) {
	client, err := s.Pools.ClientByID(ctx, awsapi.Val(in.ClientId))
	if err != nil {
		return nil, err
	}
	f, err := flowOf("REFRESH_TOKEN_AUTH")
	if err != nil {
		return nil, err
	}
	if !f.allowed(client.Settings.ExplicitAuthFlows) && !token.Rotates(client) {
		return nil, cognitoidp.InvalidParameterException(f.refusal)
	}
	if !proves(client, in.ClientSecret) {
		return nil, notAuthorized("Invalid client secret.", nil)
	}
	if awsapi.Val(in.DeviceKey) != "" {
		return nil, cognitoidp.ResourceNotFoundException("Device does not exist.")
	}
	return s.Renew(ctx, client, awsapi.Val(in.RefreshToken))
}

// Renew makes new tokens of a refresh token for a client that has proved itself: the way of the token endpoint too.
func (s *Service) Renew(ctx context.Context, client *userpool.Client, refresh string) (*token.Tokens, error) {
	pool, err := s.Pools.PoolByID(ctx, client.PoolID)
	if err != nil {
		return nil, err
	}
	if err := served(pool); err != nil {
		return nil, err
	}
	accepted, err := s.Issuer.Accept(ctx, client, refresh)
	if err != nil {
		return nil, err
	}
	return s.Issuer.Renew(ctx, accepted)
}

// Revoke answers RevokeToken.
func (s *Service) Revoke(ctx context.Context, in *cognitoidp.RevokeTokenRequest) error {
	client, err := s.Pools.ClientByID(ctx, awsapi.Val(in.ClientId))
	if awsapi.Code(err) == "ResourceNotFoundException" {
		return cognitoidp.UnauthorizedException("Invalid client.").Because(err)
	}
	if err != nil {
		return err
	}
	if !proves(client, in.ClientSecret) {
		return cognitoidp.UnauthorizedException("Invalid client secret.")
	}
	return s.Issuer.Revoke(ctx, client, awsapi.Val(in.Token))
}

// proves compares a secret with every one of the client's. A public client has none to send.
func proves(client *userpool.Client, sent *string) bool {
	if len(client.Secrets) == 0 || sent == nil {
		return len(client.Secrets) == 0 && sent == nil
	}
	match := false
	for _, secret := range client.Secrets {
		match = sameText(secret.Value, *sent) || match
	}
	return match
}
