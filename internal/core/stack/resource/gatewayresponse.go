package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var gatewayResponseSchema = schema{
	service: &apigateway.ServiceModel, input: "PutGatewayResponseRequest",
	required: []string{"ResponseType", "RestApiId"}, replace: []string{"ResponseType", "RestApiId"},
}

// gatewayResponse is AWS::ApiGateway::GatewayResponse.
func gatewayResponse(api *apigateway.Guarded) stack.Type {
	put := func(ctx context.Context, s *stack.Step) (stack.Made, error) {
		id, err := generatedID(s)
		if err != nil {
			return stack.Made{}, err
		}
		in := &apigateway.PutGatewayResponseRequest{}
		if err := gatewayResponseSchema.fill("PutGatewayResponseRequest", in, s.Properties); err != nil {
			return stack.Made{}, err
		}
		_, err = api.PutGatewayResponse(ctx, in)
		return stack.Made{PhysicalID: id}, err
	}
	return stack.Type{
		Name: "AWS::ApiGateway::GatewayResponse", Service: gateway, Schema: gatewayResponseSchema.shape(),
		Create: put, Update: put,
		// The place of the response: the id is the stack's own.
		Find: func(ctx context.Context, s *stack.Step) ([]string, error) {
			in := &apigateway.GetGatewayResponseRequest{RestApiId: awsapi.Ptr(s.Text("RestApiId")), ResponseType: awsapi.Ptr(s.Text("ResponseType"))}
			out, err := api.GetGatewayResponse(ctx, in)
			if err == nil && awsapi.Val(out.DefaultResponse) {
				return nil, nil // nobody set it
			}
			return found(*in.RestApiId+"/"+*in.ResponseType, err)
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteGatewayResponse(ctx, &apigateway.DeleteGatewayResponseRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), ResponseType: awsapi.Ptr(s.Text("ResponseType")),
			})
			return gone(err)
		},
	}
}
