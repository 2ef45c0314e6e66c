package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// GetUserPoolMfaConfig shows which second factors a user pool offers.
func (a *API) GetUserPoolMfaConfig(
	ctx context.Context, in *cognitoidp.GetUserPoolMfaConfigRequest,
) (*cognitoidp.GetUserPoolMfaConfigResponse, error) {
	return a.Pools.MFAConfig(ctx, home(ctx), awsapi.Val(in.UserPoolId))
}

// SetUserPoolMfaConfig sets which second factors a user pool offers.
func (a *API) SetUserPoolMfaConfig(
	ctx context.Context, in *cognitoidp.SetUserPoolMfaConfigRequest,
) (*cognitoidp.SetUserPoolMfaConfigResponse, error) {
	config, err := a.Pools.SetMFAConfig(ctx, home(ctx), in)
	if err != nil {
		return nil, err
	}
	return (*cognitoidp.SetUserPoolMfaConfigResponse)(config), nil
}
