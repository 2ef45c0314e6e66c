package resource_test

import (
	"context"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/resource"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// The moment when a step begins.
var begun = time.Date(2026, 3, 4, 5, 6, 7, 500e6, time.UTC)

type fullCognito struct{ cognitoidp.Unimplemented }

// ListUserPools answers in two pages.
func (fullCognito) ListUserPools(_ context.Context, in *cognitoidp.ListUserPoolsRequest) (*cognitoidp.ListUserPoolsResponse, error) {
	pool := func(id, name string, at time.Time) cognitoidp.UserPoolDescriptionType {
		return cognitoidp.UserPoolDescriptionType{Id: &id, Name: &name, CreationDate: &at}
	}
	if in.NextToken == nil {
		return &cognitoidp.ListUserPoolsResponse{NextToken: awsapi.Ptr("2"), UserPools: []cognitoidp.UserPoolDescriptionType{
			pool("older", "mine", begun.Add(-time.Second)), pool("other", "theirs", begun),
		}}, nil
	}
	return &cognitoidp.ListUserPoolsResponse{UserPools: []cognitoidp.UserPoolDescriptionType{
		pool("found", "mine", begun.Truncate(time.Second)),
	}}, nil
}

// DescribeUserPoolDomain knows one domain.
func (fullCognito) DescribeUserPoolDomain(_ context.Context, in *cognitoidp.DescribeUserPoolDomainRequest) (*cognitoidp.DescribeUserPoolDomainResponse, error) {
	return &cognitoidp.DescribeUserPoolDomainResponse{DomainDescription: &cognitoidp.DomainDescriptionType{
		Domain: in.Domain, UserPoolId: awsapi.Ptr("pool"),
	}}, nil
}

type fullGateway struct{ apigateway.Unimplemented }

// GetRestApis answers in two pages.
func (fullGateway) GetRestApis(_ context.Context, in *apigateway.GetRestApisRequest) (*apigateway.RestApis, error) {
	api := func(id, name string, at time.Time) apigateway.RestApi {
		return apigateway.RestApi{Id: &id, Name: &name, CreatedDate: &at}
	}
	if in.Position == nil {
		return &apigateway.RestApis{Position: awsapi.Ptr("2"), Items: []apigateway.RestApi{
			api("older", "mine", begun.Add(-time.Second)), api("other", "theirs", begun),
		}}, nil
	}
	return &apigateway.RestApis{Items: []apigateway.RestApi{api("found", "mine", begun)}}, nil
}

// What a creation that was cut off left is known by its name and its age: older ones are somebody else's.
func TestFind(t *testing.T) {
	t.Parallel()
	types := map[string]stack.Type{}
	for _, kind := range resource.Types(resource.Services{
		Cognito: cognitoidp.Guard(fullCognito{}, everybody{}), Gateway: apigateway.Guard(fullGateway{}, everybody{}),
	}) {
		types[kind.Name] = kind
	}
	for name, c := range map[string]struct{ kind, properties, want string }{
		"a pool":                  {"AWS::Cognito::UserPool", "UserPoolName: mine", "found"},
		"no pool":                 {"AWS::Cognito::UserPool", "UserPoolName: nobody's", ""},
		"an API":                  {"AWS::ApiGateway::RestApi", "Name: mine", "found"},
		"an API by its title":     {"AWS::ApiGateway::RestApi", "Body: {info: {title: mine}}", "found"},
		"an API not yet renamed":  {"AWS::ApiGateway::RestApi", "Name: new\nBody: {info: {title: mine}}", "found"},
		"a domain":                {"AWS::Cognito::UserPoolDomain", "Domain: ours\nUserPoolId: pool", "ours"},
		"another pool's domain":   {"AWS::Cognito::UserPoolDomain", "Domain: ours\nUserPoolId: other", ""},
		"no API":                  {"AWS::ApiGateway::RestApi", "Name: nobody's", ""},
		"an API without any name": {"AWS::ApiGateway::RestApi", "{}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			properties, err := template.ParseValue("p", []byte(c.properties))
			if err != nil {
				t.Fatal(err)
			}
			got, err := types[c.kind].Find(t.Context(), &stack.Step{Properties: properties, Begun: begun})
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}
