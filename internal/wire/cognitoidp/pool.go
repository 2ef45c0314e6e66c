package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// CreateUserPool makes a user pool.
func (a *API) CreateUserPool(
	ctx context.Context, in *cognitoidp.CreateUserPoolRequest,
) (*cognitoidp.CreateUserPoolResponse, error) {
	pool, err := a.Pools.CreatePool(ctx, home(ctx), in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.CreateUserPoolResponse{UserPool: pool}, nil
}

// DescribeUserPool shows a user pool.
func (a *API) DescribeUserPool(
	ctx context.Context, in *cognitoidp.DescribeUserPoolRequest,
) (*cognitoidp.DescribeUserPoolResponse, error) {
	pool, err := a.Pools.DescribePool(ctx, home(ctx), awsapi.Val(in.UserPoolId))
	if err != nil {
		return nil, err
	}
	return &cognitoidp.DescribeUserPoolResponse{UserPool: pool}, nil
}

// UpdateUserPool sets a user pool's settings anew.
func (a *API) UpdateUserPool(
	ctx context.Context, in *cognitoidp.UpdateUserPoolRequest,
) (*cognitoidp.UpdateUserPoolResponse, error) {
	if err := a.Pools.UpdatePool(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.UpdateUserPoolResponse{}, nil
}

// DeleteUserPool deletes a user pool and all that belongs to it.
func (a *API) DeleteUserPool(
	ctx context.Context, in *cognitoidp.DeleteUserPoolRequest,
) (*cognitoidp.DeleteUserPoolOutput, error) {
	if err := a.Pools.DeletePool(ctx, home(ctx), awsapi.Val(in.UserPoolId)); err != nil {
		return nil, err
	}
	return &cognitoidp.DeleteUserPoolOutput{}, nil
}

// ListUserPools lists the user pools of the account in the region.
func (a *API) ListUserPools(
	ctx context.Context, in *cognitoidp.ListUserPoolsRequest,
) (*cognitoidp.ListUserPoolsResponse, error) {
	return a.Pools.ListPools(ctx, home(ctx), in)
}

// AddCustomAttributes extends the schema of a user pool.
func (a *API) AddCustomAttributes(
	ctx context.Context, in *cognitoidp.AddCustomAttributesRequest,
) (*cognitoidp.AddCustomAttributesResponse, error) {
	if err := a.Pools.AddCustomAttributes(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.AddCustomAttributesResponse{}, nil
}
