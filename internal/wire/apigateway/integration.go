package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// PutIntegration gives a method its backend.
func (a *API) PutIntegration(
	ctx context.Context, in *apigateway.PutIntegrationRequest,
) (*apigateway.Integration, error) {
	return a.APIs.PutIntegration(ctx, in)
}

// GetIntegration reads an integration.
func (a *API) GetIntegration(
	ctx context.Context, in *apigateway.GetIntegrationRequest,
) (*apigateway.Integration, error) {
	return a.APIs.GetIntegration(ctx, in)
}

// UpdateIntegration patches an integration.
func (a *API) UpdateIntegration(
	ctx context.Context, in *apigateway.UpdateIntegrationRequest,
) (*apigateway.Integration, error) {
	return a.APIs.UpdateIntegration(ctx, in)
}

// DeleteIntegration takes a method's backend away.
func (a *API) DeleteIntegration(
	ctx context.Context, in *apigateway.DeleteIntegrationRequest,
) (*apigateway.DeleteIntegrationOutput, error) {
	return a.APIs.DeleteIntegration(ctx, in)
}

// PutIntegrationResponse maps a backend's answer.
func (a *API) PutIntegrationResponse(
	ctx context.Context, in *apigateway.PutIntegrationResponseRequest,
) (*apigateway.IntegrationResponse, error) {
	return a.APIs.PutIntegrationResponse(ctx, in)
}

// GetIntegrationResponse reads an integration response.
func (a *API) GetIntegrationResponse(
	ctx context.Context, in *apigateway.GetIntegrationResponseRequest,
) (*apigateway.IntegrationResponse, error) {
	return a.APIs.GetIntegrationResponse(ctx, in)
}

// UpdateIntegrationResponse patches an integration response.
func (a *API) UpdateIntegrationResponse(
	ctx context.Context, in *apigateway.UpdateIntegrationResponseRequest,
) (*apigateway.IntegrationResponse, error) {
	return a.APIs.UpdateIntegrationResponse(ctx, in)
}

// DeleteIntegrationResponse deletes an integration response.
func (a *API) DeleteIntegrationResponse(
	ctx context.Context, in *apigateway.DeleteIntegrationResponseRequest,
) (*apigateway.DeleteIntegrationResponseOutput, error) {
	return a.APIs.DeleteIntegrationResponse(ctx, in)
}
