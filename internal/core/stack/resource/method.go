package resource

import (
	"context"
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// What names a method; it is said once, on top.
var methodKeys = []string{"restApiId", "resourceId", "httpMethod"}

// The parts of AWS::ApiGateway::Method are operations of their own.
var (
	integrationResponseSchema = schema{service: &apigateway.ServiceModel, input: "PutIntegrationResponseRequest", without: methodKeys}
	methodResponseSchema      = schema{service: &apigateway.ServiceModel, input: "PutMethodResponseRequest", without: methodKeys}
	integrationSchema         = schema{
		service: &apigateway.ServiceModel, input: "PutIntegrationRequest", without: methodKeys,
		extra: []stack.Property{{Name: "IntegrationResponses", Shape: listOf(integrationResponseSchema)}},
	}
	methodSchema = schema{
		service: &apigateway.ServiceModel, input: "PutMethodRequest",
		required: []string{"HttpMethod", "ResourceId", "RestApiId"},
		replace:  []string{"HttpMethod", "ResourceId", "RestApiId"},
		extra: []stack.Property{
			{Name: "Integration", Shape: integrationSchema.shape()},
			{Name: "MethodResponses", Shape: listOf(methodResponseSchema)},
		},
	}
)

func listOf(d schema) *stack.Shape { return &stack.Shape{Kind: stack.List, Elem: d.shape()} }

type methodType struct{ api *apigateway.Guarded }

func method(api *apigateway.Guarded) stack.Type {
	m := methodType{api}
	return stack.Type{
		Name: "AWS::ApiGateway::Method", Service: gateway, Schema: methodSchema.shape(),
		Create: m.create, Update: m.update, Delete: m.delete, Find: m.find,
	}
}

func (m methodType) create(ctx context.Context, s *stack.Step) (stack.Made, error) {
	id, err := methodID(s)
	if err != nil {
		return stack.Made{}, err
	}
	in := &apigateway.PutMethodRequest{}
	if err := methodSchema.fill("PutMethodRequest", in, s.Properties); err != nil {
		return stack.Made{}, err
	}
	if in.AuthorizationType == nil {
		in.AuthorizationType = awsapi.Ptr("NONE")
	}
	if _, err := m.api.PutMethod(ctx, in); err != nil {
		return stack.Made{}, err
	}
	if err := s.Initiated(ctx, id); err != nil {
		return stack.Made{}, err
	}
	for _, step := range []func(context.Context, *stack.Step) error{m.responses, m.integration} {
		if err := step(ctx, s); err != nil {
			return stack.Made{}, err
		}
	}
	return stack.Made{PhysicalID: id}, nil
}

// methodID makes the id of a method that CloudFormation makes up: demo-metho-1A2B3C4D5E6F.
func methodID(s *stack.Step) (string, error) {
	if s.PhysicalID != "" {
		return s.PhysicalID, nil
	}
	suffix, err := ident.PhysicalSuffix(s.Rand)
	return fmt.Sprintf("%.5s-metho-%s", s.StackName, suffix), err
}

func (m methodType) responses(ctx context.Context, s *stack.Step) error {
	for _, v := range items(s.Properties.Get("MethodResponses")) {
		in := &apigateway.PutMethodResponseRequest{}
		if err := methodResponseSchema.fill("PutMethodResponseRequest", in, v); err != nil {
			return err
		}
		in.RestApiId, in.ResourceId, in.HttpMethod = keys(s)
		if _, err := m.api.PutMethodResponse(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

func (m methodType) integration(ctx context.Context, s *stack.Step) error {
	v := s.Properties.Get("Integration")
	if v == nil {
		return nil
	}
	in := &apigateway.PutIntegrationRequest{}
	if err := integrationSchema.fill("PutIntegrationRequest", in, v); err != nil {
		return err
	}
	in.RestApiId, in.ResourceId, in.HttpMethod = keys(s)
	if _, err := m.api.PutIntegration(ctx, in); err != nil {
		return err
	}
	for _, v := range items(v.Get("IntegrationResponses")) {
		in := &apigateway.PutIntegrationResponseRequest{}
		if err := integrationResponseSchema.fill("PutIntegrationResponseRequest", in, v); err != nil {
			return err
		}
		in.RestApiId, in.ResourceId, in.HttpMethod = keys(s)
		if _, err := m.api.PutIntegrationResponse(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

func keys(s *stack.Step) (restAPIID, resourceID, httpMethod *string) {
	return awsapi.Ptr(s.Text("RestApiId")), awsapi.Ptr(s.Text("ResourceId")), awsapi.Ptr(s.Text("HttpMethod"))
}

func items(v *template.Value) []*template.Value {
	if v == nil {
		return nil
	}
	return v.Items
}

// update puts the method anew: deployments are snapshots, so no request sees it missing.
func (m methodType) update(ctx context.Context, s *stack.Step) (stack.Made, error) {
	if err := m.delete(ctx, s); err != nil {
		return stack.Made{}, err
	}
	return m.create(ctx, s)
}

// find answers the place of a method: the id is the stack's own.
func (m methodType) find(ctx context.Context, s *stack.Step) ([]string, error) {
	in := &apigateway.GetMethodRequest{}
	in.RestApiId, in.ResourceId, in.HttpMethod = keys(s)
	_, err := m.api.GetMethod(ctx, in)
	return found(strings.Join([]string{*in.RestApiId, *in.ResourceId, *in.HttpMethod}, "/"), err)
}

func (m methodType) delete(ctx context.Context, s *stack.Step) error {
	in := &apigateway.DeleteMethodRequest{}
	in.RestApiId, in.ResourceId, in.HttpMethod = keys(s)
	_, err := m.api.DeleteMethod(ctx, in)
	if e := awsapi.AsException(err); e != nil && strings.Contains(e.Message, "Invalid Method identifier") {
		return nil
	}
	return gone(err)
}
