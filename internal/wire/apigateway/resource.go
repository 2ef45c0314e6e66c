package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// CreateResource adds a part to the path.
func (a *API) CreateResource(
	ctx context.Context, in *apigateway.CreateResourceRequest,
) (*apigateway.Resource, error) {
	return a.APIs.CreateResource(ctx, in)
}

// GetResource reads a resource.
func (a *API) GetResource(ctx context.Context, in *apigateway.GetResourceRequest) (*apigateway.Resource, error) {
	return a.APIs.GetResource(ctx, in)
}

// GetResources lists the resources.
func (a *API) GetResources(ctx context.Context, in *apigateway.GetResourcesRequest) (*apigateway.Resources, error) {
	return a.APIs.GetResources(ctx, in)
}

// UpdateResource moves or renames a resource.
func (a *API) UpdateResource(
	ctx context.Context, in *apigateway.UpdateResourceRequest,
) (*apigateway.Resource, error) {
	return a.APIs.UpdateResource(ctx, in)
}

// DeleteResource deletes a resource and all below it.
func (a *API) DeleteResource(
	ctx context.Context, in *apigateway.DeleteResourceRequest,
) (*apigateway.DeleteResourceOutput, error) {
	return a.APIs.DeleteResource(ctx, in)
}
