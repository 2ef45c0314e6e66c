// Package served is the list of what API Gateway has and this gateway does not serve. Whatever asks for any of it is refused,
// when it is imported and again when it is deployed: nothing is left out in silence, least of all a protection.
//
//	definition --Definition--> faults with their place in the document (import, and before it the command line)
//	API, stage, methods --API, Stage, Method--> reasons (deployment, stage)
//
// Work on the gateway deletes lines here.
package served

import (
	"maps"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi/openapi"
)

// The account's own limits, which a stage may name without asking for anything.
const (
	usualRate  = 10000
	usualBurst = 5000
)

// Definition names what a document asks for and would not get, with the places.
func Definition(def *openapi.Definition) []openapi.Fault {
	var faults []openapi.Fault
	add := func(pointer string, reasons []string) {
		for _, reason := range reasons {
			faults = append(faults, openapi.Fault{Pointer: pointer, Reason: reason})
		}
	}
	add("", API(&def.API))
	for _, r := range def.Resources {
		for i := range r.Methods {
			m := &r.Methods[i]
			add(m.Pointer, Method(&m.Document, validator(def, m.Validator)))
		}
	}
	return faults
}

func validator(def *openapi.Definition, name string) apigateway.RequestValidator {
	for _, v := range def.Validators {
		if awsapi.Val(v.Name) == name {
			return v
		}
	}
	return apigateway.RequestValidator{}
}

// Request refuses what a new API may ask for and would not get.
func Request(in *apigateway.CreateRestApiRequest) error {
	for name, asked := range map[string]*string{
		"cloneFrom": in.CloneFrom, "securityPolicy": in.SecurityPolicy, "endpointAccessMode": in.EndpointAccessMode,
	} {
		if asked != nil {
			return apigateway.BadRequestException(name + " is not supported")
		}
	}
	return nil
}

// API names what the API as a whole has and the gateway does not serve.
func API(api *apigateway.RestApi) []string {
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

// Stage names what a stage has and the gateway does not serve.
func Stage(stage *apigateway.Stage) []string {
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
	for _, key := range slices.Sorted(maps.Keys(stage.MethodSettings)) {
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

// Method names what a method has and the gateway does not serve.
func Method(m *apigateway.Method, validator apigateway.RequestValidator) []string {
	var out []string
	switch kind := awsapi.Val(m.AuthorizationType); kind {
	case "NONE", "COGNITO_USER_POOLS":
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
		out = append(out, integration(i)...)
	}
	return out
}

func integration(i *apigateway.Integration) []string {
	var out []string
	if kind := awsapi.Val(i.Type); kind != "MOCK" {
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
