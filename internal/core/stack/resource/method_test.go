package resource_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
)

const classic = `
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: classic
      ApiKeySourceType: HEADER
      Policy: {Version: "2012-10-17"}
      EndpointConfiguration: {Types: [REGIONAL]}
      Tags: [{Key: team, Value: blue}]
  Auth:
    Type: AWS::ApiGateway::Authorizer
    Properties: {Name: auth, RestApiId: !Ref Api, Type: COGNITO_USER_POOLS, AuthorizerResultTtlInSeconds: "300", ProviderARNs: [arn:one, arn:two]}
  Pets: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: pets}}
  Pet: {Type: AWS::ApiGateway::Model, Properties: {RestApiId: !Ref Api, Name: Pet, Schema: {type: object}}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Pets
      HttpMethod: GET
      AuthorizationType: COGNITO_USER_POOLS
      AuthorizerId: !Ref Auth
      AuthorizationScopes: [api/get]
      RequestParameters: {method.request.querystring.q: "true"}
      MethodResponses: [{StatusCode: 200, ResponseParameters: {method.response.header.X: false}}]
      Integration:
        Type: MOCK
        IntegrationHttpMethod: POST
        TimeoutInMillis: 5000
        IntegrationResponses: [{StatusCode: 200, SelectionPattern: ok}]
  Deploy:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties: {RestApiId: !Ref Api, StageName: prod, Description: d, StageDescription: {Description: s, Variables: {a: b}, LoggingLevel: ERROR}}
`

func TestClassicAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := r.deploy(t, classic)
	r.complete(t, st)
	at := `"restApiId":"api1","resourceId":"res1","httpMethod":"GET"`
	want := []string{
		`CreateRestApi {"name":"classic","apiKeySource":"HEADER","endpointConfiguration":{"types":["REGIONAL"]},` +
			`"policy":"{\"Version\":\"2012-10-17\"}","tags":{"team":"blue"}}`,
		`CreateAuthorizer {"restApiId":"api1","name":"auth","type":"COGNITO_USER_POOLS","providerARNs":["arn:one","arn:two"],"authorizerResultTtlInSeconds":300}`,
		`CreateResource {"restApiId":"api1","parentId":"root","pathPart":"pets"}`,
		`CreateModel {"restApiId":"api1","name":"Pet","schema":"{\"type\":\"object\"}","contentType":"application/json"}`,
		`PutMethod {` + at + `,"authorizationType":"COGNITO_USER_POOLS","authorizerId":"auth1","requestParameters":{"method.request.querystring.q":true},"authorizationScopes":["api/get"]}`,
		`PutMethodResponse {` + at + `,"statusCode":"200","responseParameters":{"method.response.header.X":false}}`,
		`PutIntegration POST for GET {"restApiId":"api1","resourceId":"res1","http_method":"GET","type":"MOCK","httpMethod":"POST","timeoutInMillis":5000}`,
		`PutIntegrationResponse {` + at + `,"statusCode":"200","selectionPattern":"ok"}`,
		`CreateDeployment {"restApiId":"api1","stageName":"prod","stageDescription":"s","description":"d","variables":{"a":"b"}}`,
		`UpdateStage {"restApiId":"api1","stageName":"prod","patchOperations":[{"op":"replace","path":"/*/*/logging/loglevel","value":"ERROR"}]}`,
	}
	if diff := cmp.Diff(want, r.log.take()); diff != "" {
		t.Errorf("create (-want +got):\n%s", diff)
	}
	row, err := r.Resource(r.ctx, st, "Get")
	if err != nil || !regexp.MustCompile(`^demo-metho-[0-9A-Z]{12}$`).MatchString(row.PhysicalID) {
		t.Errorf("%+v, %v", row, err)
	}
}

func TestClassicAPIIsChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		old, new string
		want     []string
	}{
		"a list in values": {"[arn:one, arn:two]", "[arn:two, arn:three]", []string{
			`UpdateAuthorizer {"restApiId":"api1","authorizerId":"auth1","patchOperations":[` +
				`{"op":"remove","path":"/providerARNs","value":"arn:one"},{"op":"add","path":"/providerARNs","value":"arn:three"}]}`,
		}},
		"an endpoint type": {"[REGIONAL]", "[EDGE]", []string{
			`UpdateRestApi {"restApiId":"api1","patchOperations":[{"op":"replace","path":"/endpointConfiguration/types/REGIONAL","value":"EDGE"}]}`,
		}},
		"a tag": {"Value: blue", "Value: red", []string{
			`TagResource {"resourceArn":"arn:aws:apigateway:eu-west-1::/restapis/api1","tags":{"team":"red"}}`,
		}},
		"a setting": {"LoggingLevel: ERROR", "LoggingLevel: INFO", []string{
			`UpdateStage {"restApiId":"api1","stageName":"prod","patchOperations":[{"op":"replace","path":"/*/*/logging/loglevel","value":"INFO"}]}`,
		}},
		"a variable goes": {"Variables: {a: b}", "Variables: {}", []string{
			`UpdateStage {"restApiId":"api1","stageName":"prod","patchOperations":[{"op":"remove","path":"/variables/a"}]}`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.complete(t, r.deploy(t, classic))
			r.log.take()
			r.complete(t, r.deploy(t, strings.Replace(classic, c.old, c.new, 1)))
			if diff := cmp.Diff(c.want, r.log.take()); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMethodIsPutAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := r.deploy(t, classic)
	before, err := r.Resource(r.ctx, st, "Get")
	if err != nil {
		t.Fatal(err)
	}
	r.log.take()
	r.complete(t, r.deploy(t, strings.Replace(classic, "api/get", "api/read", 1)))
	calls := r.log.take()
	if len(calls) != 5 || !strings.HasPrefix(calls[0], "DeleteMethod") || !strings.Contains(calls[1], `"authorizationScopes":["api/read"]`) {
		t.Errorf("calls %v", calls)
	}
	after, err := r.Resource(r.ctx, st, "Get")
	if err != nil || after.PhysicalID != before.PhysicalID {
		t.Errorf("%s became %s, %v", before.PhysicalID, after.PhysicalID, err)
	}
}

func TestServiceRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.log.fail["PutIntegration POST for GET"] = apigateway.BadRequestException("Invalid integration.")
	st := r.deploy(t, classic)
	if st.Status != stack.RollbackComplete {
		t.Fatalf("status %s", st.Status)
	}
	events, err := r.History(r.ctx, st, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Status == stack.CreateFailed {
			if !strings.HasPrefix(e.Reason, "Invalid integration. (Service: API Gateway, Status Code: 400, Request ID: ") {
				t.Errorf("reason %q", e.Reason)
			}
			return
		}
	}
	t.Error("nothing failed")
}
