package restapi

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// GetAccount tells the limits of the account, which are AWS's.
func (s *Service) GetAccount(context.Context, *apigateway.GetAccountRequest) (*apigateway.Account, error) {
	return &apigateway.Account{
		ThrottleSettings: &apigateway.ThrottleSettings{
			BurstLimit: awsapi.Ptr(int64(usualBurst)), RateLimit: awsapi.Ptr(usualRate),
		},
		Features:      []string{"UsagePlans"},
		ApiKeyVersion: awsapi.Ptr("4"),
	}, nil
}
