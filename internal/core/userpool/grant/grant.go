package grant

import (
	"context"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// Request is a request for tokens, as the protocol decoded it.
type Request struct {
	PoolID string // of the domain that was asked
	Client Credentials
	Params map[string]string // each parameter once; an empty one counts as absent (RFC 6749 section 3.2)
}

// Credentials are how a client says who it is.
type Credentials struct {
	ID        string
	Secret    string
	HasSecret bool // a secret was sent, if only an empty one
}

// Tokens are the answer to a request.
type Tokens struct {
	IDToken      string
	AccessToken  string
	RefreshToken string
	ExpiresIn    int64 // seconds that the access token lives
}

// Clients finds app clients.
type Clients interface {
	ClientByID(ctx context.Context, id string) (*userpool.Client, error)
}

// Service answers requests for tokens. Refresh may be nil where people do not sign in.
type Service struct {
	Clients Clients
	Minter  *token.Minter
	Refresh Renewer
}

// variant is what is a grant's own.
type variant struct {
	required []string                  // parameters beside grant_type and the client's
	allowed  func(flows []string) bool // may a client with these OAuth flows ask for it?
	issue    func(*Service, context.Context, *Request, *userpool.Client) (*Tokens, error)
}

func variantOf(grantType string) (variant, bool) {
	switch grantType {
	case "client_credentials":
		return clientCredentials(), true
	case "authorization_code":
		return authorizationCode(), true
	case "refresh_token":
		return refreshToken(), true
	}
	return variant{}, false
}

// Token answers a request for tokens. A refusal is an *Error.
func (s *Service) Token(ctx context.Context, r Request) (*Tokens, error) {
	grantType := r.Params["grant_type"]
	if grantType == "" {
		return nil, refuse(InvalidRequest, "the parameter grant_type is missing")
	}
	v, ok := variantOf(grantType)
	if !ok {
		return nil, refuse(UnsupportedGrantType, "the grant type is none of Cognito's")
	}
	for _, name := range v.required {
		if r.Params[name] == "" {
			return nil, refuse(InvalidRequest, "the parameter "+name+" is missing")
		}
	}
	client, err := s.authenticate(ctx, r.PoolID, r.Client)
	if err != nil {
		return nil, err
	}
	if !awsapi.Val(client.Settings.AllowedOAuthFlowsUserPoolClient) || !v.allowed(client.Settings.AllowedOAuthFlows) {
		return nil, refuse(UnauthorizedClient, "the app client is not allowed the flow "+grantType)
	}
	return v.issue(s, ctx, &r, client)
}

func flow(names ...string) func([]string) bool {
	return func(flows []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(flows, name) })
	}
}
