package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// CreateDeployment takes a snapshot of an API.
func (a *API) CreateDeployment(
	ctx context.Context, in *apigateway.CreateDeploymentRequest,
) (*apigateway.Deployment, error) {
	return a.APIs.CreateDeployment(ctx, in)
}

// GetDeployment reads a deployment.
func (a *API) GetDeployment(
	ctx context.Context, in *apigateway.GetDeploymentRequest,
) (*apigateway.Deployment, error) {
	return a.APIs.GetDeployment(ctx, in)
}

// GetDeployments lists the deployments.
func (a *API) GetDeployments(
	ctx context.Context, in *apigateway.GetDeploymentsRequest,
) (*apigateway.Deployments, error) {
	return a.APIs.GetDeployments(ctx, in)
}

// UpdateDeployment patches the description of a deployment.
func (a *API) UpdateDeployment(
	ctx context.Context, in *apigateway.UpdateDeploymentRequest,
) (*apigateway.Deployment, error) {
	return a.APIs.UpdateDeployment(ctx, in)
}

// DeleteDeployment deletes a deployment.
func (a *API) DeleteDeployment(
	ctx context.Context, in *apigateway.DeleteDeploymentRequest,
) (*apigateway.DeleteDeploymentOutput, error) {
	return a.APIs.DeleteDeployment(ctx, in)
}
