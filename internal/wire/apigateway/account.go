package apigateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// GetAccount tells the limits of the account.
func (a *API) GetAccount(ctx context.Context, in *apigateway.GetAccountRequest) (*apigateway.Account, error) {
	return a.APIs.GetAccount(ctx, in)
}
