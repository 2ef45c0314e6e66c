package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var restResourceSchema = schema{
	service: &apigateway.ServiceModel, input: "CreateResourceRequest",
	required: []string{"ParentId", "PathPart", "RestApiId"}, replace: []string{"ParentId", "PathPart", "RestApiId"},
}

// restResource is AWS::ApiGateway::Resource.
func restResource(api *apigateway.Guarded) stack.Type {
	return stack.Type{
		Name: "AWS::ApiGateway::Resource", Service: gateway, Schema: restResourceSchema.shape(), Attributes: []string{"ResourceId"},
		Within: "RestApiId", Find: findResources(api),
		Create: func(ctx context.Context, s *stack.Step) (stack.Made, error) {
			in := &apigateway.CreateResourceRequest{}
			if err := restResourceSchema.fill("CreateResourceRequest", in, s.Properties); err != nil {
				return stack.Made{}, err
			}
			out, err := api.CreateResource(ctx, in)
			if err != nil {
				return stack.Made{}, err
			}
			m := made(out.Id)
			m.Attributes = map[string]string{"ResourceId": m.PhysicalID}
			return m, nil
		},
		Delete: func(ctx context.Context, s *stack.Step) error {
			_, err := api.DeleteResource(ctx, &apigateway.DeleteResourceRequest{
				RestApiId: awsapi.Ptr(s.Text("RestApiId")), ResourceId: &s.PhysicalID,
			})
			return gone(err)
		},
	}
}
