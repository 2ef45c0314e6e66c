package resource_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// apis is an API Gateway that remembers what ids it gave.
type apis struct {
	apigateway.Unimplemented
	*log
	ids map[string]int
}

func (a apis) id(kind string) *string {
	a.ids[kind]++
	return awsapi.Ptr(fmt.Sprintf("%s%d", kind, a.ids[kind]))
}

func (a apis) CreateRestApi(ctx context.Context, in *apigateway.CreateRestApiRequest) (*apigateway.RestApi, error) {
	return &apigateway.RestApi{Id: a.id("api"), Name: in.Name, RootResourceId: awsapi.Ptr("root")}, a.note(ctx, "CreateRestApi", in)
}

func (a apis) ImportRestApi(ctx context.Context, in *apigateway.ImportRestApiRequest) (*apigateway.RestApi, error) {
	return &apigateway.RestApi{Id: a.id("api"), RootResourceId: awsapi.Ptr("root")}, a.note(ctx, "ImportRestApi "+string(in.Body), in.Parameters)
}

func (a apis) PutRestApi(ctx context.Context, in *apigateway.PutRestApiRequest) (*apigateway.RestApi, error) {
	return &apigateway.RestApi{Id: in.RestApiId, RootResourceId: awsapi.Ptr("root")}, a.note(ctx, "PutRestApi "+string(in.Body), in.Mode)
}

func (a apis) GetRestApi(_ context.Context, in *apigateway.GetRestApiRequest) (*apigateway.RestApi, error) {
	return &apigateway.RestApi{
		Id: in.RestApiId, RootResourceId: awsapi.Ptr("root"),
		EndpointConfiguration: &apigateway.EndpointConfiguration{Types: []string{"REGIONAL"}},
	}, nil
}

func (a apis) UpdateRestApi(ctx context.Context, in *apigateway.UpdateRestApiRequest) (*apigateway.RestApi, error) {
	return &apigateway.RestApi{}, a.note(ctx, "UpdateRestApi", in)
}

func (a apis) DeleteRestApi(ctx context.Context, in *apigateway.DeleteRestApiRequest) (*apigateway.DeleteRestApiOutput, error) {
	return &apigateway.DeleteRestApiOutput{}, a.note(ctx, "DeleteRestApi", in)
}

func (a apis) CreateResource(ctx context.Context, in *apigateway.CreateResourceRequest) (*apigateway.Resource, error) {
	return &apigateway.Resource{Id: a.id("res")}, a.note(ctx, "CreateResource", in)
}

func (a apis) DeleteMethod(ctx context.Context, in *apigateway.DeleteMethodRequest) (*apigateway.DeleteMethodOutput, error) {
	return &apigateway.DeleteMethodOutput{}, a.note(ctx, "DeleteMethod", in)
}

func (a apis) DeleteAuthorizer(ctx context.Context, in *apigateway.DeleteAuthorizerRequest) (*apigateway.DeleteAuthorizerOutput, error) {
	return &apigateway.DeleteAuthorizerOutput{}, a.note(ctx, "DeleteAuthorizer", in)
}

func (a apis) DeleteModel(ctx context.Context, in *apigateway.DeleteModelRequest) (*apigateway.DeleteModelOutput, error) {
	return &apigateway.DeleteModelOutput{}, a.note(ctx, "DeleteModel", in)
}

func (a apis) DeleteResource(ctx context.Context, in *apigateway.DeleteResourceRequest) (*apigateway.DeleteResourceOutput, error) {
	return &apigateway.DeleteResourceOutput{}, a.note(ctx, "DeleteResource", in)
}

func (a apis) PutMethod(ctx context.Context, in *apigateway.PutMethodRequest) (*apigateway.Method, error) {
	return &apigateway.Method{}, a.note(ctx, "PutMethod", in)
}

func (a apis) PutMethodResponse(ctx context.Context, in *apigateway.PutMethodResponseRequest) (*apigateway.MethodResponse, error) {
	return &apigateway.MethodResponse{}, a.note(ctx, "PutMethodResponse", in)
}

func (a apis) PutIntegration(ctx context.Context, in *apigateway.PutIntegrationRequest) (*apigateway.Integration, error) {
	return &apigateway.Integration{}, a.note(ctx, "PutIntegration "+awsapi.Val(in.IntegrationHttpMethod)+" for "+awsapi.Val(in.HttpMethod), in)
}

func (a apis) PutIntegrationResponse(ctx context.Context, in *apigateway.PutIntegrationResponseRequest) (*apigateway.IntegrationResponse, error) {
	return &apigateway.IntegrationResponse{}, a.note(ctx, "PutIntegrationResponse", in)
}

func (a apis) CreateAuthorizer(ctx context.Context, in *apigateway.CreateAuthorizerRequest) (*apigateway.Authorizer, error) {
	return &apigateway.Authorizer{Id: a.id("auth")}, a.note(ctx, "CreateAuthorizer", in)
}

func (a apis) UpdateAuthorizer(ctx context.Context, in *apigateway.UpdateAuthorizerRequest) (*apigateway.Authorizer, error) {
	return &apigateway.Authorizer{}, a.note(ctx, "UpdateAuthorizer", in)
}

func (a apis) CreateModel(ctx context.Context, in *apigateway.CreateModelRequest) (*apigateway.Model, error) {
	return &apigateway.Model{}, a.note(ctx, "CreateModel", in)
}

func (a apis) CreateDeployment(ctx context.Context, in *apigateway.CreateDeploymentRequest) (*apigateway.Deployment, error) {
	return &apigateway.Deployment{Id: a.id("dep")}, a.note(ctx, "CreateDeployment", in)
}

func (a apis) DeleteDeployment(ctx context.Context, in *apigateway.DeleteDeploymentRequest) (*apigateway.DeleteDeploymentOutput, error) {
	return &apigateway.DeleteDeploymentOutput{}, a.note(ctx, "DeleteDeployment", in)
}

func (a apis) CreateStage(ctx context.Context, in *apigateway.CreateStageRequest) (*apigateway.Stage, error) {
	return &apigateway.Stage{StageName: in.StageName}, a.note(ctx, "CreateStage", in)
}

func (a apis) UpdateStage(ctx context.Context, in *apigateway.UpdateStageRequest) (*apigateway.Stage, error) {
	return &apigateway.Stage{}, a.note(ctx, "UpdateStage", in)
}

func (a apis) DeleteStage(ctx context.Context, in *apigateway.DeleteStageRequest) (*apigateway.DeleteStageOutput, error) {
	return &apigateway.DeleteStageOutput{}, a.note(ctx, "DeleteStage", in)
}

func (a apis) TagResource(ctx context.Context, in *apigateway.TagResourceRequest) (*apigateway.TagResourceOutput, error) {
	return &apigateway.TagResourceOutput{}, a.note(ctx, "TagResource", in)
}

const apiTemplate = `
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body: {openapi: 3.0.0, info: {title: !Sub "Weather of ${AWS::Region}", version: 1}, paths: {}}
      Parameters: {endpointConfigurationTypes: REGIONAL}
      Name: %s
  Deployment: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      StageName: weather
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      MethodSettings:
        - ResourcePath: /
        - {ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: "%d"}
        - {ResourcePath: "/pets/{id}", HttpMethod: GET, LoggingLevel: INFO}
`

func TestImportedAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(t, r.deploy(t, fmt.Sprintf(apiTemplate, "one", 5)))
	want := []string{
		`ImportRestApi {"openapi":"3.0.0","info":{"title":"Weather of eu-west-1","version":1},"paths":{}} {"endpointConfigurationTypes":"REGIONAL"}`,
		`UpdateRestApi {"restApiId":"api1","patchOperations":[{"op":"replace","path":"/name","value":"one"}]}`,
		`CreateDeployment {"restApiId":"api1"}`,
		`CreateStage {"restApiId":"api1","stageName":"weather","deploymentId":"dep1"}`,
		`UpdateStage {"restApiId":"api1","stageName":"weather","patchOperations":[` +
			`{"op":"replace","path":"/*/*/throttling/rateLimit","value":"5"},` +
			`{"op":"replace","path":"/~1pets~1{id}/GET/logging/loglevel","value":"INFO"}]}`,
	}
	if diff := cmp.Diff(want, r.log.take()); diff != "" {
		t.Errorf("create (-want +got):\n%s", diff)
	}
	r.complete(t, r.deploy(t, fmt.Sprintf(apiTemplate, "two", 6)))
	want = []string{
		`PutRestApi {"openapi":"3.0.0","info":{"title":"Weather of eu-west-1","version":1},"paths":{}} "overwrite"`,
		`UpdateRestApi {"restApiId":"api1","patchOperations":[{"op":"replace","path":"/name","value":"two"}]}`,
		`UpdateStage {"restApiId":"api1","stageName":"weather","patchOperations":[` +
			`{"op":"replace","path":"/*/*/throttling/rateLimit","value":"6"}]}`,
	}
	if diff := cmp.Diff(want, r.log.take()); diff != "" {
		t.Errorf("update (-want +got):\n%s", diff)
	}
	r.remove(t)
	want = []string{
		`DeleteStage {"restApiId":"api1","stageName":"weather"}`,
		`DeleteDeployment {"restApiId":"api1","deploymentId":"dep1"}`,
		`DeleteRestApi {"restApiId":"api1"}`,
	}
	if diff := cmp.Diff(want, r.log.take()); diff != "" {
		t.Errorf("delete (-want +got):\n%s", diff)
	}
}
