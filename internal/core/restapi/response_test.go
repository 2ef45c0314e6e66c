package restapi_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

func TestResponses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.blank()
	root, get, ok := api.RootResourceId, ptr("GET"), ptr("200")
	w.method(api, *root, "GET")
	integration := func(r apigateway.PutIntegrationResponseRequest) error {
		r.RestApiId, r.ResourceId, r.HttpMethod, r.StatusCode = api.Id, root, get, ok
		_, err := w.PutIntegrationResponse(w.ctx, &r)
		return err
	}
	header := map[string]string{"method.response.header.X": "'x'"}
	refused(t, integration(apigateway.PutIntegrationResponseRequest{ResponseParameters: header}), "BadRequestException",
		"Invalid mapping expression specified: Validation Result: warnings : [], errors : "+
			"[Invalid mapping expression parameter specified: method.response.header.X]")
	declare := &apigateway.PutMethodResponseRequest{
		RestApiId: api.Id, ResourceId: root, HttpMethod: get, StatusCode: ok,
		ResponseParameters: map[string]bool{"method.response.header.X": true}, ResponseModels: map[string]string{"application/json": "Empty"},
	}
	if _, err := w.PutMethodResponse(w.ctx, declare); err != nil {
		t.Fatal(err)
	}
	_, err := w.PutMethodResponse(w.ctx, declare)
	refused(t, err, "ConflictException", "Response already exists for this resource")
	if err := integration(apigateway.PutIntegrationResponseRequest{ResponseParameters: header}); err != nil {
		t.Fatal(err)
	}
	refused(t, integration(apigateway.PutIntegrationResponseRequest{ResponseTemplates: map[string]string{"123": "x"}}),
		"BadRequestException", "Validation Result: warnings : [], errors : [Invalid content type specified: 123]")

	_, err = w.GetIntegrationResponse(w.ctx, &apigateway.GetIntegrationResponseRequest{
		RestApiId: api.Id, ResourceId: root, HttpMethod: get, StatusCode: ptr("404"),
	})
	refused(t, err, "NotFoundException", "Invalid Response status code specified")
	_, err = w.DeleteIntegrationResponse(w.ctx, &apigateway.DeleteIntegrationResponseRequest{
		RestApiId: api.Id, ResourceId: root, HttpMethod: ptr("POST"), StatusCode: ok,
	})
	refused(t, err, "NotFoundException", "Invalid Integration identifier specified")
	_, err = w.DeleteMethodResponse(w.ctx, &apigateway.DeleteMethodResponseRequest{
		RestApiId: api.Id, ResourceId: root, HttpMethod: get, StatusCode: ptr("404"),
	})
	refused(t, err, "NotFoundException", "Invalid Response status code specified")
	_, err = w.DeleteModel(w.ctx, &apigateway.DeleteModelRequest{RestApiId: api.Id, ModelName: ptr("Empty")})
	refused(t, err, "ConflictException", "Cannot delete model 'Empty', is referenced in method response: //GET")

	for _, del := range []func() error{
		func() error {
			_, err := w.DeleteIntegrationResponse(w.ctx, &apigateway.DeleteIntegrationResponseRequest{
				RestApiId: api.Id, ResourceId: root, HttpMethod: get, StatusCode: ok,
			})
			return err
		},
		func() error {
			_, err := w.DeleteMethodResponse(w.ctx, &apigateway.DeleteMethodResponseRequest{
				RestApiId: api.Id, ResourceId: root, HttpMethod: get, StatusCode: ok,
			})
			return err
		},
		func() error {
			_, err := w.DeleteIntegration(w.ctx, &apigateway.DeleteIntegrationRequest{RestApiId: api.Id, ResourceId: root, HttpMethod: get})
			return err
		},
		func() error {
			_, err := w.DeleteMethod(w.ctx, &apigateway.DeleteMethodRequest{RestApiId: api.Id, ResourceId: root, HttpMethod: get})
			return err
		},
	} {
		if err := del(); err != nil {
			t.Error(err)
		}
	}
	_, err = w.DeleteMethod(w.ctx, &apigateway.DeleteMethodRequest{RestApiId: api.Id, ResourceId: root, HttpMethod: get})
	refused(t, err, "NotFoundException", "Invalid Method identifier specified")
}

func TestGatewayResponses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.blank()
	read := func(kind string) *apigateway.GatewayResponse {
		r, err := w.GetGatewayResponse(w.ctx, &apigateway.GetGatewayResponseRequest{RestApiId: api.Id, ResponseType: &kind})
		return must(t, r, err)
	}
	const usual = `{"message":$context.error.messageString}`
	r := read("UNAUTHORIZED")
	if *r.StatusCode != "401" || !*r.DefaultResponse || r.ResponseTemplates["application/json"] != usual || r.ResponseParameters == nil {
		t.Errorf("by itself: %v", r)
	}
	if d := read("DEFAULT_5XX"); d.StatusCode != nil || !*d.DefaultResponse {
		t.Errorf("a class by itself: %v", d)
	}
	set := func(in apigateway.PutGatewayResponseRequest) *apigateway.GatewayResponse {
		in.RestApiId = api.Id
		r, err := w.PutGatewayResponse(w.ctx, &in)
		return must(t, r, err)
	}
	set(apigateway.PutGatewayResponseRequest{
		ResponseType: ptr("DEFAULT_4XX"), StatusCode: ptr("444"), ResponseParameters: map[string]string{"gatewayresponse.header.X": "'x'"},
	})
	if r = read("UNAUTHORIZED"); *r.StatusCode != "444" || !*r.DefaultResponse || r.ResponseParameters["gatewayresponse.header.X"] != "'x'" {
		t.Errorf("by its class: %v", r)
	}
	if other := read("INTEGRATION_TIMEOUT"); *other.StatusCode != "504" {
		t.Errorf("of the other class: %v", other)
	}
	if r = set(apigateway.PutGatewayResponseRequest{
		ResponseType: ptr("UNAUTHORIZED"), ResponseTemplates: map[string]string{"text/plain": "no"},
	}); *r.StatusCode != "401" || *r.DefaultResponse || len(r.ResponseParameters) != 0 {
		t.Errorf("of its own: %v", r)
	}
	list, err := w.GetGatewayResponses(w.ctx, &apigateway.GetGatewayResponsesRequest{RestApiId: api.Id})
	if must(t, list, err); len(list.Items) != 21 || *list.Items[0].ResponseType != "ACCESS_DENIED" {
		t.Errorf("%d types", len(list.Items))
	}
	del := func() error {
		_, err := w.DeleteGatewayResponse(w.ctx, &apigateway.DeleteGatewayResponseRequest{RestApiId: api.Id, ResponseType: ptr("UNAUTHORIZED")})
		return err
	}
	if err := del(); err != nil {
		t.Fatal(err)
	}
	refused(t, del(), "NotFoundException", "Gateway response type not defined on api")
}

func TestAuthorizersModelsValidators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := w.blank()
	pool := "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_a"
	authorizer := func(in apigateway.CreateAuthorizerRequest) (*apigateway.Authorizer, error) {
		if in.RestApiId == nil {
			in.RestApiId = api.Id
		}
		return w.CreateAuthorizer(w.ctx, &in)
	}
	_, err := authorizer(apigateway.CreateAuthorizerRequest{RestApiId: ptr("x"), Name: ptr("a"), Type: ptr("TOKEN")})
	refused(t, err, "ConflictException", "Unable to complete operation due to concurrent modification. Please try again later.")
	_, err = authorizer(apigateway.CreateAuthorizerRequest{Name: ptr("a"), Type: ptr("COGNITO_USER_POOLS")})
	refused(t, err, "BadRequestException", "Provider ARNs must be non-empty for an authorizer of type COGNITO_USER_POOLS")
	_, err = authorizer(apigateway.CreateAuthorizerRequest{Name: ptr("a"), Type: ptr("COGNITO_USER_POOLS"), ProviderARNs: []string{"x"}})
	refused(t, err, "BadRequestException", "Invalid ARN specified in the request: x")
	a, err := authorizer(apigateway.CreateAuthorizerRequest{Name: ptr("a"), Type: ptr("COGNITO_USER_POOLS"), ProviderARNs: []string{pool}})
	if must(t, a, err); *a.AuthType != "cognito_user_pools" || *a.IdentitySource != "method.request.header.Authorization" {
		t.Errorf("made %v", a)
	}
	_, err = w.GetAuthorizer(w.ctx, &apigateway.GetAuthorizerRequest{RestApiId: api.Id, AuthorizerId: ptr("x")})
	refused(t, err, "NotFoundException", "Invalid Authorizer identifier specified")
	v, err := w.CreateRequestValidator(w.ctx, &apigateway.CreateRequestValidatorRequest{RestApiId: api.Id, Name: ptr("v")})
	must(t, v, err)
	_, err = w.CreateRequestValidator(w.ctx, &apigateway.CreateRequestValidatorRequest{RestApiId: ptr("x"), Name: ptr("v")})
	refused(t, err, "BadRequestException", "Invalid REST API identifier specified")

	m, err := w.PutMethod(w.ctx, &apigateway.PutMethodRequest{
		RestApiId: api.Id, ResourceId: api.RootResourceId, HttpMethod: ptr("GET"), AuthorizationType: ptr("COGNITO_USER_POOLS"),
		AuthorizerId: a.Id, RequestValidatorId: v.Id, RequestModels: map[string]string{"application/json": "Empty"},
	})
	must(t, m, err)
	_, err = w.DeleteAuthorizer(w.ctx, &apigateway.DeleteAuthorizerRequest{RestApiId: api.Id, AuthorizerId: a.Id})
	refused(t, err, "ConflictException", "Cannot delete authorizer 'a', is referenced in method: //GET")
	_, err = w.DeleteRequestValidator(w.ctx, &apigateway.DeleteRequestValidatorRequest{RestApiId: api.Id, RequestValidatorId: v.Id})
	refused(t, err, "ConflictException", "Cannot delete request validator 'v', is referenced in method request: //GET")
	_, err = w.DeleteModel(w.ctx, &apigateway.DeleteModelRequest{RestApiId: api.Id, ModelName: ptr("Empty")})
	refused(t, err, "ConflictException", "Cannot delete model 'Empty', is referenced in method request: //GET")

	for in, want := range map[*apigateway.CreateModelRequest]string{
		{Name: ptr("")}:                         "BadRequestException Model name must be non-empty",
		{Name: ptr("New")}:                      "BadRequestException Model schema must have at least 1 property or array items defined",
		{Name: ptr("Error"), Schema: ptr("{}")}: "ConflictException Model name already exists for this REST API",
	} {
		in.RestApiId, in.ContentType = api.Id, ptr("application/json")
		_, err := w.CreateModel(w.ctx, in)
		code, message, _ := strings.Cut(want, " ")
		refused(t, err, code, message)
	}
	_, err = w.GetModel(w.ctx, &apigateway.GetModelRequest{RestApiId: ptr("x"), ModelName: ptr("Empty")})
	refused(t, err, "NotFoundException", "Invalid model name specified: Empty")
}
