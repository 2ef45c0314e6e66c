package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var authorizerSchema = schema{
	service: &apigateway.ServiceModel, input: "CreateAuthorizerRequest",
	required: []string{"Name", "RestApiId", "Type"}, replace: []string{"RestApiId"},
}

// authorizer is AWS::ApiGateway::Authorizer.
func authorizer(api *apigateway.Guarded) stack.Type {
	return stack.Type{
		Name: "AWS::ApiGateway::Authorizer", Service: gateway, Schema: authorizerSchema.shape(), Attributes: []string{"AuthorizerId"},
		Within: "RestApiId", Find: findAuthorizers(api),
		Create: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &apigateway.CreateAuthorizerRequest{}
			if err := authorizerSchema.fill("CreateAuthorizerRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			out, err := api.CreateAuthorizer(ctx, in)
			if err != nil {
				return stack.Made{}, err
			}
			return madeAuthorizer(awsapi.Val(out.Id)), nil
		},
		Update: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			p := newPatcher(s)
			p.text("Name", "Type", "AuthType", "AuthorizerUri", "AuthorizerCredentials", "IdentitySource", "IdentityValidationExpression")
			p.scalar("AuthorizerResultTtlInSeconds", "/authorizerResultTtlInSeconds", awsapi.Ptr("300"))
			p.set("ProviderARNs", "/providerARNs", true)
			_, err := api.UpdateAuthorizer(ctx, &apigateway.UpdateAuthorizerRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), AuthorizerId: &s.PhysicalID, PatchOperations: p.ops,
			})
			return madeAuthorizer(s.PhysicalID), err
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteAuthorizer(ctx, &apigateway.DeleteAuthorizerRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), AuthorizerId: &s.PhysicalID,
			})
			return gone(err)
		},
	}
}

func madeAuthorizer(id string) stack.Made {
	return stack.Made{PhysicalID: id, Attributes: map[string]string{"AuthorizerId": id}}
}
