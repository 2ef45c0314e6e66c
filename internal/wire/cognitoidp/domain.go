package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// CreateUserPoolDomain gives a user pool its domain prefix.
func (a *API) CreateUserPoolDomain(
	ctx context.Context, in *cognitoidp.CreateUserPoolDomainRequest,
) (*cognitoidp.CreateUserPoolDomainResponse, error) {
	if err := a.Pools.CreateDomain(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.CreateUserPoolDomainResponse{}, nil
}

// DescribeUserPoolDomain shows a domain. A prefix that nobody has is described as nothing, which is no error.
func (a *API) DescribeUserPoolDomain(
	ctx context.Context, in *cognitoidp.DescribeUserPoolDomainRequest,
) (*cognitoidp.DescribeUserPoolDomainResponse, error) {
	domain, err := a.Pools.DescribeDomain(ctx, home(ctx), awsapi.Val(in.Domain))
	if err != nil {
		return nil, err
	}
	out := &cognitoidp.DescribeUserPoolDomainResponse{DomainDescription: &cognitoidp.DomainDescriptionType{}}
	if domain != nil {
		out.DomainDescription = domain.Describe()
	}
	return out, nil
}

// DeleteUserPoolDomain takes a user pool's domain prefix away.
func (a *API) DeleteUserPoolDomain(
	ctx context.Context, in *cognitoidp.DeleteUserPoolDomainRequest,
) (*cognitoidp.DeleteUserPoolDomainResponse, error) {
	if err := a.Pools.DeleteDomain(ctx, home(ctx), awsapi.Val(in.UserPoolId), awsapi.Val(in.Domain)); err != nil {
		return nil, err
	}
	return &cognitoidp.DeleteUserPoolDomainResponse{}, nil
}
