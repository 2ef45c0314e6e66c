package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var requestValidatorSchema = schema{
	service: &apigateway.ServiceModel, input: "CreateRequestValidatorRequest",
	required: []string{"RestApiId"}, replace: []string{"Name", "RestApiId"},
}

// requestValidator is AWS::ApiGateway::RequestValidator.
func requestValidator(api *apigateway.Guarded) stack.Type {
	return stack.Type{
		Name: "AWS::ApiGateway::RequestValidator", Service: gateway, Schema: requestValidatorSchema.shape(),
		Attributes: []string{"RequestValidatorId"}, NameProperty: "Name", GenerateName: stack.PhysicalName,
		Within: "RestApiId", Find: findValidators(api),
		Create: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &apigateway.CreateRequestValidatorRequest{}
			if err := requestValidatorSchema.fill("CreateRequestValidatorRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			out, err := api.CreateRequestValidator(ctx, in)
			if err != nil {
				return stack.Made{}, err
			}
			return madeValidator(awsapi.Val(out.Id)), nil
		},
		Update: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			p := newPatcher(s)
			p.scalar("ValidateRequestBody", "/validateRequestBody", awsapi.Ptr("false"))
			p.scalar("ValidateRequestParameters", "/validateRequestParameters", awsapi.Ptr("false"))
			_, err := api.UpdateRequestValidator(ctx, &apigateway.UpdateRequestValidatorRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), RequestValidatorId: &s.PhysicalID, PatchOperations: p.ops,
			})
			return madeValidator(s.PhysicalID), err
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteRequestValidator(ctx, &apigateway.DeleteRequestValidatorRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), RequestValidatorId: &s.PhysicalID,
			})
			return gone(err)
		},
	}
}

func madeValidator(id string) stack.Made {
	return stack.Made{PhysicalID: id, Attributes: map[string]string{"RequestValidatorId": id}}
}
