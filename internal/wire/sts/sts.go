// Package sts is the AWS Security Token Service, as far as it is served.
package sts

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/sts"
)

// API implements the service; what it does not override is answered by name.
type API struct{ sts.Unimplemented }

// GetCallerIdentity says whose credentials signed the request.
func (API) GetCallerIdentity(ctx context.Context, _ *sts.GetCallerIdentityRequest) (*sts.GetCallerIdentityResponse, error) {
	caller := awsapi.RequestFrom(ctx).Caller
	return &sts.GetCallerIdentityResponse{Account: &caller.AccountID, Arn: &caller.ARN, UserId: &caller.UserID}, nil
}
