package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// PutGatewayResponse sets the gateway response of a type.
func (a *API) PutGatewayResponse(
	ctx context.Context, in *apigateway.PutGatewayResponseRequest,
) (*apigateway.GatewayResponse, error) {
	return a.APIs.PutGatewayResponse(ctx, in)
}

// GetGatewayResponse reads the gateway response of a type.
func (a *API) GetGatewayResponse(
	ctx context.Context, in *apigateway.GetGatewayResponseRequest,
) (*apigateway.GatewayResponse, error) {
	return a.APIs.GetGatewayResponse(ctx, in)
}

// GetGatewayResponses lists the gateway responses of all types.
func (a *API) GetGatewayResponses(
	ctx context.Context, in *apigateway.GetGatewayResponsesRequest,
) (*apigateway.GatewayResponses, error) {
	return a.APIs.GetGatewayResponses(ctx, in)
}

// UpdateGatewayResponse patches the gateway response of a type.
func (a *API) UpdateGatewayResponse(
	ctx context.Context, in *apigateway.UpdateGatewayResponseRequest,
) (*apigateway.GatewayResponse, error) {
	return a.APIs.UpdateGatewayResponse(ctx, in)
}

// DeleteGatewayResponse gives a type back to its default.
func (a *API) DeleteGatewayResponse(
	ctx context.Context, in *apigateway.DeleteGatewayResponseRequest,
) (*apigateway.DeleteGatewayResponseOutput, error) {
	return a.APIs.DeleteGatewayResponse(ctx, in)
}
