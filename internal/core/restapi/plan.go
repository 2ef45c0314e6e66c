package restapi

import (
	"regexp"
	"time"

	"github.com/sallyport/sallyport/internal/core/restapi/mapping"
)

// Plan is a deployment on a stage, ready to be served: every name is resolved, every template, mapping and pattern is
// compiled. It never changes; a new deployment or a patched stage is a new Plan, and a request keeps the one it began with.
type Plan struct {
	APIID, APIName    string
	AccountID, Region string
	DeploymentID      string
	Stage             string
	Variables         map[string]string // stage variables
	// DisableDefaultEndpoint closes {api}.execute-api.{region} and leaves custom domains.
	DisableDefaultEndpoint bool
	BinaryMediaTypes       []string

	responses map[ResponseType]*GatewayResponse
	root      *node
	routes    []*Route // in the order of path and method
}

// Routes lists what the plan serves, ordered by path and method. The list is shared: it is read only.
func (p *Plan) Routes() []*Route { return p.routes }

// GatewayResponse is what the API says when the gateway itself answers with this type, defaults and the class's own
// settings (DEFAULT_4XX, DEFAULT_5XX) included. It is never nil.
func (p *Plan) GatewayResponse(t ResponseType) *GatewayResponse {
	if r := p.responses[t]; r != nil {
		return r
	}
	return p.responses[Default5XX]
}

// Authorization is the way a method decides who may call it. The zero value is no way at all: a gateway that meets it
// refuses.
type Authorization uint8

// The ways of authorization.
const (
	AuthorizationInvalid Authorization = iota
	AuthorizationNone
	AuthorizationIAM
	AuthorizationCognito
	AuthorizationCustom
)

// Authorizer is a compiled authorizer of the API.
type Authorizer struct {
	ID, Name string
	// Type is TOKEN, REQUEST or COGNITO_USER_POOLS.
	Type         string
	ProviderARNs []string // user pools whose tokens are accepted
	// IdentityHeader is the header of the token, as configured: "Authorization".
	IdentityHeader string
	// Validation, when there is one, is matched against the whole value.
	Validation  *regexp.Regexp
	TTL         time.Duration
	URI         string
	Credentials string
}

// Route is a method of a resource.
type Route struct {
	ResourceID, ResourcePath string
	// Method is as configured: "ANY" serves whatever has no method of its own.
	Method         string
	OperationName  string
	Authorization  Authorization
	Authorizer     *Authorizer // of AuthorizationCognito and AuthorizationCustom, nil otherwise
	Scopes         []string
	APIKeyRequired bool
	// Required are the request parameters that must be there, headers first; ValidateParameters says whether it is checked.
	Required           []RequestParameter
	ValidateParameters bool
	ValidateBody       bool
	RequestModels      map[string]string // content type -> name of the model
	Integration        *Integration
	// Responses are the method responses by status code, "200".
	Responses map[string]*MethodResponse
	Settings  MethodSettings
}

// RequestParameter names a request parameter of a method.
type RequestParameter struct {
	In   string // header, path, querystring
	Name string
}

// MethodResponse is what a method may answer with one status.
type MethodResponse struct {
	Status int
	// Headers are the declared response headers, by name as declared, with their "required" mark.
	Headers map[string]bool
	Models  map[string]string // content type -> name of the model
}

// MethodSettings are the stage's settings as they apply to one method.
type MethodSettings struct {
	LoggingLevel    string // OFF, ERROR, INFO
	DataTrace       bool
	Metrics         bool
	ThrottlingRate  float64 // requests a second
	ThrottlingBurst int64
}

// Integration is the backend of a method.
type Integration struct {
	// Type is MOCK, HTTP, HTTP_PROXY, AWS or AWS_PROXY.
	Type        string
	HTTPMethod  string
	URI         string
	Credentials string
	Timeout     time.Duration
	// Passthrough is WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER.
	Passthrough       string
	ContentHandling   string // CONVERT_TO_BINARY, CONVERT_TO_TEXT or empty
	RequestTemplates  []Template
	RequestParameters []Mapping
	// Responses are tried in this order; Default is the one without a pattern, nil if there is none.
	Responses []*IntegrationResponse
	Default   *IntegrationResponse
}

// Select finds the integration response for what the backend said: its status, or a function's error message. The
// pattern must match the whole text. Nil means that the API has no answer to this, which is a configuration error.
func (i *Integration) Select(text string) *IntegrationResponse {
	for _, r := range i.Responses {
		if r.Pattern.MatchString(text) {
			return r
		}
	}
	return i.Default
}

// IntegrationResponse says how a backend's answer becomes the method's.
type IntegrationResponse struct {
	StatusCode      string         // key of the method response
	Pattern         *regexp.Regexp // anchored at both ends; nil in the default response
	Headers         []Mapping      // target: name of the response header
	Templates       []Template
	ContentHandling string
}

// Template is a mapping template and the content type it is for. Lists of them are ordered by content type.
type Template struct {
	ContentType string
	Template    *mapping.Template
}

// Mapping is where the value of a parameter goes and where it comes from. Lists of them are ordered by target.
type Mapping struct {
	In   string // header, path or querystring; always header in responses
	Name string
	From mapping.Parameter
}

// GatewayResponse is what the gateway says in its own name.
type GatewayResponse struct {
	Type ResponseType
	// Status is the status of the type or the API's own; 0 only in DEFAULT_4XX and DEFAULT_5XX without a status.
	Status    int
	Headers   []Mapping
	Templates []TextTemplate
}

// TextTemplate is the body of a gateway response for a content type. It is not VTL: mapping.Substitute fills it in.
type TextTemplate struct{ ContentType, Text string }
