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

// only answers for what is called mine, in a parent that is there.
func only(name, parent *string) error {
	if *name != "mine" || *parent != "pool_1" && *parent != "api" {
		return cognitoidp.ResourceNotFoundException("nothing")
	}
	return nil
}

// ListUserPoolClients does not tell how old they are.
func (fullCognito) ListUserPoolClients(_ context.Context, in *cognitoidp.ListUserPoolClientsRequest) (*cognitoidp.ListUserPoolClientsResponse, error) {
	if *in.UserPoolId != "pool_1" {
		return nil, cognitoidp.ResourceNotFoundException("no pool")
	}
	client := func(id, name string) cognitoidp.UserPoolClientDescription {
		return cognitoidp.UserPoolClientDescription{ClientId: &id, ClientName: &name, UserPoolId: in.UserPoolId}
	}
	if in.NextToken == nil {
		return &cognitoidp.ListUserPoolClientsResponse{NextToken: awsapi.Ptr("2"), UserPoolClients: []cognitoidp.UserPoolClientDescription{
			client("older", "mine"), client("vanished", "mine"), client("other", "theirs"),
		}}, nil
	}
	return &cognitoidp.ListUserPoolClientsResponse{UserPoolClients: []cognitoidp.UserPoolClientDescription{client("found", "mine")}}, nil
}

func (fullCognito) DescribeUserPoolClient(_ context.Context, in *cognitoidp.DescribeUserPoolClientRequest) (*cognitoidp.DescribeUserPoolClientResponse, error) {
	at := begun
	switch *in.ClientId {
	case "older":
		at = begun.Add(-time.Second)
	case "vanished":
		return nil, cognitoidp.ResourceNotFoundException("deleted meanwhile")
	}
	return &cognitoidp.DescribeUserPoolClientResponse{UserPoolClient: &cognitoidp.UserPoolClientType{CreationDate: &at}}, nil
}

func (fullCognito) DescribeResourceServer(_ context.Context, in *cognitoidp.DescribeResourceServerRequest) (*cognitoidp.DescribeResourceServerResponse, error) {
	return &cognitoidp.DescribeResourceServerResponse{}, only(in.Identifier, in.UserPoolId)
}

func (fullCognito) GetGroup(_ context.Context, in *cognitoidp.GetGroupRequest) (*cognitoidp.GetGroupResponse, error) {
	return &cognitoidp.GetGroupResponse{}, only(in.GroupName, in.UserPoolId)
}

// GetAuthorizers answers in two pages.
func (fullGateway) GetAuthorizers(_ context.Context, in *apigateway.GetAuthorizersRequest) (*apigateway.Authorizers, error) {
	if *in.RestApiId != "api" {
		return nil, apigateway.NotFoundException("no API")
	}
	if in.Position == nil {
		return &apigateway.Authorizers{Position: awsapi.Ptr("2"), Items: []apigateway.Authorizer{{Id: awsapi.Ptr("no"), Name: awsapi.Ptr("theirs")}}}, nil
	}
	return &apigateway.Authorizers{Items: []apigateway.Authorizer{{Id: awsapi.Ptr("found"), Name: awsapi.Ptr("mine")}}}, nil
}

// GetRequestValidators knows two of one name: API Gateway allows that.
func (fullGateway) GetRequestValidators(context.Context, *apigateway.GetRequestValidatorsRequest) (*apigateway.RequestValidators, error) {
	return &apigateway.RequestValidators{Items: []apigateway.RequestValidator{
		{Id: awsapi.Ptr("found"), Name: awsapi.Ptr("mine")}, {Id: awsapi.Ptr("found too"), Name: awsapi.Ptr("mine")},
	}}, nil
}

func (fullGateway) GetResources(context.Context, *apigateway.GetResourcesRequest) (*apigateway.Resources, error) {
	return &apigateway.Resources{Items: []apigateway.Resource{
		{Id: awsapi.Ptr("root")}, {Id: awsapi.Ptr("found"), ParentId: awsapi.Ptr("root"), PathPart: awsapi.Ptr("mine")},
	}}, nil
}

func (fullGateway) GetMethod(_ context.Context, in *apigateway.GetMethodRequest) (*apigateway.Method, error) {
	if *in.HttpMethod != "GET" {
		return nil, apigateway.NotFoundException("Invalid Method identifier specified")
	}
	return &apigateway.Method{}, nil
}

func (fullGateway) GetModel(_ context.Context, in *apigateway.GetModelRequest) (*apigateway.Model, error) {
	return &apigateway.Model{}, only(in.ModelName, in.RestApiId)
}

func (fullGateway) GetGatewayResponse(_ context.Context, in *apigateway.GetGatewayResponseRequest) (*apigateway.GatewayResponse, error) {
	return &apigateway.GatewayResponse{DefaultResponse: awsapi.Ptr(*in.ResponseType != "THROTTLED")}, nil
}

func (fullGateway) GetDeployments(context.Context, *apigateway.GetDeploymentsRequest) (*apigateway.Deployments, error) {
	return &apigateway.Deployments{Items: []apigateway.Deployment{
		{Id: awsapi.Ptr("older"), Description: awsapi.Ptr("mine"), CreatedDate: awsapi.Ptr(begun.Add(-time.Second))},
		{Id: awsapi.Ptr("found"), Description: awsapi.Ptr("mine"), CreatedDate: &begun},
	}}, nil
}

func (fullGateway) GetStage(_ context.Context, in *apigateway.GetStageRequest) (*apigateway.Stage, error) {
	return &apigateway.Stage{}, only(in.StageName, in.RestApiId)
}

// DeleteUserPoolDomain knows the domain named ours, and refuses to delete it.
func (fullCognito) DeleteUserPoolDomain(context.Context, *cognitoidp.DeleteUserPoolDomainRequest) (*cognitoidp.DeleteUserPoolDomainResponse, error) {
	return nil, cognitoidp.InvalidParameterException("No such domain or user pool exists.")
}

// A deletion that was cut off behind the service's commit is tried again: what is gone by then counts as deleted.
func TestADomainThatIsGoneIsDeleted(t *testing.T) {
	t.Parallel()
	for _, kind := range resource.Types(resource.Services{Cognito: cognitoidp.Guard(fullCognito{}, everybody{})}) {
		if kind.Name != "AWS::Cognito::UserPoolDomain" {
			continue
		}
		for pool, refused := range map[string]bool{"pool_1": true, "pool_2": false} {
			properties, err := template.ParseValue("p", []byte("Domain: ours\nUserPoolId: "+pool))
			if err != nil {
				t.Fatal(err)
			}
			err = kind.Delete(t.Context(), &stack.Step{Properties: properties, PhysicalID: "ours"})
			if (err != nil) != refused {
				t.Errorf("in %s: %v", pool, err)
			}
		}
	}
}
