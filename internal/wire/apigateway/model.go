package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// CreateModel adds a model.
func (a *API) CreateModel(ctx context.Context, in *apigateway.CreateModelRequest) (*apigateway.Model, error) {
	return a.APIs.CreateModel(ctx, in)
}

// GetModel reads a model.
func (a *API) GetModel(ctx context.Context, in *apigateway.GetModelRequest) (*apigateway.Model, error) {
	return a.APIs.GetModel(ctx, in)
}

// GetModels lists the models.
func (a *API) GetModels(ctx context.Context, in *apigateway.GetModelsRequest) (*apigateway.Models, error) {
	return a.APIs.GetModels(ctx, in)
}

// UpdateModel patches a model.
func (a *API) UpdateModel(ctx context.Context, in *apigateway.UpdateModelRequest) (*apigateway.Model, error) {
	return a.APIs.UpdateModel(ctx, in)
}

// DeleteModel deletes a model.
func (a *API) DeleteModel(
	ctx context.Context, in *apigateway.DeleteModelRequest,
) (*apigateway.DeleteModelOutput, error) {
	return a.APIs.DeleteModel(ctx, in)
}
