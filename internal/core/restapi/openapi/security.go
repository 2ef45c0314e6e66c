package openapi

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

// schemeKind is what a security scheme means to API Gateway.
type schemeKind uint8

const (
	protectsNothing schemeKind = iota
	byAuthorizer
	bySignature
	byAPIKey
)

type scheme struct {
	kind    schemeKind
	cognito bool
}

// readSchemes reads the security schemes: each with an authorizer becomes one.
func (r *reader) readSchemes() {
	list := r.root.key("securityDefinitions")
	if r.version == 3 {
		components := r.root.key("components").object()
		components.extensions("integrations")
		list = components.key("securitySchemes")
	}
	for _, name := range list.keys() {
		c := list.key(name).object()
		c.extensions("authorizer", "authtype")
		r.schemes[name] = r.readScheme(name, c)
	}
}

func (r *reader) readScheme(name string, c cursor) scheme {
	authtype := strings.ToLower(c.extension("authtype").val())
	switch authorizer := c.extension("authorizer"); {
	case authorizer.present():
		a := r.readAuthorizer(name, c, authorizer.object())
		r.def.Authorizers = append(r.def.Authorizers, a)
		return scheme{kind: byAuthorizer, cognito: awsapi.Val(a.Type) == "COGNITO_USER_POOLS"}
	case authtype == "awssigv4":
		return scheme{kind: bySignature}
	case strings.EqualFold(c.key("type").val(), "apiKey") && strings.EqualFold(c.key("name").val(), "x-api-key") &&
		strings.EqualFold(c.key("in").val(), "header"):
		return scheme{kind: byAPIKey}
	}
	return scheme{}
}

func (r *reader) readAuthorizer(name string, c, from cursor) apigateway.Authorizer {
	for _, member := range from.keys() {
		switch member {
		case "type", "authorizerUri", "authorizerCredentials", "identitySource", "identityValidationExpression",
			"authorizerResultTtlInSeconds", "providerARNs":
		default:
			from.raw(member).fail("is not a known setting of an authorizer of a REST API")
		}
	}
	kind := strings.ToUpper(from.key("type").val())
	switch kind {
	case "TOKEN", "REQUEST", "COGNITO_USER_POOLS":
	default:
		from.key("type").fail("must be token, request or cognito_user_pools")
	}
	return apigateway.Authorizer{
		Name: &name, Type: &kind, AuthType: c.extension("authtype").text(),
		ProviderARNs:  from.key("providerARNs").texts(),
		AuthorizerUri: from.key("authorizerUri").text(), AuthorizerCredentials: from.key("authorizerCredentials").text(),
		IdentitySource:               r.identitySource(kind, c, from.key("identitySource")),
		IdentityValidationExpression: from.key("identityValidationExpression").text(),
		AuthorizerResultTtlInSeconds: from.key("authorizerResultTtlInSeconds").number(),
	}
}

// identitySource is where the token stands: what the extension says, else the header the scheme itself names.
func (r *reader) identitySource(kind string, c, source cursor) *string {
	name := c.key("name").val()
	if source.present() || kind == "REQUEST" || name == "" {
		return source.text()
	}
	if !strings.EqualFold(c.key("in").val(), "header") {
		c.key("in").fail("a token is taken from a header")
	}
	return awsapi.Ptr("method.request.header." + name)
}

// nobody is the name, of no scheme, that SAM writes where an operation is to be open.
const nobody = "NONE"

// requirement is what all that a method's security says comes to.
type requirement struct {
	authorizer string
	scopes     []string
	signature  bool
	key        bool
}

// security reads who may call an operation. What the operation says stands in the place of what the document says.
func (r *reader) security(op cursor, m *Method) {
	at := op.key("security")
	if !at.present() {
		at = r.root.key("security")
	}
	need := r.requirements(at)
	kind := "NONE"
	switch {
	case need.authorizer != "" && r.schemes[need.authorizer].cognito:
		kind = "COGNITO_USER_POOLS"
	case need.authorizer != "":
		kind = "CUSTOM"
	case need.signature:
		kind = "AWS_IAM"
	}
	d := &m.Document
	d.ApiKeyRequired = &need.key
	d.AuthorizationType = awsapi.Ptr(r.explicit(op, kind))
	if need.authorizer != "" && *d.AuthorizationType == kind {
		m.Authorizer, d.AuthorizationScopes = need.authorizer, need.scopes
	}
}

// explicit reads x-amazon-apigateway-auth of an operation, which may say again what the security says, and may lift or set
// what only the document as a whole says.
func (r *reader) explicit(op cursor, kind string) string {
	c := op.extension("auth")
	if !c.object().present() {
		return kind
	}
	said := strings.ToUpper(c.key("type").val())
	switch {
	case said != "NONE" && said != "AWS_IAM":
		c.key("type").fail("must be NONE or AWS_IAM")
	case said != kind && kind != "NONE" && op.key("security").present():
		c.fail("contradicts the security of the operation, which comes to " + kind)
	}
	return said
}

// requirements joins the alternatives of a security list. API Gateway has no alternatives: one authorizer decides, and an
// API key is asked for besides.
func (r *reader) requirements(list cursor) requirement {
	var out requirement
	optional := false
	for _, alternative := range list.items() {
		names := alternative.keys()
		optional = optional || len(names) == 0
		for _, name := range names {
			if _, defined := r.schemes[name]; name == nobody && !defined {
				optional = true
				continue
			}
			r.require(&out, name, alternative.raw(name))
		}
	}
	if optional && (out.authorizer != "" || out.signature || out.key) {
		list.warn("the security is optional here and required by the gateway")
	}
	if out.authorizer != "" && out.signature {
		list.fail("one method cannot have both a signature and an authorizer")
	}
	slices.Sort(out.scopes)
	out.scopes = slices.Compact(out.scopes)
	return out
}

func (r *reader) require(out *requirement, name string, c cursor) {
	s, ok := r.schemes[name]
	if !ok {
		c.fail("there is no security scheme of this name")
		return
	}
	switch s.kind {
	case byAuthorizer:
		if out.authorizer != "" && out.authorizer != name {
			c.fail("one method cannot have two authorizers: " + out.authorizer + " and " + name)
		}
		out.authorizer = name
		out.scopes = append(out.scopes, c.texts()...)
	case bySignature:
		out.signature = true
	case byAPIKey:
		out.key = true
	default:
		c.fail("the security scheme would protect nothing: it is no API key in the header x-api-key and has neither " +
			vendor + "authorizer nor " + vendor + "authtype awsSigv4")
	}
}
