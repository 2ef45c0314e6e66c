package resource

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// finder is a type's Find.
type finder = func(ctx context.Context, s *stack.Step) ([]string, error)

// found is what there is under a name that only one can have.
func found(id string, err error) ([]string, error) {
	if err != nil {
		return nil, gone(err)
	}
	return []string{id}, nil
}

// sinceBegun reports a time that is no earlier than the step, to the second: some services tell no more.
func sinceBegun(s *stack.Step, at *time.Time) bool {
	return at != nil && !at.Before(s.Begun.Truncate(time.Second))
}

// mostItems is the size of API Gateway's largest page.
func mostItems() *int64 { return awsapi.Ptr(int64(500)) }

// page is a page of API Gateway's with the place of the next.
type page[T any] struct {
	items []T
	next  *string
}

// search goes through all pages and picks what matches, by id. A parent that is gone has nothing.
func search[T any](read func(position *string) (page[T], error), match func(*T) bool, id func(*T) *string) (ids []string, err error) {
	for position := (*string)(nil); ; {
		p, err := read(position)
		if err != nil {
			return nil, gone(err)
		}
		for i := range p.items {
			if match(&p.items[i]) {
				ids = append(ids, awsapi.Val(id(&p.items[i])))
			}
		}
		if position = p.next; position == nil {
			return ids, nil
		}
	}
}

func findAuthorizers(api *apigateway.Guarded) finder {
	return func(ctx context.Context, s *stack.Step) ([]string, error) {
		return search(func(position *string) (page[apigateway.Authorizer], error) {
			out, err := api.GetAuthorizers(ctx, &apigateway.GetAuthorizersRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), Position: position, Limit: mostItems(),
			})
			return page[apigateway.Authorizer]{awsapi.Val(out).Items, awsapi.Val(out).Position}, err
		}, func(a *apigateway.Authorizer) bool { return awsapi.Val(a.Name) == s.Text("Name") },
			func(a *apigateway.Authorizer) *string { return a.Id })
	}
}

func findValidators(api *apigateway.Guarded) finder {
	return func(ctx context.Context, s *stack.Step) ([]string, error) {
		return search(func(position *string) (page[apigateway.RequestValidator], error) {
			out, err := api.GetRequestValidators(ctx, &apigateway.GetRequestValidatorsRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), Position: position, Limit: mostItems(),
			})
			return page[apigateway.RequestValidator]{awsapi.Val(out).Items, awsapi.Val(out).Position}, err
		}, func(v *apigateway.RequestValidator) bool { return awsapi.Val(v.Name) == s.Text("Name") },
			func(v *apigateway.RequestValidator) *string { return v.Id })
	}
}

func findResources(api *apigateway.Guarded) finder {
	return func(ctx context.Context, s *stack.Step) ([]string, error) {
		return search(func(position *string) (page[apigateway.Resource], error) {
			out, err := api.GetResources(ctx, &apigateway.GetResourcesRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), Position: position, Limit: mostItems(),
			})
			return page[apigateway.Resource]{awsapi.Val(out).Items, awsapi.Val(out).Position}, err
		}, func(r *apigateway.Resource) bool {
			return awsapi.Val(r.ParentId) == s.Text("ParentId") && awsapi.Val(r.PathPart) == s.Text("PathPart")
		}, func(r *apigateway.Resource) *string { return r.Id })
	}
}

// findDeployments knows deployments by their age and description: they have no name.
func findDeployments(api *apigateway.Guarded) finder {
	return func(ctx context.Context, s *stack.Step) ([]string, error) {
		return search(func(position *string) (page[apigateway.Deployment], error) {
			out, err := api.GetDeployments(ctx, &apigateway.GetDeploymentsRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), Position: position, Limit: mostItems(),
			})
			return page[apigateway.Deployment]{awsapi.Val(out).Items, awsapi.Val(out).Position}, err
		}, func(d *apigateway.Deployment) bool {
			return awsapi.Val(d.Description) == s.Text("Description") && sinceBegun(s, d.CreatedDate)
		}, func(d *apigateway.Deployment) *string { return d.Id })
	}
}

// findClients looks for clients of the name that are no older than the step. The list does not tell their age.
func findClients(api *cognitoidp.Guarded) finder {
	return func(ctx context.Context, s *stack.Step) (ids []string, err error) {
		in := &cognitoidp.ListUserPoolClientsRequest{UserPoolId: awsapi.Ptr(s.Text("UserPoolId")), MaxResults: awsapi.Ptr(int64(60))}
		for {
			out, err := api.ListUserPoolClients(ctx, in)
			if err != nil {
				return nil, gone(err)
			}
			for _, c := range out.UserPoolClients {
				young, err := youngClient(ctx, api, s, c)
				if err != nil {
					return nil, err
				}
				if young {
					ids = append(ids, awsapi.Val(c.ClientId))
				}
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				return ids, nil
			}
		}
	}
}

func youngClient(ctx context.Context, api *cognitoidp.Guarded, s *stack.Step, c cognitoidp.UserPoolClientDescription) (bool, error) {
	if awsapi.Val(c.ClientName) != s.Text("ClientName") {
		return false, nil
	}
	in := &cognitoidp.DescribeUserPoolClientRequest{UserPoolId: c.UserPoolId, ClientId: c.ClientId}
	out, err := api.DescribeUserPoolClient(ctx, in)
	if err != nil {
		return false, gone(err)
	}
	return sinceBegun(s, out.UserPoolClient.CreationDate), nil
}
