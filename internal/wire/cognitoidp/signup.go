package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// SignUp makes a user who has yet to prove an address.
func (a *API) SignUp(ctx context.Context, in *cognitoidp.SignUpRequest) (*cognitoidp.SignUpResponse, error) {
	return a.Users.SignUp(ctx, in)
}

// ConfirmSignUp ends a sign-up by the code that was sent.
func (a *API) ConfirmSignUp(
	ctx context.Context, in *cognitoidp.ConfirmSignUpRequest,
) (*cognitoidp.ConfirmSignUpResponse, error) {
	return a.Users.ConfirmSignUp(ctx, in)
}

// ResendConfirmationCode sends a sign-up's code again.
func (a *API) ResendConfirmationCode(
	ctx context.Context, in *cognitoidp.ResendConfirmationCodeRequest,
) (*cognitoidp.ResendConfirmationCodeResponse, error) {
	return a.Users.ResendConfirmationCode(ctx, in)
}

// ForgotPassword sends a code that allows a new password.
func (a *API) ForgotPassword(
	ctx context.Context, in *cognitoidp.ForgotPasswordRequest,
) (*cognitoidp.ForgotPasswordResponse, error) {
	return a.Users.ForgotPassword(ctx, in)
}

// ConfirmForgotPassword sets a new password by the code.
func (a *API) ConfirmForgotPassword(
	ctx context.Context, in *cognitoidp.ConfirmForgotPasswordRequest,
) (*cognitoidp.ConfirmForgotPasswordResponse, error) {
	return a.Users.ConfirmForgotPassword(ctx, in)
}
