package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// PutMethod adds a method.
func (a *API) PutMethod(ctx context.Context, in *apigateway.PutMethodRequest) (*apigateway.Method, error) {
	return a.APIs.PutMethod(ctx, in)
}

// GetMethod reads a method.
func (a *API) GetMethod(ctx context.Context, in *apigateway.GetMethodRequest) (*apigateway.Method, error) {
	return a.APIs.GetMethod(ctx, in)
}

// UpdateMethod patches a method.
func (a *API) UpdateMethod(ctx context.Context, in *apigateway.UpdateMethodRequest) (*apigateway.Method, error) {
	return a.APIs.UpdateMethod(ctx, in)
}

// DeleteMethod deletes a method.
func (a *API) DeleteMethod(
	ctx context.Context, in *apigateway.DeleteMethodRequest,
) (*apigateway.DeleteMethodOutput, error) {
	return a.APIs.DeleteMethod(ctx, in)
}

// PutMethodResponse declares a response of a method.
func (a *API) PutMethodResponse(
	ctx context.Context, in *apigateway.PutMethodResponseRequest,
) (*apigateway.MethodResponse, error) {
	return a.APIs.PutMethodResponse(ctx, in)
}

// GetMethodResponse reads a method response.
func (a *API) GetMethodResponse(
	ctx context.Context, in *apigateway.GetMethodResponseRequest,
) (*apigateway.MethodResponse, error) {
	return a.APIs.GetMethodResponse(ctx, in)
}

// UpdateMethodResponse patches a method response.
func (a *API) UpdateMethodResponse(
	ctx context.Context, in *apigateway.UpdateMethodResponseRequest,
) (*apigateway.MethodResponse, error) {
	return a.APIs.UpdateMethodResponse(ctx, in)
}

// DeleteMethodResponse deletes a method response.
func (a *API) DeleteMethodResponse(
	ctx context.Context, in *apigateway.DeleteMethodResponseRequest,
) (*apigateway.DeleteMethodResponseOutput, error) {
	return a.APIs.DeleteMethodResponse(ctx, in)
}
