package restapi

// ResponseType names an answer that the gateway gives in its own name.
type ResponseType string

// The types of gateway responses.
const (
	Default4XX                   ResponseType = "DEFAULT_4XX"
	Default5XX                   ResponseType = "DEFAULT_5XX"
	ResourceNotFound             ResponseType = "RESOURCE_NOT_FOUND"
	Unauthorized                 ResponseType = "UNAUTHORIZED"
	InvalidAPIKey                ResponseType = "INVALID_API_KEY"
	AccessDenied                 ResponseType = "ACCESS_DENIED"
	AuthorizerFailure            ResponseType = "AUTHORIZER_FAILURE"
	AuthorizerConfigurationError ResponseType = "AUTHORIZER_CONFIGURATION_ERROR"
	InvalidSignature             ResponseType = "INVALID_SIGNATURE"
	ExpiredToken                 ResponseType = "EXPIRED_TOKEN"
	MissingAuthenticationToken   ResponseType = "MISSING_AUTHENTICATION_TOKEN"
	IntegrationFailure           ResponseType = "INTEGRATION_FAILURE"
	IntegrationTimeout           ResponseType = "INTEGRATION_TIMEOUT"
	APIConfigurationError        ResponseType = "API_CONFIGURATION_ERROR"
	UnsupportedMediaType         ResponseType = "UNSUPPORTED_MEDIA_TYPE"
	BadRequestParameters         ResponseType = "BAD_REQUEST_PARAMETERS"
	BadRequestBody               ResponseType = "BAD_REQUEST_BODY"
	RequestTooLarge              ResponseType = "REQUEST_TOO_LARGE"
	Throttled                    ResponseType = "THROTTLED"
	QuotaExceeded                ResponseType = "QUOTA_EXCEEDED"
	WAFFiltered                  ResponseType = "WAF_FILTERED"
)

// responseStatus is the status of every type; the two defaults have none of their own.
var responseStatus = map[ResponseType]int{
	Default4XX: 0, Default5XX: 0,
	ResourceNotFound: 404, Unauthorized: 401, InvalidAPIKey: 403, AccessDenied: 403,
	AuthorizerFailure: 500, AuthorizerConfigurationError: 500,
	InvalidSignature: 403, ExpiredToken: 403, MissingAuthenticationToken: 403,
	IntegrationFailure: 504, IntegrationTimeout: 504, APIConfigurationError: 500,
	UnsupportedMediaType: 415, BadRequestParameters: 400, BadRequestBody: 400, RequestTooLarge: 413,
	Throttled: 429, QuotaExceeded: 429, WAFFiltered: 403,
}
