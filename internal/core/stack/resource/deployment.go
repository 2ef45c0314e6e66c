package resource

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

var (
	// stageDescriptionSchema is what a deployment says of the stage it makes.
	stageDescriptionSchema = schema{
		service: &apigateway.ServiceModel, input: "CreateDeploymentRequest",
		rename:  map[string]string{"Description": "stageDescription"},
		without: []string{"restApiId", "stageName", "description", "canarySettings"},
		extra:   append(settingsOfStages(), methodSetting().Properties...),
	}
	deploymentSchema = schema{
		service: &apigateway.ServiceModel, input: "CreateDeploymentRequest",
		rename:   map[string]string{"DeploymentCanarySettings": "canarySettings"},
		without:  []string{"stageDescription", "cacheClusterEnabled", "cacheClusterSize", "variables", "tracingEnabled"},
		required: []string{"RestApiId"}, replace: []string{"RestApiId", "DeploymentCanarySettings"}, fixed: []string{"StageName"},
		extra: []stack.Property{{Name: "StageDescription", Shape: stageDescriptionSchema.shape()}},
	}
)

type deploymentType struct{ api *apigateway.Guarded }

func deployment(api *apigateway.Guarded) stack.Type {
	d := deploymentType{api}
	return stack.Type{
		Name: "AWS::ApiGateway::Deployment", Service: gateway, Schema: deploymentSchema.shape(), Attributes: []string{"DeploymentId"},
		Create: d.create, Update: d.update, Delete: d.delete, Within: "RestApiId", Find: findDeployments(api),
	}
}

func (d deploymentType) create(ctx context.Context, s *stack.Step) (stack.Made, error) {
	in := &apigateway.CreateDeploymentRequest{}
	about := s.Properties.Get("StageDescription")
	if about != nil && s.Text("StageName") == "" {
		return stack.Made{}, &stack.Refused{Message: "StageDescription cannot be specified when stage name is empty"}
	}
	if about != nil {
		if err := stageDescriptionSchema.fill("CreateDeploymentRequest", in, about); err != nil {
			return stack.Made{}, err
		}
	}
	if err := deploymentSchema.fill("CreateDeploymentRequest", in, s.Properties); err != nil {
		return stack.Made{}, err
	}
	out, err := d.api.CreateDeployment(ctx, in)
	if err != nil {
		return stack.Made{}, err
	}
	if err := s.Initiated(ctx, awsapi.Val(out.Id)); err != nil {
		return stack.Made{}, err
	}
	p := &patcher{from: template.NewMap(template.Pos{}), to: about}
	return madeDeployment(s.PhysicalID), d.patchStage(ctx, s, p)
}

func madeDeployment(id string) stack.Made {
	return stack.Made{PhysicalID: id, Attributes: map[string]string{"DeploymentId": id}}
}

// patchStage sets what CreateDeployment cannot say of a stage.
func (d deploymentType) patchStage(ctx context.Context, s *stack.Step, p *patcher) error {
	p.stage()
	if s.Text("StageName") == "" || len(p.ops) == 0 {
		return nil
	}
	_, err := d.api.UpdateStage(ctx, &apigateway.UpdateStageRequest{
		RestApiId: awsapi.Ptr(s.Text("RestApiId")), StageName: awsapi.Ptr(s.Text("StageName")), PatchOperations: p.ops,
	})
	return err
}

func (d deploymentType) update(ctx context.Context, s *stack.Step) (stack.Made, error) {
	p := newPatcher(s)
	if p.text("Description"); len(p.ops) > 0 {
		_, err := d.api.UpdateDeployment(ctx, &apigateway.UpdateDeploymentRequest{
			RestApiId: awsapi.Ptr(s.Text("RestApiId")), DeploymentId: &s.PhysicalID, PatchOperations: p.ops,
		})
		if err != nil {
			return stack.Made{}, err
		}
	}
	p = &patcher{from: s.Previous.Get("StageDescription"), to: s.Properties.Get("StageDescription")}
	p.text("Description", "CacheClusterSize")
	p.scalar("CacheClusterEnabled", "/cacheClusterEnabled", awsapi.Ptr("false"))
	p.scalar("TracingEnabled", "/tracingEnabled", awsapi.Ptr("false"))
	p.entries("Variables", "/variables")
	return madeDeployment(s.PhysicalID), d.patchStage(ctx, s, p)
}

// delete takes the stage that the deployment made with it, unless another deployment took it over.
func (d deploymentType) delete(ctx context.Context, s *stack.Step) error {
	api, name := awsapi.Ptr(s.Text("RestApiId")), s.Text("StageName")
	if name != "" {
		st, err := d.api.GetStage(ctx, &apigateway.GetStageRequest{RestApiId: api, StageName: &name})
		if err == nil && awsapi.Val(st.DeploymentId) == s.PhysicalID {
			_, err = d.api.DeleteStage(ctx, &apigateway.DeleteStageRequest{RestApiId: api, StageName: &name})
		}
		if gone(err) != nil {
			return err
		}
	}
	_, err := d.api.DeleteDeployment(ctx, &apigateway.DeleteDeploymentRequest{RestApiId: api, DeploymentId: &s.PhysicalID})
	return gone(err)
}
