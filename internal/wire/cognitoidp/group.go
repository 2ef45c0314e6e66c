package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// CreateGroup makes a group.
func (a *API) CreateGroup(ctx context.Context, in *cognitoidp.CreateGroupRequest) (*cognitoidp.CreateGroupResponse, error) {
	group, err := a.Pools.CreateGroup(ctx, home(ctx), in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.CreateGroupResponse{Group: group}, nil
}

// GetGroup shows a group.
func (a *API) GetGroup(ctx context.Context, in *cognitoidp.GetGroupRequest) (*cognitoidp.GetGroupResponse, error) {
	group, err := a.Pools.Group(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.GroupName))
	if err != nil {
		return nil, err
	}
	return &cognitoidp.GetGroupResponse{Group: group}, nil
}

// UpdateGroup changes a group.
func (a *API) UpdateGroup(ctx context.Context, in *cognitoidp.UpdateGroupRequest) (*cognitoidp.UpdateGroupResponse, error) {
	group, err := a.Pools.UpdateGroup(ctx, home(ctx), in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.UpdateGroupResponse{Group: group}, nil
}

// DeleteGroup deletes a group.
func (a *API) DeleteGroup(ctx context.Context, in *cognitoidp.DeleteGroupRequest) (*cognitoidp.DeleteGroupOutput, error) {
	if err := a.Pools.DeleteGroup(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.GroupName)); err != nil {
		return nil, err
	}
	return &cognitoidp.DeleteGroupOutput{}, nil
}

// ListGroups lists the groups of a user pool.
func (a *API) ListGroups(ctx context.Context, in *cognitoidp.ListGroupsRequest) (*cognitoidp.ListGroupsResponse, error) {
	return a.Pools.ListGroups(ctx, home(ctx), in)
}
