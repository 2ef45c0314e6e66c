package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var resourceServerSchema = schema{
	service: &cognitoidp.ServiceModel, input: "CreateResourceServerRequest",
	required: []string{"Identifier", "Name", "UserPoolId"}, replace: []string{"Identifier", "UserPoolId"},
}

// userPoolResourceServer is AWS::Cognito::UserPoolResourceServer.
func userPoolResourceServer(api *cognitoidp.Guarded) stack.Type {
	return stack.Type{
		Name: "AWS::Cognito::UserPoolResourceServer", Service: cognito, Schema: resourceServerSchema.shape(), Within: "UserPoolId",
		Find: func(ctx context.Context, s *stack.Step) ([]string, error) {
			identifier := s.Text("Identifier")
			_, err := api.DescribeResourceServer(ctx, &cognitoidp.DescribeResourceServerRequest{
				Identifier: &identifier, UserPoolId: awsapi.Ptr(s.Text("UserPoolId")),
			})
			return found(identifier, err)
		},
		Create: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &cognitoidp.CreateResourceServerRequest{}
			if err := resourceServerSchema.fill("CreateResourceServerRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			_, err := api.CreateResourceServer(ctx, in)
			return made(in.Identifier), err
		},
		Update: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &cognitoidp.UpdateResourceServerRequest{}
			if err := resourceServerSchema.fill("UpdateResourceServerRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			_, err := api.UpdateResourceServer(ctx, in)
			return made(in.Identifier), err
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteResourceServer(ctx, &cognitoidp.DeleteResourceServerRequest{
				Identifier: &s.PhysicalID, UserPoolId: awsapi.Ptr(s.Text("UserPoolId")),
			})
			return gone(err)
		},
	}
}
