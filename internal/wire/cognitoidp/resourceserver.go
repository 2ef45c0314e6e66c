package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// CreateResourceServer makes a resource server.
func (a *API) CreateResourceServer(
	ctx context.Context, in *cognitoidp.CreateResourceServerRequest,
) (*cognitoidp.CreateResourceServerResponse, error) {
	server, err := a.Pools.CreateServer(ctx, home(ctx), in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.CreateResourceServerResponse{ResourceServer: server}, nil
}

// DescribeResourceServer shows a resource server.
func (a *API) DescribeResourceServer(
	ctx context.Context, in *cognitoidp.DescribeResourceServerRequest,
) (*cognitoidp.DescribeResourceServerResponse, error) {
	server, err := a.Pools.Server(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Identifier))
	if err != nil {
		return nil, err
	}
	return &cognitoidp.DescribeResourceServerResponse{ResourceServer: server}, nil
}

// UpdateResourceServer replaces a resource server's name and scopes.
func (a *API) UpdateResourceServer(
	ctx context.Context, in *cognitoidp.UpdateResourceServerRequest,
) (*cognitoidp.UpdateResourceServerResponse, error) {
	server, err := a.Pools.UpdateServer(ctx, home(ctx), in)
	if err != nil {
		return nil, err
	}
	return &cognitoidp.UpdateResourceServerResponse{ResourceServer: server}, nil
}

// DeleteResourceServer deletes a resource server.
func (a *API) DeleteResourceServer(
	ctx context.Context, in *cognitoidp.DeleteResourceServerRequest,
) (*cognitoidp.DeleteResourceServerOutput, error) {
	if err := a.Pools.DeleteServer(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Identifier)); err != nil {
		return nil, err
	}
	return &cognitoidp.DeleteResourceServerOutput{}, nil
}

// ListResourceServers lists the resource servers of a user pool.
func (a *API) ListResourceServers(
	ctx context.Context, in *cognitoidp.ListResourceServersRequest,
) (*cognitoidp.ListResourceServersResponse, error) {
	return a.Pools.ListServers(ctx, home(ctx), in)
}
