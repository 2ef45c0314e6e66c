package restapi_test

import (
	"encoding/json"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// TestPatches runs patches against a fresh API each: the answer, as JSON, must have the members, or the refusal be this.
func TestPatches(t *testing.T) {
	t.Parallel()
	const onlyReplace = "BadRequestException Invalid patch operation specified. Must be one of: [replace]"
	for noun, cases := range map[string]map[string]struct {
		ops  []apigateway.PatchOperation
		want string // JSON of members ("null": absent), or the exception
	}{
		"api": {
			"texts":              {patch("replace", "/name", "n", "replace", "/description", "d"), `{"name":"n","description":"d"}`},
			"remove":             {patch("remove", "/description", ""), `{"description":null}`},
			"binary":             {patch("add", "/binaryMediaTypes/image~1png", "", "add", "/binaryMediaTypes/a~1b", ""), `{"binaryMediaTypes":["image/png","a/b"]}`},
			"binary exchanged":   {patch("add", "/binaryMediaTypes/image~1png", "", "add", "/binaryMediaTypes/a~1b", "", "replace", "/binaryMediaTypes/image~1png", "image/gif"), `{"binaryMediaTypes":["a/b","image/gif"]}`},
			"binary removed":     {patch("add", "/binaryMediaTypes/image~1png", "", "remove", "/binaryMediaTypes/image~1png", ""), `{"binaryMediaTypes":null}`},
			"binary as a whole":  {patch("add", "/binaryMediaTypes", "x"), "BadRequestException Invalid patch path /binaryMediaTypes"},
			"compression":        {patch("replace", "/minimumCompressionSize", "10"), `{"minimumCompressionSize":10}`},
			"compression off":    {patch("replace", "/minimumCompressionSize", ""), `{"minimumCompressionSize":null}`},
			"compression below":  {patch("replace", "/minimumCompressionSize", "-1"), "BadRequestException Invalid minimum compression size, must be between 0 and 10485760"},
			"compression text":   {patch("replace", "/minimumCompressionSize", "x"), "BadRequestException Invalid minimum compression size, must be between 0 and 10485760"},
			"compression remove": {patch("remove", "/minimumCompressionSize", ""), onlyReplace},
			"endpoint":           {patch("replace", "/endpointConfiguration/types/EDGE", "REGIONAL"), `{"endpointConfiguration":{"types":["REGIONAL"],"ipAddressType":"ipv4"}}`},
			"private":            {patch("replace", "/endpointConfiguration/types/EDGE", "PRIVATE", "add", "/endpointConfiguration/vpcEndpointIds", "vpce-1"), `{"endpointConfiguration":{"types":["PRIVATE"],"ipAddressType":"dualstack","vpcEndpointIds":["vpce-1"]}}`},
			"addresses":          {patch("replace", "/endpointConfiguration/ipAddressType", "dualstack"), `{"endpointConfiguration":{"types":["EDGE"],"ipAddressType":"dualstack"}}`},
			"addresses wrong":    {patch("replace", "/endpointConfiguration/ipAddressType", "wrong"), "BadRequestException ipAddressType must be either ipv4 or dualstack."},
			"addresses added":    {patch("add", "/endpointConfiguration/ipAddressType", "ipv4"), onlyReplace},
			"private, ipv4":      {patch("replace", "/endpointConfiguration/types/EDGE", "PRIVATE", "replace", "/endpointConfiguration/ipAddressType", "ipv4"), "BadRequestException Only dualstack ipAddressType is supported for Private APIs."},
			"no description":     {patch("replace", "/description", ""), `{"description":null}`},
			"endpoint wrong":     {patch("replace", "/endpointConfiguration/types/EDGE", "wrong"), "BadRequestException Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE"},
			"endpoint copied":    {patch("copy", "/endpointConfiguration/types/EDGE", "x"), "BadRequestException Invalid patch operation specified. Must be 'add'|'remove'|'replace'"},
			"closed":             {patch("replace", "/disableExecuteApiEndpoint", "True"), `{"disableExecuteApiEndpoint":true}`},
			"key source":         {patch("replace", "/apiKeySource", "AUTHORIZER"), `{"apiKeySource":"AUTHORIZER"}`},
			"unknown":            {patch("replace", "/id", "x"), "BadRequestException Invalid patch path /id"},
			"no path":            {[]apigateway.PatchOperation{{Op: ptr("replace")}}, "BadRequestException Invalid patch path null"},
		},
		"method": {
			"add":               {patch("add", "/requestParameters/method.request.querystring.q", "true", "add", "/requestModels/application~1json", "Empty"), `{"requestParameters":{"method.request.querystring.q":true},"requestModels":{"application/json":"Empty"}}`},
			"key":               {patch("replace", "/apiKeyRequired", "true", "replace", "/operationName", "Op"), `{"apiKeyRequired":true,"operationName":"Op"}`},
			"whatever is false": {patch("replace", "/apiKeyRequired", "whatever"), `{"apiKeyRequired":false}`},
			"IAM":               {patch("replace", "/authorizationType", "AWS_IAM"), `{"authorizationType":"AWS_IAM","authorizerId":null}`},
			"authorizer unused": {patch("replace", "/authorizerId", "x"), `{"authorizationType":"NONE","authorizerId":null}`},
			"authorizer gone":   {patch("replace", "/authorizationType", "CUSTOM"), "BadRequestException Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."},
			"kind unknown":      {patch("replace", "/authorizationType", "MAGIC"), "BadRequestException Invalid authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS"},
			"validator gone":    {patch("replace", "/requestValidatorId", "x"), "BadRequestException Invalid Request Validator identifier specified"},
			"scopes":            {patch("add", "/authorizationScopes", "a/b", "add", "/authorizationScopes", "c/d", "remove", "/authorizationScopes", "a/b"), `{"authorizationScopes":["c/d"]}`},
			"only replace":      {patch("add", "/operationName", "x"), onlyReplace},
			"no removing":       {patch("remove", "/operationName", ""), onlyReplace},
			"unknown":           {patch("replace", "/httpMethod", "x"), "BadRequestException Invalid patch path /httpMethod"},
			"as a whole":        {patch("add", "/requestParameters", "x"), "BadRequestException Invalid patch path /requestParameters"},
			"not escaped":       {patch("add", "/requestModels/application/json", "x"), "BadRequestException Invalid patch path /requestModels/application/json"},
			"model gone":        {patch("add", "/requestModels/application~1json", "X"), "BadRequestException Invalid model identifier specified: X"},
		},
		"method response": {
			"entries":     {patch("add", "/responseParameters/method.response.header.my-header", "true", "add", "/responseModels/application~1json", "Empty"), `{"responseParameters":{"method.response.header.my-header":true},"responseModels":{"application/json":"Empty"}}`},
			"no header":   {patch("remove", "/responseParameters/method.response.header.x", ""), "NotFoundException Invalid parameter name specified"},
			"no model":    {patch("remove", "/responseModels/application~1json", ""), "NotFoundException Content-Type specified was not found"},
			"unknown":     {patch("add", "/wrong/method.response.header.x", "x"), "BadRequestException Invalid patch path /wrong/method.response.header.x"},
			"replace one": {patch("replace", "/responseParameters/method.response.header.x", "true"), "NotFoundException Invalid parameter name specified"},
		},
		"integration": {
			"fields":      {patch("replace", "/timeoutInMillis", "60", "replace", "/passthroughBehavior", "NEVER"), `{"timeoutInMillis":60,"passthroughBehavior":"NEVER"}`},
			"maps":        {patch("add", "/requestTemplates/text~1plain", "x", "add", "/requestParameters/integration.request.header.a", "'b'"), `{"requestTemplates":{"text/plain":"x"},"requestParameters":{"integration.request.header.a":"'b'"}}`},
			"cache keys":  {patch("add", "/cacheKeyParameters/method.request.path.a", ""), `{"cacheKeyParameters":["method.request.path.a"]}`},
			"slow":        {patch("replace", "/timeoutInMillis", "30000"), "BadRequestException Timeout should be between 50 ms and 29000 ms"},
			"no timeout":  {patch("replace", "/timeoutInMillis", ""), "BadRequestException Timeout should be between 50 ms and 29000 ms"},
			"other type":  {patch("replace", "/type", "HTTP"), "BadRequestException Enumeration value for HttpMethod must be non-empty"},
			"bad mapping": {patch("add", "/requestParameters/integration.request.header.a", "b"), "BadRequestException Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: b]"},
		},
		"gateway response": {
			"status":          {patch("replace", "/statusCode", "444"), `{"statusCode":"444","defaultResponse":false,"responseTemplates":{"application/json":"{\"message\":$context.error.messageString}"}}`},
			"entries":         {patch("add", "/responseParameters/gatewayresponse.header.A", "'b'", "add", "/responseTemplates/a~1b", "t"), `{"responseParameters":{"gatewayresponse.header.A":"'b'"},"responseTemplates":{"a/b":"t"}}`},
			"status added":    {patch("add", "/statusCode", "444"), "BadRequestException Invalid patch path /statusCode"},
			"status removed":  {patch("remove", "/statusCode", ""), "BadRequestException Invalid patch path /statusCode"},
			"absent":          {patch("replace", "/responseParameters/gatewayresponse.header.A", "'b'"), "NotFoundException Invalid parameter name specified"},
			"empty template":  {patch("add", "/responseTemplates/a~1b", ""), "BadRequestException Invalid null or empty value in responseTemplates"},
			"empty parameter": {patch("add", "/responseParameters/gatewayresponse.header.A", ""), "BadRequestException Invalid null or empty value in responseParameters"},
			"unknown":         {patch("replace", "/wrongPath", "x"), "BadRequestException Invalid patch path /wrongPath"},
		},
		"authorizer": {
			"fields":     {patch("replace", "/name", "n", "replace", "/authorizerResultTtlInSeconds", "0"), `{"name":"n","authorizerResultTtlInSeconds":0}`},
			"pools":      {patch("add", "/providerARNs", "arn:aws:cognito-idp:r:1:userpool/r_b", "remove", "/providerARNs", pool), `{"providerARNs":["arn:aws:cognito-idp:r:1:userpool/r_b"]}`},
			"last pool":  {patch("remove", "/providerARNs", pool), "BadRequestException Provider ARNs must be non-empty for an authorizer of type COGNITO_USER_POOLS"},
			"too long":   {patch("replace", "/authorizerResultTtlInSeconds", "3601"), "BadRequestException Authorizer result TTL must be between 0 and 3600 seconds"},
			"other type": {patch("replace", "/type", "TOKEN"), "BadRequestException Authorizer Uri must be non-empty"},
			"no header":  {patch("replace", "/identitySource", "context.x"), "BadRequestException Invalid identity source specified: context.x"},
		},
		"model": {
			"schema":    {patch("replace", "/schema", `{"type":"object"}`), `{"schema":"{\"type\":\"object\"}"}`},
			"no schema": {patch("replace", "/schema", ""), "BadRequestException Model schema must have at least 1 property or array items defined"},
			"name":      {patch("replace", "/name", "x"), "BadRequestException Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]"},
			"add":       {patch("add", "/wrong-path", "x"), "BadRequestException Invalid patch path  '/wrong-path' specified for op 'add'. Please choose supported operations"},
		},
		"validator": {
			"true":     {patch("replace", "/validateRequestBody", "true"), `{"validateRequestBody":true}`},
			"nothing":  {patch("replace", "/validateRequestBody", ""), `{"validateRequestBody":false}`},
			"no name":  {patch("replace", "/name", ""), "BadRequestException Request Validator name cannot be blank"},
			"unknown":  {patch("replace", "/invalidPath", "x"), "BadRequestException Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/name, /validateRequestParameters, /validateRequestBody]"},
			"not here": {patch("remove", "/validateRequestBody", ""), "BadRequestException Invalid patch path  '/validateRequestBody' specified for op 'remove'. Please choose supported operations"},
		},
		"stage": {
			"variables":   {patch("add", "/variables/a", "1", "replace", "/variables/b", "2", "remove", "/variables/a", ""), `{"variables":{"b":"2"}}`},
			"bad name":    {patch("replace", "/variables/a-b", "1"), "BadRequestException Invalid stage variable specified: a-b"},
			"bad value":   {patch("replace", "/variables/a", "<x>"), "BadRequestException Invalid stage variable specified: a"},
			"description": {patch("replace", "/description", "d", "replace", "/tracingEnabled", "true"), `{"description":"d","tracingEnabled":true}`},
			"deployment":  {patch("replace", "/deploymentId", "nobody"), "NotFoundException Invalid Deployment identifier specified"},
			"logging":     {patch("replace", "/*/*/logging/loglevel", "INFO"), `{"methodSettings":{"*/*":{"loggingLevel":"INFO","metricsEnabled":false,"dataTraceEnabled":false,"throttlingBurstLimit":5000,"throttlingRateLimit":10000,"cachingEnabled":false,"cacheTtlInSeconds":300,"cacheDataEncrypted":false,"requireAuthorizationForCacheControl":true,"unauthorizedCacheControlHeaderStrategy":"SUCCEED_WITH_RESPONSE_HEADER"}}}`},
			"metrics":     {patch("replace", "/~1pets/GET/metrics/enabled", "true", "remove", "/~1pets/GET", ""), `{"methodSettings":{}}`},
			"bad level":   {patch("replace", "/*/*/logging/loglevel", "LOUD"), "BadRequestException Invalid logging level specified. Valid options are OFF,ERROR,INFO"},
			"bad rate":    {patch("replace", "/*/*/throttling/rateLimit", "NaN"), "BadRequestException Invalid number specified in method settings"},
			"throttling":  {patch("replace", "/*/*/throttling/rateLimit", "5"), "BadRequestException The stage cannot be served: throttling (method settings of */*) is not supported"},
			"caching":     {patch("replace", "/*/*/caching/enabled", "true"), "BadRequestException The stage cannot be served: caching (method settings of */*) is not supported"},
			"cache":       {patch("replace", "/cacheClusterEnabled", "true"), "BadRequestException The stage cannot be served: caching (cacheClusterEnabled) is not supported"},
			"access log":  {patch("replace", "/accessLogSettings/format", "x"), "BadRequestException The stage cannot be served: access logs of a stage (accessLogSettings) are not supported"},
			"canary":      {patch("replace", "/canarySettings/percentTraffic", "5"), "BadRequestException Invalid patch path /canarySettings/percentTraffic"},
			"unknown":     {patch("replace", "/stageName", "x"), "BadRequestException Invalid patch path /stageName"},
		},
		"deployment": {
			"description": {patch("replace", "/description", "d"), `{"description":"d"}`},
			"nothing else": {patch("replace", "/id", "d"),
				"BadRequestException Invalid patch path  '/id' specified for op 'replace'. Must be one of: [/description]"},
		},
	} {
		t.Run(noun, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for name, c := range cases {
				t.Run(name, func(t *testing.T) {
					mine := *w // each case makes an API of its own
					mine.t = t
					out, err := patched(&mine, noun, c.ops)
					if c.want[0] != '{' {
						if err == nil || awsapi.AsException(err) == nil {
							t.Fatalf("got %v; want %s", err, c.want)
						}
						if e := awsapi.AsException(err); e.Code+" "+e.Message != c.want {
							t.Errorf("got  %s %s\nwant %s", e.Code, e.Message, c.want)
						}
						return
					}
					hasMembers(t, must(t, out, err), c.want)
				})
			}
		})
	}
}

const pool = "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_a"

// patched makes one of the noun and patches it.
func patched(w *world, noun string, ops []apigateway.PatchOperation) (any, error) {
	api := w.blank()
	root, get := api.RootResourceId, ptr("GET")
	w.method(api, *root, *get)
	switch noun {
	case "api":
		return w.UpdateRestApi(w.ctx, &apigateway.UpdateRestApiRequest{RestApiId: api.Id, PatchOperations: ops})
	case "method":
		return w.UpdateMethod(w.ctx, &apigateway.UpdateMethodRequest{RestApiId: api.Id, ResourceId: root, HttpMethod: get, PatchOperations: ops})
	case "method response":
		r, err := w.PutMethodResponse(w.ctx, &apigateway.PutMethodResponseRequest{RestApiId: api.Id, ResourceId: root, HttpMethod: get, StatusCode: ptr("200")})
		must(w.t, r, err)
		return w.UpdateMethodResponse(w.ctx, &apigateway.UpdateMethodResponseRequest{
			RestApiId: api.Id, ResourceId: root, HttpMethod: get, StatusCode: ptr("200"), PatchOperations: ops,
		})
	case "integration":
		return w.UpdateIntegration(w.ctx, &apigateway.UpdateIntegrationRequest{RestApiId: api.Id, ResourceId: root, HttpMethod: get, PatchOperations: ops})
	case "gateway response":
		return w.UpdateGatewayResponse(w.ctx, &apigateway.UpdateGatewayResponseRequest{RestApiId: api.Id, ResponseType: ptr("UNAUTHORIZED"), PatchOperations: ops})
	case "authorizer":
		a, err := w.CreateAuthorizer(w.ctx, &apigateway.CreateAuthorizerRequest{
			RestApiId: api.Id, Name: ptr("a"), Type: ptr("COGNITO_USER_POOLS"), ProviderARNs: []string{pool},
		})
		must(w.t, a, err)
		return w.UpdateAuthorizer(w.ctx, &apigateway.UpdateAuthorizerRequest{RestApiId: api.Id, AuthorizerId: a.Id, PatchOperations: ops})
	case "model":
		return w.UpdateModel(w.ctx, &apigateway.UpdateModelRequest{RestApiId: api.Id, ModelName: ptr("Empty"), PatchOperations: ops})
	case "validator":
		v, err := w.CreateRequestValidator(w.ctx, &apigateway.CreateRequestValidatorRequest{RestApiId: api.Id, Name: ptr("v")})
		must(w.t, v, err)
		return w.UpdateRequestValidator(w.ctx, &apigateway.UpdateRequestValidatorRequest{RestApiId: api.Id, RequestValidatorId: v.Id, PatchOperations: ops})
	case "deployment":
		d := w.deployed(api.Id, "dev")
		return w.UpdateDeployment(w.ctx, &apigateway.UpdateDeploymentRequest{RestApiId: api.Id, DeploymentId: d.Id, PatchOperations: ops})
	}
	w.deployed(api.Id, "dev")
	return w.UpdateStage(w.ctx, &apigateway.UpdateStageRequest{RestApiId: api.Id, StageName: ptr("dev"), PatchOperations: ops})
}

// hasMembers compares the members that want names.
func hasMembers(t *testing.T, got any, want string) {
	t.Helper()
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var have, need map[string]json.RawMessage
	if err := json.Unmarshal(text, &have); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &need); err != nil {
		t.Fatal(err)
	}
	for name, value := range need {
		there, ok := have[name]
		if string(value) == "null" && ok && string(there) != "{}" && string(there) != "[]" {
			t.Errorf("%s is there: %s", name, there)
		}
		if string(value) != "null" && string(value) != "{}" && !sameJSON(there, value) {
			t.Errorf("%s\ngot  %s\nwant %s", name, there, value)
		}
		if string(value) == "{}" && ok && string(there) != "{}" {
			t.Errorf("%s\ngot  %s\nwant nothing", name, there)
		}
	}
}

func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	left, _ := json.Marshal(x)
	right, _ := json.Marshal(y)
	return string(left) == string(right)
}
