package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// CreateUserPoolClient makes an app client.
func (a *API) CreateUserPoolClient(
	ctx context.Context, in *cognitoidp.CreateUserPoolClientRequest,
) (*cognitoidp.CreateUserPoolClientResponse, error) {
	client, err := a.Pools.CreateClient(ctx, home(ctx), in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.CreateUserPoolClientResponse{UserPoolClient: client}, nil
}

// DescribeUserPoolClient shows an app client with its secret.
func (a *API) DescribeUserPoolClient(
	ctx context.Context, in *cognitoidp.DescribeUserPoolClientRequest,
) (*cognitoidp.DescribeUserPoolClientResponse, error) {
	client, err := a.Pools.DescribeClient(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.ClientId))
	if err != nil {
		return nil, err
	}
	return &cognitoidp.DescribeUserPoolClientResponse{UserPoolClient: client}, nil
}

// UpdateUserPoolClient sets an app client's settings anew.
func (a *API) UpdateUserPoolClient(
	ctx context.Context, in *cognitoidp.UpdateUserPoolClientRequest,
) (*cognitoidp.UpdateUserPoolClientResponse, error) {
	client, err := a.Pools.UpdateClient(ctx, home(ctx), in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.UpdateUserPoolClientResponse{UserPoolClient: client}, nil
}

// DeleteUserPoolClient deletes an app client.
func (a *API) DeleteUserPoolClient(
	ctx context.Context, in *cognitoidp.DeleteUserPoolClientRequest,
) (*cognitoidp.DeleteUserPoolClientOutput, error) {
	if err := a.Pools.DeleteClient(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.ClientId)); err != nil {
		return nil, err
	}
	return &cognitoidp.DeleteUserPoolClientOutput{}, nil
}

// ListUserPoolClients lists the app clients of a user pool.
func (a *API) ListUserPoolClients(
	ctx context.Context, in *cognitoidp.ListUserPoolClientsRequest,
) (*cognitoidp.ListUserPoolClientsResponse, error) {
	return a.Pools.ListClients(ctx, home(ctx), in)
}
