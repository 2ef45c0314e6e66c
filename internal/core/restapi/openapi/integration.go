package openapi

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// integration reads x-amazon-apigateway-integration.
func (r *reader) integration(c cursor) *apigateway.Integration {
	if !c.object().present() {
		return nil
	}
	r.checkIntegration(c)
	return &apigateway.Integration{
		Type: upper(c.key("type")), HttpMethod: upper(c.key("httpMethod")), Uri: c.key("uri").text(),
		ConnectionType: upper(c.key("connectionType")), ConnectionId: c.key("connectionId").text(),
		Credentials: c.key("credentials").text(), PassthroughBehavior: upper(c.key("passthroughBehavior")),
		ContentHandling: upper(c.key("contentHandling")), TimeoutInMillis: c.key("timeoutInMillis").number(),
		RequestParameters: c.key("requestParameters").textMap(), RequestTemplates: c.key("requestTemplates").textMap(),
		CacheNamespace: c.key("cacheNamespace").text(), CacheKeyParameters: c.key("cacheKeyParameters").texts(),
		TlsConfig: tlsConfig(c.key("tlsConfig")), IntegrationResponses: r.integrationResponses(c.key("responses")),
	}
}

// checkIntegration refuses what would change what the backend is asked or answers.
func (r *reader) checkIntegration(c cursor) {
	oneOf(c.key("type"), "HTTP", "HTTP_PROXY", "AWS", "AWS_PROXY", "MOCK")
	if !c.key("type").present() {
		c.key("type").fail("is missing")
	}
	oneOf(c.key("passthroughBehavior"), "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER")
	oneOf(c.key("contentHandling"), "CONVERT_TO_BINARY", "CONVERT_TO_TEXT")
	oneOf(c.key("connectionType"), "INTERNET", "VPC_LINK")
	for _, name := range c.keys() {
		switch name {
		case "type", "httpMethod", "uri", "connectionType", "connectionId", "credentials", "passthroughBehavior",
			"contentHandling", "timeoutInMillis", "requestParameters", "requestTemplates", "cacheNamespace",
			"cacheKeyParameters", "tlsConfig", "responses":
		case "responseTransferMode", "integrationTarget", "integrationSubtype":
			c.raw(name).fail("is not supported")
		case "payloadFormatVersion":
			c.raw(name).warn("REST APIs have no payload formats")
		default:
			if !strings.HasPrefix(name, "x-") && name != "description" {
				c.raw(name).warn("is not a known setting of integrations")
			}
		}
	}
}

// oneOf refuses a text that is none of these, in whatever case.
func oneOf(c cursor, values ...string) {
	text := upper(c)
	if text != nil && *text != "" && !slices.Contains(values, *text) {
		c.fail("must be one of " + strings.Join(values, ", "))
	}
}

func tlsConfig(c cursor) *apigateway.TlsConfig {
	if !c.object().present() {
		return nil
	}
	return &apigateway.TlsConfig{InsecureSkipVerification: c.key("insecureSkipVerification").flag()}
}

// integrationResponses reads the responses by the pattern that selects them; "default" is the one without a pattern.
func (r *reader) integrationResponses(list cursor) map[string]apigateway.IntegrationResponse {
	var out map[string]apigateway.IntegrationResponse
	for _, pattern := range list.keys() {
		c := list.key(pattern).object()
		code := c.key("statusCode").val()
		if !statusCode.MatchString(code) {
			c.key("statusCode").fail("must be a status code")
			continue
		}
		response := apigateway.IntegrationResponse{
			StatusCode: &code, ResponseParameters: c.key("responseParameters").textMap(),
			ResponseTemplates: c.key("responseTemplates").textMap(), ContentHandling: upper(c.key("contentHandling")),
		}
		if pattern != "default" {
			response.SelectionPattern = &pattern
		}
		if _, ok := out[code]; ok {
			c.fail("another response has the status code " + code + " too: API Gateway keeps one for each")
			continue
		}
		if out == nil {
			out = map[string]apigateway.IntegrationResponse{}
		}
		out[code] = response
	}
	return out
}

// upper reads an enumeration in whatever case it is written.
func upper(c cursor) *string {
	t := c.text()
	if t == nil {
		return nil
	}
	return awsapi.Ptr(strings.ToUpper(*t))
}
