package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// AdminCreateUser invites a user.
func (a *API) AdminCreateUser(
	ctx context.Context, in *cognitoidp.AdminCreateUserRequest,
) (*cognitoidp.AdminCreateUserResponse, error) {
	return a.Users.AdminCreateUser(ctx, home(ctx), in)
}

// AdminConfirmSignUp ends a sign-up without a code.
func (a *API) AdminConfirmSignUp(
	ctx context.Context, in *cognitoidp.AdminConfirmSignUpRequest,
) (*cognitoidp.AdminConfirmSignUpResponse, error) {
	if err := a.Users.AdminConfirmSignUp(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminConfirmSignUpResponse{}, nil
}

// AdminSetUserPassword gives a user a password.
func (a *API) AdminSetUserPassword(
	ctx context.Context, in *cognitoidp.AdminSetUserPasswordRequest,
) (*cognitoidp.AdminSetUserPasswordResponse, error) {
	if err := a.Users.AdminSetUserPassword(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminSetUserPasswordResponse{}, nil
}

// AdminResetUserPassword makes a user choose a new password by a code.
func (a *API) AdminResetUserPassword(
	ctx context.Context, in *cognitoidp.AdminResetUserPasswordRequest,
) (*cognitoidp.AdminResetUserPasswordResponse, error) {
	if err := a.Users.AdminResetUserPassword(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminResetUserPasswordResponse{}, nil
}

// AdminUpdateUserAttributes writes a user's attributes.
func (a *API) AdminUpdateUserAttributes(
	ctx context.Context, in *cognitoidp.AdminUpdateUserAttributesRequest,
) (*cognitoidp.AdminUpdateUserAttributesResponse, error) {
	if err := a.Users.AdminUpdateUserAttributes(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminUpdateUserAttributesResponse{}, nil
}

// AdminDeleteUserAttributes takes attributes of a user away.
func (a *API) AdminDeleteUserAttributes(
	ctx context.Context, in *cognitoidp.AdminDeleteUserAttributesRequest,
) (*cognitoidp.AdminDeleteUserAttributesResponse, error) {
	if err := a.Users.AdminDeleteUserAttributes(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminDeleteUserAttributesResponse{}, nil
}
