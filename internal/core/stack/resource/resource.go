// Package resource holds the resource types that stacks can make, a file each. Every type calls an AWS API as any client
// would, through its guard and in the name of whoever asked for the stack.
//
//	template properties ─▶ Schema (from the service's model) ─▶ checked and coerced by the engine
//	                                                              │
//	          generated input struct ◀─ fill, member by member ◀──┘
//	                    │
//	                    ▼
//	          guarded API ─▶ physical id, attributes
//
// Properties carry the model's member names with a capital letter; the few that differ are renamed where a type is
// declared.
package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// Services are the APIs that resources are made with. The types of a service that is nil are unknown.
type Services struct {
	Cognito *cognitoidp.Guarded
	Gateway *apigateway.Guarded
	// Issuer gives the issuer of a user pool's tokens, which its ProviderURL attribute shows; AWS's form where nil.
	Issuer func(region, poolID string) string
}

// Types lists every type that can be made.
func Types(s Services) []stack.Type {
	types := []stack.Type{placeholder("AWS::CDK::Metadata", "Analytics"), placeholder("AWS::CloudFormation::WaitConditionHandle")}
	if s.Cognito != nil {
		pool := poolType{api: s.Cognito, issuer: s.Issuer}
		types = append(types, pool.kind(), userPoolClient(s.Cognito), userPoolDomain(s.Cognito),
			userPoolResourceServer(s.Cognito), userPoolGroup(s.Cognito))
	}
	if s.Gateway != nil {
		types = append(types, restAPI(s.Gateway), restResource(s.Gateway), method(s.Gateway), authorizer(s.Gateway),
			model(s.Gateway), requestValidator(s.Gateway), gatewayResponse(s.Gateway), deployment(s.Gateway), stage(s.Gateway))
	}
	return types
}

// gone counts a resource that is not there any more as deleted.
func gone(err error) error {
	switch awsapi.Code(err) {
	case "ResourceNotFoundException", "NotFoundException":
		return nil
	}
	return err
}

// made is the result of a step on a resource that has no attributes.
func made(physicalID *string) stack.Made { return stack.Made{PhysicalID: awsapi.Val(physicalID)} }

// generatedID is the physical id of a resource whose service gives it none.
func generatedID(s *stack.Step) (string, error) {
	if s.PhysicalID != "" {
		return s.PhysicalID, nil
	}
	return stack.PhysicalName(s.Rand, s.StackName, s.LogicalID)
}

// placeholder is a type that only stands in a template: there is nothing to make.
func placeholder(name string, properties ...string) stack.Type {
	shape := &stack.Shape{Kind: stack.Object}
	for _, p := range properties {
		shape.Properties = append(shape.Properties, stack.Property{Name: p, Shape: &stack.Shape{Kind: stack.JSON}})
	}
	keep := func(_ context.Context, s *stack.Step) (stack.Made, error) {
		id, err := generatedID(s)
		return stack.Made{PhysicalID: id}, err
	}
	return stack.Type{
		Name: name, Service: "AWSCloudFormation", Schema: shape, Create: keep, Update: keep,
		Delete: func(context.Context, *stack.Step) error { return nil },
	}
}
