package resource

import (
	"context"
	"io"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var modelSchema = schema{
	service: &apigateway.ServiceModel, input: "CreateModelRequest", json: []string{"Schema"},
	required: []string{"RestApiId"}, replace: []string{"ContentType", "Name", "RestApiId"},
}

// model is AWS::ApiGateway::Model.
func model(api *apigateway.Guarded) stack.Type {
	return stack.Type{
		Name: "AWS::ApiGateway::Model", Service: gateway, Schema: modelSchema.shape(),
		NameProperty: "Name", GenerateName: modelName, Within: "RestApiId",
		Find: func(ctx context.Context, s *stack.Step) ([]string, error) {
			name := s.Text("Name")
			_, err := api.GetModel(ctx, &apigateway.GetModelRequest{RestApiId: awsapi.Ptr(s.Text("RestApiId")), ModelName: &name})
			return found(name, err)
		},
		Create: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &apigateway.CreateModelRequest{}
			if err := modelSchema.fill("CreateModelRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			if in.ContentType == nil {
				in.ContentType = awsapi.Ptr("application/json")
			}
			_, err := api.CreateModel(ctx, in)
			return made(in.Name), err
		},
		Update: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			p := newPatcher(s)
			p.text("Description", "Schema")
			_, err := api.UpdateModel(ctx, &apigateway.UpdateModelRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), ModelName: &s.PhysicalID, PatchOperations: p.ops,
			})
			return made(&s.PhysicalID), err
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteModel(ctx, &apigateway.DeleteModelRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), ModelName: &s.PhysicalID,
			})
			return gone(err)
		},
	}
}

// modelName makes a name of letters and digits alone: a model's may hold nothing else.
func modelName(rand io.Reader, _, logicalID string) (string, error) {
	suffix, err := ident.PhysicalSuffix(rand)
	return logicalID + suffix, err
}
