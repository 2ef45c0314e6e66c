package restapi_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi"
)

// TestWhatIsNotServedIsRefused goes through everything that AWS would serve and this gateway does not.
func TestWhatIsNotServedIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(src *restapi.Source, m *apigateway.Method)
		want   string
	}{
		"HTTP": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.Type = ptr("HTTP")
		}, "GET /pets: integrations of type HTTP are not supported"},
		"HTTP_PROXY": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.Type = ptr("HTTP_PROXY")
		}, "GET /pets: integrations of type HTTP_PROXY are not supported"},
		"AWS": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.Type = ptr("AWS")
		}, "GET /pets: integrations of type AWS are not supported"},
		"AWS_PROXY": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.Type = ptr("AWS_PROXY")
		}, "GET /pets: integrations of type AWS_PROXY are not supported"},
		"an unknown integration": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.Type = nil
		}, "GET /pets: integrations of type  are not supported"},
		"no integration": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration = nil
		}, "GET /pets: no integration defined for method"},
		"streaming": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.ResponseTransferMode = ptr("STREAM")
		}, "GET /pets: response transfer mode STREAM is not supported"},
		"target": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.IntegrationTarget = ptr("arn:x")
		}, "GET /pets: integration targets are not supported"},
		"cache keys": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.CacheKeyParameters = []string{"method.request.path.id"}
		}, "GET /pets: cache key parameters are not supported"},
		"IAM": {func(_ *restapi.Source, m *apigateway.Method) {
			m.AuthorizationType = ptr("AWS_IAM")
		}, "GET /pets: authorization of type AWS_IAM is not supported"},
		"a function decides": {func(_ *restapi.Source, m *apigateway.Method) {
			m.AuthorizationType, m.AuthorizerId = ptr("CUSTOM"), ptr("a1")
		}, "GET /pets: authorization of type CUSTOM is not supported"},
		"an unknown authorization": {func(_ *restapi.Source, m *apigateway.Method) {
			m.AuthorizationType = ptr("MAGIC")
		}, "GET /pets: authorization of type MAGIC is not supported"},
		"no authorization at all": {func(_ *restapi.Source, m *apigateway.Method) {
			m.AuthorizationType = nil
		}, "GET /pets: authorization of type  is not supported"},
		"authorizer gone": {func(_ *restapi.Source, m *apigateway.Method) {
			m.AuthorizationType, m.AuthorizerId = ptr("COGNITO_USER_POOLS"), ptr("a1")
		}, `GET /pets: authorizer "a1" is missing`},
		"authorizer of the other kind": {func(src *restapi.Source, m *apigateway.Method) {
			m.AuthorizationType, m.AuthorizerId = ptr("COGNITO_USER_POOLS"), ptr("a1")
			src.Snapshot.Authorizers = []apigateway.Authorizer{{
				Id: ptr("a1"), Name: ptr("a"), Type: ptr("TOKEN"), AuthorizerUri: ptr("arn:x"),
				IdentitySource: ptr("method.request.header.Authorization"),
			}}
		}, "GET /pets: authorizer a1 is of type TOKEN, which does not fit COGNITO_USER_POOLS"},
		"authorizer without pools": {func(src *restapi.Source, m *apigateway.Method) {
			m.AuthorizationType, m.AuthorizerId = ptr("COGNITO_USER_POOLS"), ptr("a1")
			src.Snapshot.Authorizers = []apigateway.Authorizer{{Id: ptr("a1"), Name: ptr("a"), Type: ptr("COGNITO_USER_POOLS")}}
		}, "GET /pets: authorizer a1: Provider ARNs must be non-empty for an authorizer of type COGNITO_USER_POOLS"},
		"authorizer with a pattern beyond us": {func(src *restapi.Source, m *apigateway.Method) {
			m.AuthorizationType, m.AuthorizerId = ptr("COGNITO_USER_POOLS"), ptr("a1")
			src.Snapshot.Authorizers = []apigateway.Authorizer{{
				Id: ptr("a1"), Name: ptr("a"), Type: ptr("COGNITO_USER_POOLS"),
				ProviderARNs:   []string{"arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_a"},
				IdentitySource: ptr("method.request.header.Authorization"), IdentityValidationExpression: ptr("(?=a)b"),
			}}
		}, "GET /pets: authorizer a1: identity validation expression: "},
		"API key": {func(_ *restapi.Source, m *apigateway.Method) {
			m.ApiKeyRequired = ptr(true)
		}, "GET /pets: API keys (apiKeyRequired) are not supported"},
		"body validation": {func(src *restapi.Source, m *apigateway.Method) {
			m.RequestValidatorId, m.RequestModels = ptr("v1"), map[string]string{"application/json": "Pet"}
			src.Snapshot.Validators = []apigateway.RequestValidator{{Id: ptr("v1"), ValidateRequestBody: ptr(true)}}
		}, "GET /pets: validation of request bodies is not supported"},
		"validator gone": {func(_ *restapi.Source, m *apigateway.Method) {
			m.RequestValidatorId = ptr("v1")
		}, "GET /pets: the request validator is missing"},
		"resource policy": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Snapshot.API.Policy = ptr("{}")
		}, "resource policies are not supported"},
		"private endpoint": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Snapshot.API.EndpointConfiguration = &apigateway.EndpointConfiguration{Types: []string{"PRIVATE"}}
		}, "endpoints of type PRIVATE are not supported"},
		"compression": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Snapshot.API.MinimumCompressionSize = ptr(int64(0))
		}, "compression (minimumCompressionSize) is not supported"},
		"canary": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Stage.CanarySettings = &apigateway.CanarySettings{}
		}, "canaries are not supported"},
		"cache": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Stage.CacheClusterEnabled = ptr(true)
		}, "caching (cacheClusterEnabled) is not supported"},
		"cache of a method": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Stage.MethodSettings = map[string]apigateway.MethodSetting{"*/*": {CachingEnabled: ptr(true)}}
		}, "caching (method settings of */*) is not supported"},
		"throttling": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Stage.MethodSettings = map[string]apigateway.MethodSetting{"*/*": {ThrottlingRateLimit: ptr(5.0)}}
		}, "throttling (method settings of */*) is not supported"},
		"throttling bursts": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Stage.MethodSettings = map[string]apigateway.MethodSetting{"*/*": {ThrottlingBurstLimit: ptr(int64(0))}}
		}, "throttling (method settings of */*) is not supported"},
		"client certificate": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Stage.ClientCertificateId = ptr("c")
		}, "client certificates are not supported"},
		"web ACL": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Stage.WebAclArn = ptr("arn:x")
		}, "web ACLs are not supported"},
		"access log": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Stage.AccessLogSettings = &apigateway.AccessLogSettings{}
		}, "access logs of a stage (accessLogSettings) are not supported"},
		"template that is none": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.RequestTemplates = map[string]string{"application/json": "#if(true)"}
		}, "GET /pets: request template of application/json: line "},
		"pattern beyond us": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.IntegrationResponses = map[string]apigateway.IntegrationResponse{
				"200": {StatusCode: ptr("200"), SelectionPattern: ptr("(?!4)..")},
			}
		}, "GET /pets: integration response 200: selection pattern: "},
		"mapping from nowhere": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.RequestParameters = map[string]string{"integration.request.header.X": "somewhere.else"}
		}, "GET /pets: request parameters: "},
		"mapping from the wrong side": {func(_ *restapi.Source, m *apigateway.Method) {
			m.MethodIntegration.RequestParameters = map[string]string{"integration.request.header.X": "integration.response.header.X"}
		}, "GET /pets: request parameters: "},
		"status of a gateway response": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Snapshot.GatewayResponses = []apigateway.GatewayResponse{{ResponseType: ptr("UNAUTHORIZED"), StatusCode: ptr("abc")}}
		}, `gateway response UNAUTHORIZED: status code "abc" is not valid`},
		"no root": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Snapshot.Resources = nil
		}, "there is no root resource"},
		"parent gone": {func(src *restapi.Source, _ *apigateway.Method) {
			src.Snapshot.Resources = append(src.Snapshot.Resources, apigateway.Resource{
				Id: ptr("x"), ParentId: ptr("nobody"), PathPart: ptr("x"), Path: ptr("/nobody/x"),
			})
		}, "* /nobody/x: the parent resource is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := mock()
			src := source(snapshot(map[string]apigateway.Method{"GET /pets": m}))
			c.change(&src, &m)
			for i := range src.Snapshot.Resources {
				if methods := src.Snapshot.Resources[i].ResourceMethods; methods != nil {
					methods["GET"] = m
				}
			}
			plan, err := restapi.Compile(src)
			var faults *restapi.CompileError
			if plan != nil || !errors.As(err, &faults) {
				t.Fatalf("got %v, %v", plan, err)
			}
			if !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

func TestAllFaultsAreNamed(t *testing.T) {
	t.Parallel()
	iam, key := mock(), mock()
	iam.AuthorizationType, key.ApiKeyRequired = ptr("AWS_IAM"), ptr(true)
	_, err := restapi.Compile(source(snapshot(map[string]apigateway.Method{"GET /a": iam, "POST /b": key, "GET /c": mock()})))
	want := "GET /a: authorization of type AWS_IAM is not supported; POST /b: API keys (apiKeyRequired) are not supported"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestNothingIsKeptOfARefusedDeployment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.imported("events.json")
	resource := *api.RootResourceId
	_, err := w.PutMethod(w.ctx, &apigateway.PutMethodRequest{
		RestApiId: api.Id, ResourceId: &resource, HttpMethod: ptr("PUT"), AuthorizationType: ptr("AWS_IAM"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.PutIntegration(w.ctx, &apigateway.PutIntegrationRequest{
		RestApiId: api.Id, ResourceId: &resource, HttpMethod: ptr("PUT"), Type: ptr("MOCK"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.CreateDeployment(w.ctx, &apigateway.CreateDeploymentRequest{RestApiId: api.Id, StageName: ptr("dev")})
	refused(t, err, "BadRequestException",
		"The REST API cannot be deployed: PUT /: authorization of type AWS_IAM is not supported")
	deployments, err := w.GetDeployments(w.ctx, &apigateway.GetDeploymentsRequest{RestApiId: api.Id})
	if must(t, deployments, err); len(deployments.Items) != 0 {
		t.Errorf("%d deployments", len(deployments.Items))
	}
	stages, err := w.GetStages(w.ctx, &apigateway.GetStagesRequest{RestApiId: api.Id})
	if must(t, stages, err); len(stages.Item) != 0 {
		t.Errorf("%d stages", len(stages.Item))
	}
}
