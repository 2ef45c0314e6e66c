package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// CreateRequestValidator adds a request validator.
func (a *API) CreateRequestValidator(
	ctx context.Context, in *apigateway.CreateRequestValidatorRequest,
) (*apigateway.RequestValidator, error) {
	return a.APIs.CreateRequestValidator(ctx, in)
}

// GetRequestValidator reads a request validator.
func (a *API) GetRequestValidator(
	ctx context.Context, in *apigateway.GetRequestValidatorRequest,
) (*apigateway.RequestValidator, error) {
	return a.APIs.GetRequestValidator(ctx, in)
}

// GetRequestValidators lists the request validators.
func (a *API) GetRequestValidators(
	ctx context.Context, in *apigateway.GetRequestValidatorsRequest,
) (*apigateway.RequestValidators, error) {
	return a.APIs.GetRequestValidators(ctx, in)
}

// UpdateRequestValidator patches a request validator.
func (a *API) UpdateRequestValidator(
	ctx context.Context, in *apigateway.UpdateRequestValidatorRequest,
) (*apigateway.RequestValidator, error) {
	return a.APIs.UpdateRequestValidator(ctx, in)
}

// DeleteRequestValidator deletes a request validator.
func (a *API) DeleteRequestValidator(
	ctx context.Context, in *apigateway.DeleteRequestValidatorRequest,
) (*apigateway.DeleteRequestValidatorOutput, error) {
	return a.APIs.DeleteRequestValidator(ctx, in)
}
