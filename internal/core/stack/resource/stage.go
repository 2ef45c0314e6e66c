package resource

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
)

var stageSchema = schema{
	service: &apigateway.ServiceModel, input: "CreateStageRequest", tagList: "Tags",
	rename:   map[string]string{"CanarySetting": "canarySettings"},
	required: []string{"RestApiId"}, replace: []string{"RestApiId", "StageName"}, fixed: []string{"CanarySetting"},
	extra: settingsOfStages(),
}

type stageType struct{ api *apigateway.Guarded }

// stage is AWS::ApiGateway::Stage.
func stage(api *apigateway.Guarded) stack.Type {
	t := stageType{api}
	return stack.Type{
		Name: "AWS::ApiGateway::Stage", Service: gateway, Schema: stageSchema.shape(), Tags: "Tags",
		Create: t.create, Update: t.update, Delete: t.delete, Within: "RestApiId", Find: t.find,
	}
}

func (t stageType) create(ctx context.Context, s *stack.Step) (stack.Made, error) {
	in := &apigateway.CreateStageRequest{}
	if err := stageSchema.fill("CreateStageRequest", in, s.Properties); err != nil {
		return stack.Made{}, err
	}
	out, err := t.api.CreateStage(ctx, in)
	if err != nil {
		return stack.Made{}, err
	}
	if err := s.Initiated(ctx, awsapi.Val(out.StageName)); err != nil {
		return stack.Made{}, err
	}
	p := newPatcher(s)
	p.stage()
	return made(out.StageName), t.patch(ctx, s, p)
}

// patch says of a stage what CreateStage cannot.
func (t stageType) patch(ctx context.Context, s *stack.Step, p *patcher) error {
	if len(p.ops) == 0 {
		return nil
	}
	_, err := t.api.UpdateStage(ctx, &apigateway.UpdateStageRequest{
		RestApiId: awsapi.Ptr(s.Text("RestApiId")), StageName: &s.PhysicalID, PatchOperations: p.ops,
	})
	return err
}

func (t stageType) update(ctx context.Context, s *stack.Step) (stack.Made, error) {
	p := newPatcher(s)
	p.text("DeploymentId", "Description", "DocumentationVersion", "CacheClusterSize")
	p.scalar("CacheClusterEnabled", "/cacheClusterEnabled", awsapi.Ptr("false"))
	p.scalar("TracingEnabled", "/tracingEnabled", awsapi.Ptr("false"))
	p.entries("Variables", "/variables")
	p.stage()
	if err := t.patch(ctx, s, p); err != nil {
		return stack.Made{}, err
	}
	arn := fmt.Sprintf("arn:aws:apigateway:%s::/restapis/%s/stages/%s", s.Region, s.Text("RestApiId"), s.PhysicalID)
	return made(&s.PhysicalID), retag(ctx, t.api, s, arn)
}

func (t stageType) find(ctx context.Context, s *stack.Step) ([]string, error) {
	name := s.Text("StageName")
	_, err := t.api.GetStage(ctx, &apigateway.GetStageRequest{RestApiId: awsapi.Ptr(s.Text("RestApiId")), StageName: &name})
	return found(name, err)
}

func (t stageType) delete(ctx context.Context, s *stack.Step) error {
	_, err := t.api.DeleteStage(ctx, &apigateway.DeleteStageRequest{
		RestApiId: awsapi.Ptr(s.Text("RestApiId")), StageName: &s.PhysicalID,
	})
	return gone(err)
}
