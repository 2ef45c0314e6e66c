package resource_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/resource"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// one is the usual find.
var one = []string{"found"}

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
		Domain: in.Domain, UserPoolId: awsapi.Ptr("pool_1"),
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
	for name, c := range map[string]struct {
		kind, properties string
		want             []string
	}{
		"a pool":                  {"AWS::Cognito::UserPool", "UserPoolName: mine", one},
		"no pool":                 {"AWS::Cognito::UserPool", "UserPoolName: nobody's", nil},
		"an API":                  {"AWS::ApiGateway::RestApi", "Name: mine", one},
		"an API by its title":     {"AWS::ApiGateway::RestApi", "Body: {info: {title: mine}}", one},
		"an API not yet renamed":  {"AWS::ApiGateway::RestApi", "Name: new\nBody: {info: {title: mine}}", one},
		"no API":                  {"AWS::ApiGateway::RestApi", "Name: nobody's", nil},
		"an API without any name": {"AWS::ApiGateway::RestApi", "{}", nil},
		"a domain":                {"AWS::Cognito::UserPoolDomain", "Domain: ours\nUserPoolId: pool_1", []string{"ours"}},
		"another pool's domain":   {"AWS::Cognito::UserPoolDomain", "Domain: ours\nUserPoolId: pool_2", nil},
		"a client":                {"AWS::Cognito::UserPoolClient", "ClientName: mine\nUserPoolId: pool_1", one},
		"no client":               {"AWS::Cognito::UserPoolClient", "ClientName: nobody's\nUserPoolId: pool_1", nil},
		"no pool of a client":     {"AWS::Cognito::UserPoolClient", "ClientName: mine\nUserPoolId: gone_1", nil},
		"a server":                {"AWS::Cognito::UserPoolResourceServer", "Identifier: mine\nUserPoolId: pool_1", []string{"mine"}},
		"no server":               {"AWS::Cognito::UserPoolResourceServer", "Identifier: other\nUserPoolId: pool_1", nil},
		"a group":                 {"AWS::Cognito::UserPoolGroup", "GroupName: mine\nUserPoolId: pool_1", []string{"mine"}},
		"no group":                {"AWS::Cognito::UserPoolGroup", "GroupName: other\nUserPoolId: pool_1", nil},
		"an authorizer":           {"AWS::ApiGateway::Authorizer", "Name: mine\nRestApiId: api", one},
		"no authorizer":           {"AWS::ApiGateway::Authorizer", "Name: other\nRestApiId: api", nil},
		"no API of an authorizer": {"AWS::ApiGateway::Authorizer", "Name: mine\nRestApiId: gone", nil},
		"two validators":          {"AWS::ApiGateway::RequestValidator", "Name: mine\nRestApiId: api", []string{"found", "found too"}},
		"a resource":              {"AWS::ApiGateway::Resource", "ParentId: root\nPathPart: mine\nRestApiId: api", one},
		"a resource elsewhere":    {"AWS::ApiGateway::Resource", "ParentId: found\nPathPart: mine\nRestApiId: api", nil},
		"a method":                {"AWS::ApiGateway::Method", "HttpMethod: GET\nResourceId: found\nRestApiId: api", []string{"api/found/GET"}},
		"no method":               {"AWS::ApiGateway::Method", "HttpMethod: PUT\nResourceId: found\nRestApiId: api", nil},
		"a model":                 {"AWS::ApiGateway::Model", "Name: mine\nRestApiId: api", []string{"mine"}},
		"no model":                {"AWS::ApiGateway::Model", "Name: other\nRestApiId: api", nil},
		"a response":              {"AWS::ApiGateway::GatewayResponse", "ResponseType: THROTTLED\nRestApiId: api", []string{"api/THROTTLED"}},
		"a default response":      {"AWS::ApiGateway::GatewayResponse", "ResponseType: ACCESS_DENIED\nRestApiId: api", nil},
		"a deployment":            {"AWS::ApiGateway::Deployment", "Description: mine\nRestApiId: api", one},
		"no deployment":           {"AWS::ApiGateway::Deployment", "RestApiId: api", nil},
		"a stage":                 {"AWS::ApiGateway::Stage", "StageName: mine\nRestApiId: api", []string{"mine"}},
		"no stage":                {"AWS::ApiGateway::Stage", "StageName: other\nRestApiId: api", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			properties, err := template.ParseValue("p", []byte(c.properties))
			if err != nil {
				t.Fatal(err)
			}
			got, err := types[c.kind].Find(t.Context(), &stack.Step{Properties: properties, Begun: begun})
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

// Every type whose resources a service keeps must be found again: what is not leaves orphans.
func TestEveryTypeIsFound(t *testing.T) {
	t.Parallel()
	for _, kind := range resource.Types(resource.Services{
		Cognito: cognitoidp.Guard(fullCognito{}, everybody{}), Gateway: apigateway.Guard(fullGateway{}, everybody{}),
	}) {
		kept := strings.HasPrefix(kind.Name, "AWS::Cognito::") || strings.HasPrefix(kind.Name, "AWS::ApiGateway::")
		if kept != (kind.Find != nil) {
			t.Errorf("%s: found %v, want %v", kind.Name, kind.Find != nil, kept)
		}
	}
}
