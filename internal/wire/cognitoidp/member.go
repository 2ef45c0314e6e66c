package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// AdminAddUserToGroup puts a user into a group.
func (a *API) AdminAddUserToGroup(
	ctx context.Context, in *cognitoidp.AdminAddUserToGroupRequest,
) (*cognitoidp.AdminAddUserToGroupOutput, error) {
	err := a.Pools.AddToGroup(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username), awsapi.Val(in.GroupName))
	if err != nil {
		return nil, err
	}
	return &cognitoidp.AdminAddUserToGroupOutput{}, nil
}

// AdminRemoveUserFromGroup takes a user out of a group.
func (a *API) AdminRemoveUserFromGroup(
	ctx context.Context, in *cognitoidp.AdminRemoveUserFromGroupRequest,
) (*cognitoidp.AdminRemoveUserFromGroupOutput, error) {
	err := a.Pools.RemoveFromGroup(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Username), awsapi.Val(in.GroupName))
	if err != nil {
		return nil, err
	}
	return &cognitoidp.AdminRemoveUserFromGroupOutput{}, nil
}

// AdminListGroupsForUser lists the groups of a user.
func (a *API) AdminListGroupsForUser(
	ctx context.Context, in *cognitoidp.AdminListGroupsForUserRequest,
) (*cognitoidp.AdminListGroupsForUserResponse, error) {
	return a.Pools.GroupsForUser(ctx, home(ctx), in)
}

// ListUsersInGroup lists the users of a group.
func (a *API) ListUsersInGroup(
	ctx context.Context, in *cognitoidp.ListUsersInGroupRequest,
) (*cognitoidp.ListUsersInGroupResponse, error) {
	return a.Pools.UsersInGroup(ctx, home(ctx), in)
}
