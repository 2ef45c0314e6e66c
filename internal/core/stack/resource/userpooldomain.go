package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var userPoolDomainSchema = schema{
	service: &cognitoidp.ServiceModel, input: "CreateUserPoolDomainRequest",
	without: []string{"Routing"}, required: []string{"Domain", "UserPoolId"}, replace: []string{"Domain", "UserPoolId"},
}

// userPoolDomain is AWS::Cognito::UserPoolDomain.
func userPoolDomain(api *cognitoidp.Guarded) stack.Type {
	return stack.Type{
		Name: "AWS::Cognito::UserPoolDomain", Service: cognito, Schema: userPoolDomainSchema.shape(),
		Attributes: []string{"CloudFrontDistribution", "Id"},
		Create: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &cognitoidp.CreateUserPoolDomainRequest{}
			if err := userPoolDomainSchema.fill("CreateUserPoolDomainRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			out, err := api.CreateUserPoolDomain(ctx, in)
			if err != nil {
				return stack.Made{}, err
			}
			return madeDomain(in.Domain, out.CloudFrontDomain), nil
		},
		Update: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &cognitoidp.UpdateUserPoolDomainRequest{}
			if err := userPoolDomainSchema.fill("UpdateUserPoolDomainRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			out, err := api.UpdateUserPoolDomain(ctx, in)
			if err != nil {
				return stack.Made{}, err
			}
			return madeDomain(in.Domain, out.CloudFrontDomain), nil
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteUserPoolDomain(ctx, &cognitoidp.DeleteUserPoolDomainRequest{
				Domain: &s.PhysicalID, UserPoolId: awsapi.Ptr(s.Text("UserPoolId")),
			})
			if awsapi.Code(err) != "InvalidParameterException" {
				return gone(err)
			}
			// Cognito says of a domain that is not there no more than that of one it does not like.
			if left, looked := domainOf(ctx, api, s, s.PhysicalID); looked != nil || len(left) > 0 {
				return err
			}
			return nil
		},
		// A pool is not deleted while it has a domain.
		Find: func(ctx context.Context, s *stack.Step) ([]string, error) {
			return domainOf(ctx, api, s, s.Text("Domain"))
		},
	}
}

// domainOf finds a domain if it is the pool's.
func domainOf(ctx context.Context, api *cognitoidp.Guarded, s *stack.Step, domain string) ([]string, error) {
	out, err := api.DescribeUserPoolDomain(ctx, &cognitoidp.DescribeUserPoolDomainRequest{Domain: &domain})
	if err != nil || out.DomainDescription == nil || awsapi.Val(out.DomainDescription.UserPoolId) != s.Text("UserPoolId") {
		return nil, gone(err)
	}
	return []string{domain}, nil
}

func madeDomain(domain, distribution *string) stack.Made {
	m := made(domain)
	m.Attributes = map[string]string{"Id": m.PhysicalID, "CloudFrontDistribution": awsapi.Val(distribution)}
	return m
}
