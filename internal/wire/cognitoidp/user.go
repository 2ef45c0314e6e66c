package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// AdminGetUser shows a user.
func (a *API) AdminGetUser(ctx context.Context, in *cognitoidp.AdminGetUserRequest) (*cognitoidp.AdminGetUserResponse, error) {
	return a.Pools.AdminUser(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username))
}

// ListUsers lists the users of a user pool that a filter accepts.
func (a *API) ListUsers(ctx context.Context, in *cognitoidp.ListUsersRequest) (*cognitoidp.ListUsersResponse, error) {
	return a.Pools.ListUsers(ctx, home(ctx), in)
}

// AdminEnableUser lets a user in again.
func (a *API) AdminEnableUser(
	ctx context.Context, in *cognitoidp.AdminEnableUserRequest,
) (*cognitoidp.AdminEnableUserResponse, error) {
	if err := a.Pools.SetEnabled(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username), true); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminEnableUserResponse{}, nil
}

// AdminDisableUser locks a user out.
func (a *API) AdminDisableUser(
	ctx context.Context, in *cognitoidp.AdminDisableUserRequest,
) (*cognitoidp.AdminDisableUserResponse, error) {
	if err := a.Pools.SetEnabled(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username), false); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminDisableUserResponse{}, nil
}

// AdminUserGlobalSignOut revokes what was granted to a user.
func (a *API) AdminUserGlobalSignOut(
	ctx context.Context, in *cognitoidp.AdminUserGlobalSignOutRequest,
) (*cognitoidp.AdminUserGlobalSignOutResponse, error) {
	if err := a.Pools.AdminSignOut(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username)); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminUserGlobalSignOutResponse{}, nil
}

// AdminDeleteUser deletes a user.
func (a *API) AdminDeleteUser(
	ctx context.Context, in *cognitoidp.AdminDeleteUserRequest,
) (*cognitoidp.AdminDeleteUserOutput, error) {
	if err := a.Pools.AdminDeleteUser(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username)); err != nil {
		return nil, err
	}
	return &cognitoidp.AdminDeleteUserOutput{}, nil
}
