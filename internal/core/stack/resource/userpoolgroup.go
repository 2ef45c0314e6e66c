package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var userPoolGroupSchema = schema{
	service: &cognitoidp.ServiceModel, input: "CreateGroupRequest",
	required: []string{"UserPoolId"}, replace: []string{"GroupName", "UserPoolId"},
}

// userPoolGroup is AWS::Cognito::UserPoolGroup.
func userPoolGroup(api *cognitoidp.Guarded) stack.Type {
	return stack.Type{
		Name: "AWS::Cognito::UserPoolGroup", Service: cognito, Schema: userPoolGroupSchema.shape(),
		NameProperty: "GroupName", GenerateName: logicalName, Within: "UserPoolId",
		Find: func(ctx context.Context, s *stack.Step) ([]string, error) {
			name := s.Text("GroupName")
			_, err := api.GetGroup(ctx, &cognitoidp.GetGroupRequest{GroupName: &name, UserPoolId: awsapi.Ptr(s.Text("UserPoolId"))})
			return found(name, err)
		},
		Create: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &cognitoidp.CreateGroupRequest{}
			if err := userPoolGroupSchema.fill("CreateGroupRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			_, err := api.CreateGroup(ctx, in)
			return made(in.GroupName), err
		},
		Update: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &cognitoidp.UpdateGroupRequest{}
			if err := userPoolGroupSchema.fill("UpdateGroupRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			_, err := api.UpdateGroup(ctx, in)
			return made(in.GroupName), err
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteGroup(ctx, &cognitoidp.DeleteGroupRequest{
				GroupName: &s.PhysicalID, UserPoolId: awsapi.Ptr(s.Text("UserPoolId")),
			})
			return gone(err)
		},
	}
}
