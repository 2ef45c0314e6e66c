package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// CreateRestApi makes an API.
func (a *API) CreateRestApi(ctx context.Context, in *apigateway.CreateRestApiRequest) (*apigateway.RestApi, error) {
	return a.APIs.CreateRestApi(ctx, in)
}

// ImportRestApi makes an API of a definition.
func (a *API) ImportRestApi(ctx context.Context, in *apigateway.ImportRestApiRequest) (*apigateway.RestApi, error) {
	return a.APIs.ImportRestApi(ctx, in)
}

// PutRestApi changes an API by a definition.
func (a *API) PutRestApi(ctx context.Context, in *apigateway.PutRestApiRequest) (*apigateway.RestApi, error) {
	return a.APIs.PutRestApi(ctx, in)
}

// GetRestApi reads an API.
func (a *API) GetRestApi(ctx context.Context, in *apigateway.GetRestApiRequest) (*apigateway.RestApi, error) {
	return a.APIs.GetRestApi(ctx, in)
}

// GetRestApis lists the APIs.
func (a *API) GetRestApis(ctx context.Context, in *apigateway.GetRestApisRequest) (*apigateway.RestApis, error) {
	return a.APIs.GetRestApis(ctx, in)
}

// UpdateRestApi patches an API.
func (a *API) UpdateRestApi(ctx context.Context, in *apigateway.UpdateRestApiRequest) (*apigateway.RestApi, error) {
	return a.APIs.UpdateRestApi(ctx, in)
}

// DeleteRestApi deletes an API and what belongs to it.
func (a *API) DeleteRestApi(
	ctx context.Context, in *apigateway.DeleteRestApiRequest,
) (*apigateway.DeleteRestApiOutput, error) {
	return a.APIs.DeleteRestApi(ctx, in)
}
