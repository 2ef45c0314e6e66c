package restapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi/mapping"
)

func (c *compiler) compileMethod(
	r *apigateway.Resource, verb string, m *apigateway.Method, v apigateway.RequestValidator,
) (*Route, error) {
	out := &Route{
		ResourceID: awsapi.Val(r.Id), ResourcePath: awsapi.Val(r.Path), Method: verb,
		OperationName: awsapi.Val(m.OperationName), Scopes: slices.Clone(m.AuthorizationScopes),
		APIKeyRequired: awsapi.Val(m.ApiKeyRequired), RequestModels: m.RequestModels,
		Required:           requiredParameters(m.RequestParameters),
		ValidateParameters: awsapi.Val(v.ValidateRequestParameters), ValidateBody: awsapi.Val(v.ValidateRequestBody),
		Settings: settingsOf(c.src.Stage.MethodSettings, awsapi.Val(r.Path), verb),
	}
	if err := c.authorize(out, m); err != nil {
		return nil, err
	}
	var err error
	if out.Responses, err = methodResponses(m); err != nil {
		return nil, err
	}
	if m.MethodIntegration == nil {
		return nil, fmt.Errorf("no integration defined for method")
	}
	if out.Integration, err = compileIntegration(m.MethodIntegration); err != nil {
		return nil, err
	}
	return out, nil
}

// authorize resolves who decides. Whatever is not understood here is a fault: there is no way on without a decision.
func (c *compiler) authorize(out *Route, m *apigateway.Method) error {
	switch kind := awsapi.Val(m.AuthorizationType); kind {
	case authNone:
		out.Authorization = AuthorizationNone
		return nil
	case authIAM:
		out.Authorization = AuthorizationIAM
		return nil
	case authCognito:
		out.Authorization = AuthorizationCognito
	case authCustom:
		out.Authorization = AuthorizationCustom
	default:
		return fmt.Errorf("authorization type %q is not known", kind)
	}
	id := awsapi.Val(m.AuthorizerId)
	if why, ok := c.broken[id]; ok {
		return fmt.Errorf("authorizer %s: %s", id, why)
	}
	out.Authorizer = c.authorizers[id]
	if out.Authorizer == nil {
		return fmt.Errorf("authorizer %q is missing", id)
	}
	if (out.Authorizer.Type == authCognito) != (out.Authorization == AuthorizationCognito) {
		return fmt.Errorf("authorizer %s is of type %s, which does not fit %s", id, out.Authorizer.Type, *m.AuthorizationType)
	}
	return nil
}

func compileAuthorizer(a *apigateway.Authorizer) (*Authorizer, error) {
	out := &Authorizer{
		ID: awsapi.Val(a.Id), Name: awsapi.Val(a.Name), Type: awsapi.Val(a.Type), ProviderARNs: slices.Clone(a.ProviderARNs),
		TTL: 300 * time.Second, URI: awsapi.Val(a.AuthorizerUri), Credentials: awsapi.Val(a.AuthorizerCredentials),
	}
	if a.AuthorizerResultTtlInSeconds != nil {
		out.TTL = time.Duration(*a.AuthorizerResultTtlInSeconds) * time.Second
	}
	if err := checkAuthorizer(a); err != nil {
		return nil, fmt.Errorf("%s", awsapi.AsException(err).Message)
	}
	out.IdentityHeader, _ = identityHeader(a)
	if e := awsapi.Val(a.IdentityValidationExpression); e != "" {
		re, err := awsapi.CompilePattern(e)
		if err != nil {
			return nil, fmt.Errorf("identity validation expression: %w", err)
		}
		out.Validation = re
	}
	return out, nil
}

// requiredParameters lists what must be there in the order in which it is missed: headers, path, query.
func requiredParameters(parameters map[string]bool) []RequestParameter {
	var out []RequestParameter
	for _, in := range []string{"header", "path", "querystring"} {
		for _, key := range sortedKeys(parameters) {
			if place, name, ok := requestParameter(key); ok && parameters[key] && place == in {
				out = append(out, RequestParameter{In: in, Name: name})
			}
		}
	}
	return out
}

func methodResponses(m *apigateway.Method) (map[string]*MethodResponse, error) {
	out := map[string]*MethodResponse{}
	for code, r := range m.MethodResponses {
		status, err := statusCode(code)
		if err != nil {
			return nil, fmt.Errorf("method response: %w", err)
		}
		headers := map[string]bool{}
		for key, required := range r.ResponseParameters {
			name, ok := responseHeader(key)
			if !ok {
				return nil, fmt.Errorf("method response %s: parameter %q is not a response header", code, key)
			}
			headers[name] = required
		}
		out[code] = &MethodResponse{Status: status, Headers: headers, Models: r.ResponseModels}
	}
	return out, nil
}

func statusCode(code string) (int, error) {
	status, err := strconv.Atoi(code)
	if err != nil || status < 100 || status > 599 {
		return 0, fmt.Errorf("status code %q is not valid", code)
	}
	return status, nil
}

// requestMapping reads an entry of an integration's requestParameters.
func requestMapping(target, source string) (Mapping, error) {
	return parseMapping(target, source, "integration.request.")
}

// responseMapping reads an entry of an integration response's responseParameters.
func responseMapping(target, source string) (Mapping, error) {
	return parseMapping(target, source, "method.response.")
}

// gatewayMapping reads an entry of a gateway response's responseParameters.
func gatewayMapping(target, source string) (Mapping, error) {
	return parseMapping(target, source, "gatewayresponse.")
}

func parseMapping(target, source, side string) (Mapping, error) {
	t, err := mapping.ParseTarget(target)
	if err != nil {
		return Mapping{}, err
	}
	in, ok := strings.CutPrefix(string(t.Place), side)
	if !ok {
		return Mapping{}, fmt.Errorf("parameter %q does not belong here", target)
	}
	from, err := mapping.ParseParameter(source)
	if err != nil {
		return Mapping{}, err
	}
	if !sourceFits(from.Place, side) {
		return Mapping{}, fmt.Errorf("parameter %q cannot be read for %q", source, target)
	}
	return Mapping{In: in, Name: t.Name, From: from}, nil
}

// sourceFits tells whether the message a parameter is read from is there: the backend's answer only behind the backend,
// the client's request only before it and where the gateway answers itself.
func sourceFits(place mapping.Place, side string) bool {
	fromResponse := strings.HasPrefix(string(place), "integration.response.")
	fromRequest := strings.HasPrefix(string(place), "method.request.")
	switch side {
	case "method.response.":
		return !fromRequest
	default:
		return !fromResponse
	}
}
