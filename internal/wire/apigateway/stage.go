package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// CreateStage serves a deployment under a name.
func (a *API) CreateStage(ctx context.Context, in *apigateway.CreateStageRequest) (*apigateway.Stage, error) {
	return a.APIs.CreateStage(ctx, in)
}

// GetStage reads a stage.
func (a *API) GetStage(ctx context.Context, in *apigateway.GetStageRequest) (*apigateway.Stage, error) {
	return a.APIs.GetStage(ctx, in)
}

// GetStages lists the stages.
func (a *API) GetStages(ctx context.Context, in *apigateway.GetStagesRequest) (*apigateway.Stages, error) {
	return a.APIs.GetStages(ctx, in)
}

// UpdateStage patches a stage.
func (a *API) UpdateStage(ctx context.Context, in *apigateway.UpdateStageRequest) (*apigateway.Stage, error) {
	return a.APIs.UpdateStage(ctx, in)
}

// DeleteStage deletes a stage.
func (a *API) DeleteStage(
	ctx context.Context, in *apigateway.DeleteStageRequest,
) (*apigateway.DeleteStageOutput, error) {
	return a.APIs.DeleteStage(ctx, in)
}
