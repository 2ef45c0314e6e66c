package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// GetUser shows the user of the token.
func (a *API) GetUser(ctx context.Context, in *cognitoidp.GetUserRequest) (*cognitoidp.GetUserResponse, error) {
	return a.Users.GetUser(ctx, in)
}

// ChangePassword gives the user of the token a new password.
func (a *API) ChangePassword(
	ctx context.Context, in *cognitoidp.ChangePasswordRequest,
) (*cognitoidp.ChangePasswordResponse, error) {
	if err := a.Users.ChangePassword(ctx, in); err != nil {
		return nil, err
	}
	return &cognitoidp.ChangePasswordResponse{}, nil
}

// UpdateUserAttributes writes attributes of the user of the token.
func (a *API) UpdateUserAttributes(
	ctx context.Context, in *cognitoidp.UpdateUserAttributesRequest,
) (*cognitoidp.UpdateUserAttributesResponse, error) {
	return a.Users.UpdateUserAttributes(ctx, in)
}

// DeleteUserAttributes takes attributes of the user of the token away.
func (a *API) DeleteUserAttributes(
	ctx context.Context, in *cognitoidp.DeleteUserAttributesRequest,
) (*cognitoidp.DeleteUserAttributesResponse, error) {
	if err := a.Users.DeleteUserAttributes(ctx, in); err != nil {
		return nil, err
	}
	return &cognitoidp.DeleteUserAttributesResponse{}, nil
}

// GetUserAttributeVerificationCode sends a code to a contact of the user of the token.
func (a *API) GetUserAttributeVerificationCode(
	ctx context.Context, in *cognitoidp.GetUserAttributeVerificationCodeRequest,
) (*cognitoidp.GetUserAttributeVerificationCodeResponse, error) {
	return a.Users.GetUserAttributeVerificationCode(ctx, in)
}

// VerifyUserAttribute proves a contact of the user of the token by a code.
func (a *API) VerifyUserAttribute(
	ctx context.Context, in *cognitoidp.VerifyUserAttributeRequest,
) (*cognitoidp.VerifyUserAttributeResponse, error) {
	if err := a.Users.VerifyUserAttribute(ctx, in); err != nil {
		return nil, err
	}
	return &cognitoidp.VerifyUserAttributeResponse{}, nil
}

// GlobalSignOut revokes what was granted to the user of the token.
func (a *API) GlobalSignOut(
	ctx context.Context, in *cognitoidp.GlobalSignOutRequest,
) (*cognitoidp.GlobalSignOutResponse, error) {
	if err := a.Users.GlobalSignOut(ctx, in); err != nil {
		return nil, err
	}
	return &cognitoidp.GlobalSignOutResponse{}, nil
}

// DeleteUser deletes the user of the token.
func (a *API) DeleteUser(ctx context.Context, in *cognitoidp.DeleteUserRequest) (*cognitoidp.DeleteUserOutput, error) {
	if err := a.Users.DeleteUser(ctx, in); err != nil {
		return nil, err
	}
	return &cognitoidp.DeleteUserOutput{}, nil
}
