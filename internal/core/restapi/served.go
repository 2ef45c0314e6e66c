package restapi

import (
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// This file is the list of what AWS serves and this gateway does not. A deployment or a stage with any of it is refused:
// nothing is left out in silence, least of all a protection.

// unservedRequest refuses what a new API may ask for and would not get.
func unservedRequest(in *apigateway.CreateRestApiRequest) error {
	for name, asked := range map[string]*string{
		"cloneFrom": in.CloneFrom, "securityPolicy": in.SecurityPolicy, "endpointAccessMode": in.EndpointAccessMode,
	} {
		if asked != nil {
			return apigateway.BadRequestException(name + " is not supported")
		}
	}
	return nil
}

// unservedAPI names what the API as a whole has and the gateway does not serve.
func unservedAPI(api *apigateway.RestApi) []string {
	var out []string
	if awsapi.Val(api.Policy) != "" {
		out = append(out, "resource policies are not supported")
	}
	if e := api.EndpointConfiguration; e != nil && slices.Contains(e.Types, "PRIVATE") {
		out = append(out, "endpoints of type PRIVATE are not supported")
	}
	if api.MinimumCompressionSize != nil {
		out = append(out, "compression (minimumCompressionSize) is not supported")
	}
	return out
}

// unservedStage names what a stage has and the gateway does not serve.
func unservedStage(stage *apigateway.Stage) []string {
	var out []string
	if stage.CanarySettings != nil {
		out = append(out, "canaries are not supported")
	}
	if awsapi.Val(stage.CacheClusterEnabled) {
		out = append(out, "caching (cacheClusterEnabled) is not supported")
	}
	if awsapi.Val(stage.ClientCertificateId) != "" {
		out = append(out, "client certificates are not supported")
	}
	if awsapi.Val(stage.WebAclArn) != "" {
		out = append(out, "web ACLs are not supported")
	}
	if stage.AccessLogSettings != nil {
		out = append(out, "access logs of a stage (accessLogSettings) are not supported")
	}
	for _, key := range sortedKeys(stage.MethodSettings) {
		m := stage.MethodSettings[key]
		if awsapi.Val(m.CachingEnabled) {
			out = append(out, "caching (method settings of "+key+") is not supported")
		}
		if throttles(&m) {
			out = append(out, "throttling (method settings of "+key+") is not supported")
		}
	}
	return out
}

// throttles tells whether a setting asks for another limit than the account's.
func throttles(m *apigateway.MethodSetting) bool {
	rate, burst := m.ThrottlingRateLimit, m.ThrottlingBurstLimit
	return rate != nil && *rate >= 0 && *rate != usualRate || burst != nil && *burst >= 0 && *burst != usualBurst
}

// unservedMethod names what a method has and the gateway does not serve.
func unservedMethod(m *apigateway.Method, validator apigateway.RequestValidator) []string {
	var out []string
	switch kind := awsapi.Val(m.AuthorizationType); kind {
	case authNone, authCognito:
	default:
		out = append(out, "authorization of type "+kind+" is not supported")
	}
	if awsapi.Val(m.ApiKeyRequired) {
		out = append(out, "API keys (apiKeyRequired) are not supported")
	}
	if awsapi.Val(validator.ValidateRequestBody) && len(m.RequestModels) > 0 {
		out = append(out, "validation of request bodies is not supported")
	}
	if i := m.MethodIntegration; i != nil {
		out = append(out, unservedIntegration(i)...)
	}
	return out
}

func unservedIntegration(i *apigateway.Integration) []string {
	var out []string
	if kind := awsapi.Val(i.Type); kind != typeMock {
		out = append(out, "integrations of type "+kind+" are not supported")
	}
	if mode := awsapi.Val(i.ResponseTransferMode); mode != "" && mode != "BUFFERED" {
		out = append(out, "response transfer mode "+mode+" is not supported")
	}
	if awsapi.Val(i.IntegrationTarget) != "" {
		out = append(out, "integration targets are not supported")
	}
	if len(i.CacheKeyParameters) > 0 {
		out = append(out, "cache key parameters are not supported")
	}
	return out
}
