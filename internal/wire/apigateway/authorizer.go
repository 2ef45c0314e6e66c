package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// CreateAuthorizer adds an authorizer.
func (a *API) CreateAuthorizer(
	ctx context.Context, in *apigateway.CreateAuthorizerRequest,
) (*apigateway.Authorizer, error) {
	return a.APIs.CreateAuthorizer(ctx, in)
}

// GetAuthorizer reads an authorizer.
func (a *API) GetAuthorizer(
	ctx context.Context, in *apigateway.GetAuthorizerRequest,
) (*apigateway.Authorizer, error) {
	return a.APIs.GetAuthorizer(ctx, in)
}

// GetAuthorizers lists the authorizers.
func (a *API) GetAuthorizers(
	ctx context.Context, in *apigateway.GetAuthorizersRequest,
) (*apigateway.Authorizers, error) {
	return a.APIs.GetAuthorizers(ctx, in)
}

// UpdateAuthorizer patches an authorizer.
func (a *API) UpdateAuthorizer(
	ctx context.Context, in *apigateway.UpdateAuthorizerRequest,
) (*apigateway.Authorizer, error) {
	return a.APIs.UpdateAuthorizer(ctx, in)
}

// DeleteAuthorizer deletes an authorizer.
func (a *API) DeleteAuthorizer(
	ctx context.Context, in *apigateway.DeleteAuthorizerRequest,
) (*apigateway.DeleteAuthorizerOutput, error) {
	return a.APIs.DeleteAuthorizer(ctx, in)
}
