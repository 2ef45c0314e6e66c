package restapi_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// blank makes an API without a definition.
func (w *world) blank() *apigateway.RestApi {
	w.t.Helper()
	api, err := w.CreateRestApi(w.ctx, &apigateway.CreateRestApiRequest{Name: ptr("pets")})
	return must(w.t, api, err)
}

// resource adds a part to the path.
func (w *world) resource(api *apigateway.RestApi, parent, part string) string {
	w.t.Helper()
	r, err := w.CreateResource(w.ctx, &apigateway.CreateResourceRequest{RestApiId: api.Id, ParentId: &parent, PathPart: &part})
	return *must(w.t, r, err).Id
}

// method adds an open method with a mock behind it.
func (w *world) method(api *apigateway.RestApi, resource, verb string) {
	w.t.Helper()
	m, err := w.PutMethod(w.ctx, &apigateway.PutMethodRequest{
		RestApiId: api.Id, ResourceId: &resource, HttpMethod: &verb, AuthorizationType: ptr("NONE"),
	})
	must(w.t, m, err)
	i, err := w.PutIntegration(w.ctx, &apigateway.PutIntegrationRequest{
		RestApiId: api.Id, ResourceId: &resource, HttpMethod: &verb, Type: ptr("MOCK"),
	})
	must(w.t, i, err)
}

func TestNewAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := w.blank()
	want := &apigateway.RestApi{
		Id: made.Id, Name: ptr("pets"), CreatedDate: ptr(w.Now()), ApiKeySource: ptr("HEADER"),
		EndpointConfiguration:     &apigateway.EndpointConfiguration{Types: []string{"EDGE"}, IpAddressType: ptr("ipv4")},
		DisableExecuteApiEndpoint: ptr(false), RootResourceId: made.RootResourceId,
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("created (-want +got):\n%s", diff)
	}
	read, err := w.GetRestApi(w.ctx, &apigateway.GetRestApiRequest{RestApiId: made.Id})
	want.Tags = map[string]string{}
	if diff := cmp.Diff(want, must(t, read, err)); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	models, err := w.GetModels(w.ctx, &apigateway.GetModelsRequest{RestApiId: made.Id})
	if must(t, models, err); len(models.Items) != 2 || *models.Items[0].Name != "Empty" || *models.Items[1].Name != "Error" {
		t.Errorf("models %v", models.Items)
	}
	root, err := w.GetResource(w.ctx, &apigateway.GetResourceRequest{RestApiId: made.Id, ResourceId: made.RootResourceId})
	if diff := cmp.Diff(&apigateway.Resource{Id: made.RootResourceId, Path: ptr("/")}, must(t, root, err)); diff != "" {
		t.Errorf("root (-want +got):\n%s", diff)
	}
}

func TestAPIRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		in   apigateway.CreateRestApiRequest
		want string
	}{
		"empty description": {apigateway.CreateRestApiRequest{Name: ptr("x"), Description: ptr("")},
			"Description cannot be an empty string"},
		"compression": {apigateway.CreateRestApiRequest{Name: ptr("x"), MinimumCompressionSize: ptr(int64(-1))},
			"Invalid minimum compression size, must be between 0 and 10485760"},
		"no endpoint": {apigateway.CreateRestApiRequest{
			Name: ptr("x"), EndpointConfiguration: &apigateway.EndpointConfiguration{Types: []string{}},
		}, "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED."},
		"two endpoints": {apigateway.CreateRestApiRequest{
			Name: ptr("x"), EndpointConfiguration: &apigateway.EndpointConfiguration{Types: []string{"EDGE", "REGIONAL"}},
		}, "Cannot create an api with multiple Endpoint Types."},
		"private with old addresses": {apigateway.CreateRestApiRequest{
			Name:                  ptr("x"),
			EndpointConfiguration: &apigateway.EndpointConfiguration{Types: []string{"PRIVATE"}, IpAddressType: ptr("ipv4")},
		}, "Only dualstack ipAddressType is supported for Private APIs."},
		"TLS":  {apigateway.CreateRestApiRequest{Name: ptr("x"), SecurityPolicy: ptr("TLS_1_2")}, "securityPolicy is not supported"},
		"mode": {apigateway.CreateRestApiRequest{Name: ptr("x"), EndpointAccessMode: ptr("STRICT")}, "endpointAccessMode is not supported"},
		"copy": {apigateway.CreateRestApiRequest{Name: ptr("x"), CloneFrom: ptr("y")}, "cloneFrom is not supported"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.CreateRestApi(w.ctx, &c.in)
			refused(t, err, "BadRequestException", c.want)
		})
	}
	_, err := w.GetRestApi(w.ctx, &apigateway.GetRestApiRequest{RestApiId: ptr("nothere")})
	refused(t, err, "NotFoundException", "Invalid API identifier specified 000000000000:nothere")
}

// TestAnAPIIsItsOwnersAlone looks from another account and another region at everything an API has.
func TestAnAPIIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.imported("events.json")
	d := w.deployed(api.Id, "dev")
	for name, r := range map[string]awsapi.Request{
		"account": {AccountID: "111111111111", Region: region}, "region": {AccountID: account, Region: "us-east-1"}, "nobody": {},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := awsapi.WithRequest(context.Background(), r)
			noAPI := "Invalid API identifier specified " + r.AccountID + ":" + *api.Id
			_, err := w.GetRestApi(ctx, &apigateway.GetRestApiRequest{RestApiId: api.Id})
			refused(t, err, "NotFoundException", noAPI)
			_, err = w.DeleteRestApi(ctx, &apigateway.DeleteRestApiRequest{RestApiId: api.Id})
			refused(t, err, "NotFoundException", noAPI)
			_, err = w.GetResources(ctx, &apigateway.GetResourcesRequest{RestApiId: api.Id})
			refused(t, err, "NotFoundException", noAPI)
			_, err = w.CreateDeployment(ctx, &apigateway.CreateDeploymentRequest{RestApiId: api.Id})
			refused(t, err, "NotFoundException", noAPI)
			_, err = w.UpdateStage(ctx, &apigateway.UpdateStageRequest{RestApiId: api.Id, StageName: ptr("dev")})
			refused(t, err, "NotFoundException", noAPI)
			_, err = w.GetStage(ctx, &apigateway.GetStageRequest{RestApiId: api.Id, StageName: ptr("dev")})
			refused(t, err, "NotFoundException", "Invalid stage identifier specified")
			_, err = w.GetDeployment(ctx, &apigateway.GetDeploymentRequest{RestApiId: api.Id, DeploymentId: d.Id})
			refused(t, err, "NotFoundException", "Invalid Deployment identifier specified")
			_, err = w.GetMethod(ctx, &apigateway.GetMethodRequest{
				RestApiId: api.Id, ResourceId: api.RootResourceId, HttpMethod: ptr("GET"),
			})
			refused(t, err, "NotFoundException", "Invalid Resource identifier specified")
			list, err := w.GetRestApis(ctx, &apigateway.GetRestApisRequest{})
			if must(t, list, err); len(list.Items) != 0 {
				t.Errorf("listed %v", list.Items)
			}
		})
	}
}

func TestListsArePaged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.blank()
	for _, part := range []string{"a", "b", "c", "d"} {
		w.resource(api, *api.RootResourceId, part)
	}
	seen, position := 0, (*string)(nil)
	for pages := 0; ; pages++ {
		list, err := w.GetResources(w.ctx, &apigateway.GetResourcesRequest{
			RestApiId: api.Id, Limit: ptr(int64(2)), Position: position,
		})
		seen += len(must(t, list, err).Items)
		if position = list.Position; position == nil {
			if pages != 2 || seen != 5 {
				t.Errorf("%d resources on %d pages", seen, pages+1)
			}
			return
		}
	}
}

func TestResources(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.blank()
	root := *api.RootResourceId
	pets := w.resource(api, root, "pets")
	toys := w.resource(api, pets, "toys")
	other := w.resource(api, root, "toys")
	proxy := w.resource(api, root, "{proxy+}")
	create := func(parent, part string) error {
		_, err := w.CreateResource(w.ctx, &apigateway.CreateResourceRequest{RestApiId: api.Id, ParentId: &parent, PathPart: &part})
		return err
	}
	change := func(id string, ops ...string) error {
		_, err := w.UpdateResource(w.ctx, &apigateway.UpdateResourceRequest{
			RestApiId: api.Id, ResourceId: &id, PatchOperations: patch(ops...),
		})
		return err
	}
	for name, c := range map[string]struct {
		err           error
		code, message string
	}{
		"no parent": {create("nobody", "x"), "NotFoundException", "Invalid Resource identifier specified"},
		"same name": {create(root, "pets"), "ConflictException", "Another resource with the same parent already has this name: pets"},
		"second variable": {create(root, "{id}"), "BadRequestException",
			"A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed"},
		"below greedy": {create(proxy, "x"), "BadRequestException",
			"Cannot create a child of a resource with a greedy path variable: {proxy+}"},
		"bad part": {create(root, "a/b"), "BadRequestException", "Resource's path part only allow a-zA-Z0-9._-: or a valid " +
			"greedy path variable and curly braces at the beginning and the end."},
		"move to nobody":    {change(pets, "replace", "/parentId", "nobody"), "NotFoundException", "Invalid Resource identifier specified"},
		"move below itself": {change(pets, "replace", "/parentId", toys), "BadRequestException", "Resources cannot be cyclical."},
		"move onto another": {change(toys, "replace", "/parentId", root), "ConflictException",
			"Another resource with the same parent already has this name: toys"},
		"rename onto another": {change(other, "replace", "/pathPart", "pets"), "ConflictException",
			"Another resource with the same parent already has this name: pets"},
		"rename the root": {change(root, "replace", "/pathPart", "x"), "BadRequestException", "Root resource cannot update its pathPart."},
		"move the root":   {change(root, "replace", "/parentId", pets), "BadRequestException", "Root resource cannot update its parentId."},
		"another member": {change(pets, "replace", "/invalid", "x"), "BadRequestException",
			"Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]"},
		"another operation": {change(pets, "remove", "/pathPart", ""), "BadRequestException",
			"Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations"},
		"nobody": {change("nobody", "replace", "/pathPart", "x"), "NotFoundException", "Invalid Resource identifier specified"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.err, c.code, c.message) })
	}
	if err := change(pets, "replace", "/pathPart", "dogs"); err != nil {
		t.Fatal(err)
	}
	moved, err := w.GetResource(w.ctx, &apigateway.GetResourceRequest{RestApiId: api.Id, ResourceId: &toys})
	if *must(t, moved, err).Path != "/dogs/toys" {
		t.Errorf("path below a renamed resource: %s", *moved.Path)
	}
	if _, err := w.DeleteResource(w.ctx, &apigateway.DeleteResourceRequest{RestApiId: api.Id, ResourceId: &pets}); err != nil {
		t.Fatal(err)
	}
	_, err = w.GetResource(w.ctx, &apigateway.GetResourceRequest{RestApiId: api.Id, ResourceId: &toys})
	refused(t, err, "NotFoundException", "Invalid Resource identifier specified")
	_, err = w.DeleteResource(w.ctx, &apigateway.DeleteResourceRequest{RestApiId: api.Id, ResourceId: &root})
	refused(t, err, "BadRequestException", "Root resource cannot be deleted.")
}

func TestMethodRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.blank()
	w.method(api, *api.RootResourceId, "GET")
	token, err := w.CreateAuthorizer(w.ctx, &apigateway.CreateAuthorizerRequest{
		RestApiId: api.Id, Name: ptr("f"), Type: ptr("TOKEN"), AuthorizerUri: ptr("arn:f"),
	})
	must(t, token, err)
	for name, c := range map[string]struct {
		in            apigateway.PutMethodRequest
		code, message string
	}{
		"no API":      {apigateway.PutMethodRequest{RestApiId: ptr("x")}, "NotFoundException", "Invalid Resource identifier specified"},
		"no resource": {apigateway.PutMethodRequest{ResourceId: ptr("x")}, "NotFoundException", "Invalid Resource identifier specified"},
		"no such verb": {apigateway.PutMethodRequest{HttpMethod: ptr("TRACE")}, "BadRequestException",
			"Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY"},
		"twice": {apigateway.PutMethodRequest{HttpMethod: ptr("GET")}, "ConflictException", "Method already exists for this resource"},
		"no authorizer": {apigateway.PutMethodRequest{AuthorizationType: ptr("COGNITO_USER_POOLS")}, "BadRequestException",
			"Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."},
		"authorizer of the other kind": {apigateway.PutMethodRequest{
			AuthorizationType: ptr("COGNITO_USER_POOLS"), AuthorizerId: token.Id,
		}, "BadRequestException",
			"Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."},
		"no validator": {apigateway.PutMethodRequest{RequestValidatorId: ptr("x")}, "BadRequestException",
			"Invalid Request Validator identifier specified"},
		"no model": {apigateway.PutMethodRequest{RequestModels: map[string]string{"application/json": "petModel"}}, "BadRequestException",
			"Invalid model identifier specified: petModel"},
		"one name twice": {apigateway.PutMethodRequest{RequestParameters: map[string]bool{
			"method.request.header.a": true, "method.request.querystring.a": true,
		}}, "BadRequestException", "Parameter names must be unique across querystring, header and path"},
		"no parameter": {apigateway.PutMethodRequest{RequestParameters: map[string]bool{"true": true}}, "BadRequestException",
			"Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: true]"},
	} {
		t.Run(name, func(t *testing.T) {
			in := c.in
			for member, usual := range map[**string]*string{
				&in.RestApiId: api.Id, &in.ResourceId: api.RootResourceId, &in.HttpMethod: ptr("POST"), &in.AuthorizationType: ptr("NONE"),
			} {
				if *member == nil {
					*member = usual
				}
			}
			_, err := w.PutMethod(w.ctx, &in)
			refused(t, err, c.code, c.message)
			if *in.HttpMethod == "POST" {
				_, err = w.GetMethod(w.ctx, &apigateway.GetMethodRequest{
					RestApiId: api.Id, ResourceId: api.RootResourceId, HttpMethod: ptr("POST"),
				})
				refused(t, err, "NotFoundException", "Invalid Method identifier specified")
			}
		})
	}
}

func TestIntegrationRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.blank()
	w.method(api, *api.RootResourceId, "GET")
	lambda := "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:0:function:f/invocations"
	for name, c := range map[string]struct {
		in            apigateway.PutIntegrationRequest
		code, message string
	}{
		"no method": {apigateway.PutIntegrationRequest{HttpMethod: ptr("POST"), Type: ptr("MOCK")}, "NotFoundException",
			"Invalid Method identifier specified"},
		"no backend": {apigateway.PutIntegrationRequest{Type: ptr("HTTP"), IntegrationHttpMethod: ptr("GET")}, "BadRequestException",
			"Invalid HTTP endpoint specified for URI"},
		"no verb": {apigateway.PutIntegrationRequest{Type: ptr("AWS_PROXY"), Uri: &lambda}, "BadRequestException",
			"Enumeration value for HttpMethod must be non-empty"},
		"no ARN": {apigateway.PutIntegrationRequest{Type: ptr("AWS"), IntegrationHttpMethod: ptr("POST"), Uri: ptr("lambda")},
			"BadRequestException", "Invalid ARN specified in the request"},
		"neither path nor action": {apigateway.PutIntegrationRequest{
			Type: ptr("AWS"), IntegrationHttpMethod: ptr("POST"), Uri: ptr("arn:aws:apigateway:eu-west-1:lambda:x"),
		}, "BadRequestException", "AWS ARN for integration must contain path or action"},
		"a proxy for another service": {apigateway.PutIntegrationRequest{
			Type: ptr("AWS_PROXY"), IntegrationHttpMethod: ptr("POST"), Uri: ptr("arn:aws:apigateway:eu-west-1:sns:path/x"),
		}, "BadRequestException",
			"Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."},
		"too slow": {apigateway.PutIntegrationRequest{Type: ptr("MOCK"), TimeoutInMillis: ptr(int64(29001))}, "BadRequestException",
			"Timeout should be between 50 ms and 29000 ms"},
		"no content type": {apigateway.PutIntegrationRequest{Type: ptr("MOCK"), RequestTemplates: map[string]string{"123": "x"}},
			"BadRequestException", "Validation Result: warnings : [], errors : [Invalid content type specified: 123]"},
		"no mapping": {apigateway.PutIntegrationRequest{
			Type: ptr("MOCK"), RequestParameters: map[string]string{"integration.request.header.x": "true"},
		}, "BadRequestException", "Invalid mapping expression specified: Validation Result: warnings : [], errors : " +
			"[Invalid mapping expression specified: true]"},
	} {
		t.Run(name, func(t *testing.T) {
			in := c.in
			in.RestApiId, in.ResourceId = api.Id, api.RootResourceId
			if in.HttpMethod == nil {
				in.HttpMethod = ptr("GET")
			}
			_, err := w.PutIntegration(w.ctx, &in)
			refused(t, err, c.code, c.message)
		})
	}
	i, err := w.GetIntegration(w.ctx, &apigateway.GetIntegrationRequest{
		RestApiId: api.Id, ResourceId: api.RootResourceId, HttpMethod: ptr("GET"),
	})
	want := &apigateway.Integration{
		Type: ptr("MOCK"), PassthroughBehavior: ptr("WHEN_NO_MATCH"), TimeoutInMillis: ptr(int64(29000)),
		CacheNamespace: api.RootResourceId, CacheKeyParameters: []string{},
	}
	if diff := cmp.Diff(want, must(t, i, err)); diff != "" {
		t.Errorf("what was there (-want +got):\n%s", diff)
	}
}
