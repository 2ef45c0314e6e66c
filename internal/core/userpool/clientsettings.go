package userpool

import (
	"context"
	"fmt"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// setClient gives a client the settings of a request, with defaults for what it leaves out, if all rules agree. A name is
// kept when it is left out, since a client cannot be without.
func (s *Service) setClient(
	ctx context.Context, pool *Pool, client *Client, in *cognitoidp.UpdateUserPoolClientRequest,
) error {
	settings := cognitoidp.UserPoolClientType{
		UserPoolId: &client.PoolID, ClientId: &client.ID,
		ClientName:   first(in.ClientName, client.Settings.ClientName),
		CreationDate: client.Settings.CreationDate, LastModifiedDate: s.now(),
		RefreshTokenValidity: in.RefreshTokenValidity, AccessTokenValidity: in.AccessTokenValidity,
		IdTokenValidity: in.IdTokenValidity, TokenValidityUnits: or(in.TokenValidityUnits, cognitoidp.TokenValidityUnitsType{}),
		ReadAttributes: given(in.ReadAttributes), WriteAttributes: given(in.WriteAttributes), ExplicitAuthFlows: given(in.ExplicitAuthFlows),
		SupportedIdentityProviders: given(in.SupportedIdentityProviders), CallbackURLs: given(in.CallbackURLs), LogoutURLs: given(in.LogoutURLs),
		DefaultRedirectURI: in.DefaultRedirectURI, AllowedOAuthFlows: given(in.AllowedOAuthFlows),
		AllowedOAuthScopes:              given(in.AllowedOAuthScopes),
		AllowedOAuthFlowsUserPoolClient: or(in.AllowedOAuthFlowsUserPoolClient, false),
		AnalyticsConfiguration:          in.AnalyticsConfiguration, PreventUserExistenceErrors: in.PreventUserExistenceErrors,
		EnableTokenRevocation:                    or(in.EnableTokenRevocation, true),
		EnablePropagateAdditionalUserContextData: or(in.EnablePropagateAdditionalUserContextData, false),
		AuthSessionValidity:                      or(in.AuthSessionValidity, 3),
		RefreshTokenRotation:                     in.RefreshTokenRotation,
	}
	if err := checkRotation(in.RefreshTokenRotation); err != nil {
		return err
	}
	if awsapi.Val(settings.RefreshTokenValidity) == 0 {
		settings.RefreshTokenValidity = awsapi.Ptr(int64(30))
		units := *settings.TokenValidityUnits
		if units.RefreshToken != nil {
			units.RefreshToken = awsapi.Ptr("days")
		}
		settings.TokenValidityUnits = &units
	}
	client.Settings = settings
	if err := client.check(pool); err != nil {
		return err
	}
	return s.checkScopes(ctx, pool.ID, settings.AllowedOAuthScopes)
}

// longestGrace is how many seconds a rotated refresh token may still be used, for a client that lost the answer.
const longestGrace = 60

// checkRotation bounds the grace period. AWS's sentence for one that is out of bounds is not known.
func checkRotation(r *cognitoidp.RefreshTokenRotationType) error {
	if grace := awsapi.Val(awsapi.Val(r).RetryGracePeriodSeconds); grace < 0 || grace > longestGrace {
		return cognitoidp.InvalidParameterException("RetryGracePeriodSeconds must be from 0 to 60.")
	}
	return nil
}

// The scopes that every pool knows. All others are custom: they belong to resource servers.
var systemScopes = [...]string{"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"}

// CustomScope says that a scope belongs to a resource server and not to the protocol.
func CustomScope(scope string) bool { return !slices.Contains(systemScopes[:], scope) }

func (s *Service) checkScopes(ctx context.Context, poolID string, scopes []string) error {
	if !slices.ContainsFunc(scopes, CustomScope) {
		return nil
	}
	servers, err := s.Store.Servers.List(ctx, record.Query{Prefix: child(poolID, "")})
	if err != nil {
		return fmt.Errorf("list resource servers of %s: %w", poolID, err)
	}
	known := map[string]bool{}
	for _, server := range servers {
		for _, scope := range server.scopes() {
			known[scope] = true
		}
	}
	for _, scope := range scopes {
		if CustomScope(scope) && !known[scope] {
			return cognitoidp.ScopeDoesNotExistException("Invalid scope requested: " + scope)
		}
	}
	return nil
}
