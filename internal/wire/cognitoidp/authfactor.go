package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
)

// AssociateSoftwareToken draws a secret for an authenticator app, for a signed-in user or one who must set an app up first.
func (a *API) AssociateSoftwareToken(
	ctx context.Context, in *cognitoidp.AssociateSoftwareTokenRequest,
) (*cognitoidp.AssociateSoftwareTokenResponse, error) {
	if in.AccessToken == nil && in.Session != nil {
		secret, session, err := a.SignIn.AssociateSession(ctx, *in.Session)
		if err != nil {
			return nil, err
		}
		return &cognitoidp.AssociateSoftwareTokenResponse{SecretCode: &secret, Session: &session}, nil
	}
	visit, err := a.Users.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return nil, err
	}
	secret, err := a.SignIn.Associate(ctx, visit.Pool, visit.User)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.AssociateSoftwareTokenResponse{SecretCode: &secret}, nil
}

// VerifySoftwareToken takes an authenticator app into service by its first code.
func (a *API) VerifySoftwareToken(
	ctx context.Context, in *cognitoidp.VerifySoftwareTokenRequest,
) (*cognitoidp.VerifySoftwareTokenResponse, error) {
	code, name := awsapi.Val(in.UserCode), awsapi.Val(in.FriendlyDeviceName)
	if in.AccessToken == nil && in.Session != nil {
		session, err := a.SignIn.VerifySession(ctx, *in.Session, code, name)
		if err != nil {
			return nil, err
		}
		return &cognitoidp.VerifySoftwareTokenResponse{Status: awsapi.Ptr("SUCCESS"), Session: &session}, nil
	}
	visit, err := a.Users.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return nil, err
	}
	if err := a.SignIn.Verify(ctx, visit.User, code, name); err != nil {
		return nil, err
	}
	return &cognitoidp.VerifySoftwareTokenResponse{Status: awsapi.Ptr("SUCCESS")}, nil
}

// SetUserMFAPreference sets the second factors of the user of the token.
func (a *API) SetUserMFAPreference(
	ctx context.Context, in *cognitoidp.SetUserMFAPreferenceRequest,
) (*cognitoidp.SetUserMFAPreferenceResponse, error) {
	visit, err := a.Users.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return nil, err
	}
	err = a.SignIn.SetPreference(ctx, visit.User, signin.Preference{
		SMS: in.SMSMfaSettings, Software: in.SoftwareTokenMfaSettings, Email: in.EmailMfaSettings, WebAuthn: in.WebAuthnMfaSettings,
	})
	if err != nil {
		return nil, err
	}
	return &cognitoidp.SetUserMFAPreferenceResponse{}, nil
}

// AdminSetUserMFAPreference sets the second factors of a user.
func (a *API) AdminSetUserMFAPreference(
	ctx context.Context, in *cognitoidp.AdminSetUserMFAPreferenceRequest,
) (*cognitoidp.AdminSetUserMFAPreferenceResponse, error) {
	_, user, err := a.Pools.PoolUser(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
	if err != nil {
		return nil, err
	}
	err = a.SignIn.SetPreference(ctx, user, signin.Preference{
		SMS: in.SMSMfaSettings, Software: in.SoftwareTokenMfaSettings, Email: in.EmailMfaSettings, WebAuthn: in.WebAuthnMfaSettings,
	})
	if err != nil {
		return nil, err
	}
	return &cognitoidp.AdminSetUserMFAPreferenceResponse{}, nil
}

// SetUserSettings is the old way to switch codes by SMS on and off for the user of the token.
func (a *API) SetUserSettings(
	ctx context.Context, in *cognitoidp.SetUserSettingsRequest,
) (*cognitoidp.SetUserSettingsResponse, error) {
	visit, err := a.Users.Gate.Enter(ctx, awsapi.Val(in.AccessToken))
	if err != nil {
		return nil, err
	}
	if err := a.SignIn.SetOptions(ctx, visit.User, in.MFAOptions); err != nil {
		return nil, err
	}
	return &cognitoidp.SetUserSettingsResponse{}, nil
}

// AdminSetUserSettings is the old way to switch codes by SMS on and off for a user.
func (a *API) AdminSetUserSettings(
	ctx context.Context, in *cognitoidp.AdminSetUserSettingsRequest,
) (*cognitoidp.AdminSetUserSettingsResponse, error) {
	_, user, err := a.Pools.PoolUser(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
	if err != nil {
		return nil, err
	}
	if err := a.SignIn.SetOptions(ctx, user, in.MFAOptions); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminSetUserSettingsResponse{}, nil
}
