package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// InitiateAuth begins a sign-in.
func (a *API) InitiateAuth(ctx context.Context, in *cognitoidp.InitiateAuthRequest) (*cognitoidp.InitiateAuthResponse, error) {
	out, err := a.SignIn.Start(ctx, signin.Request{
		ClientID: awsapi.Val(in.ClientId), Flow: awsapi.Val(in.AuthFlow), Params: in.AuthParameters, Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, err
	}
	return &cognitoidp.InitiateAuthResponse{
		ChallengeName: given(out.Challenge), Session: given(out.Session), ChallengeParameters: out.Params,
		AuthenticationResult: result(out.Tokens),
	}, nil
}

// AdminInitiateAuth begins a sign-in in an administrator's name.
func (a *API) AdminInitiateAuth(
	ctx context.Context, in *cognitoidp.AdminInitiateAuthRequest,
) (*cognitoidp.AdminInitiateAuthResponse, error) {
	out, err := a.SignIn.Start(ctx, signin.Request{
		Admin: administrator(ctx, in.UserPoolId), ClientID: awsapi.Val(in.ClientId), Flow: awsapi.Val(in.AuthFlow),
		Params: in.AuthParameters, Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, err
	}
	return &cognitoidp.AdminInitiateAuthResponse{
		ChallengeName: given(out.Challenge), Session: given(out.Session), ChallengeParameters: out.Params,
		AuthenticationResult: result(out.Tokens),
	}, nil
}

// RespondToAuthChallenge goes on with a sign-in.
func (a *API) RespondToAuthChallenge(
	ctx context.Context, in *cognitoidp.RespondToAuthChallengeRequest,
) (*cognitoidp.RespondToAuthChallengeResponse, error) {
	out, err := a.SignIn.Answer(ctx, signin.Answer{
		ClientID: awsapi.Val(in.ClientId), Challenge: awsapi.Val(in.ChallengeName), Session: awsapi.Val(in.Session),
		Responses: in.ChallengeResponses, Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, err
	}
	return &cognitoidp.RespondToAuthChallengeResponse{
		ChallengeName: given(out.Challenge), Session: given(out.Session), ChallengeParameters: out.Params,
		AuthenticationResult: result(out.Tokens),
	}, nil
}

// AdminRespondToAuthChallenge goes on with a sign-in in an administrator's name.
func (a *API) AdminRespondToAuthChallenge(
	ctx context.Context, in *cognitoidp.AdminRespondToAuthChallengeRequest,
) (*cognitoidp.AdminRespondToAuthChallengeResponse, error) {
	out, err := a.SignIn.Answer(ctx, signin.Answer{
		Admin: administrator(ctx, in.UserPoolId), ClientID: awsapi.Val(in.ClientId), Challenge: awsapi.Val(in.ChallengeName),
		Session: awsapi.Val(in.Session), Responses: in.ChallengeResponses, Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, err
	}
	return &cognitoidp.AdminRespondToAuthChallengeResponse{
		ChallengeName: given(out.Challenge), Session: given(out.Session), ChallengeParameters: out.Params,
		AuthenticationResult: result(out.Tokens),
	}, nil
}

func administrator(ctx context.Context, poolID *string) *signin.Admin {
	return &signin.Admin{Home: home(ctx), PoolID: awsapi.Val(poolID)}
}

// given leaves out what is empty.
func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func result(t *token.Tokens) *cognitoidp.AuthenticationResultType {
	if t == nil {
		return nil
	}
	return &cognitoidp.AuthenticationResultType{
		AccessToken: &t.Access, IdToken: &t.ID, RefreshToken: given(t.Refresh), ExpiresIn: &t.ExpiresIn, TokenType: awsapi.Ptr("Bearer"),
	}
}
