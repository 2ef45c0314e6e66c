package grant

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

// clientCredentials is RFC 6749 section 4.4: the client acts for itself.
func clientCredentials() variant {
	return variant{allowed: flow("client_credentials"), issue: (*Service).issueClientCredentials}
}

func (s *Service) issueClientCredentials(ctx context.Context, r *Request, client *userpool.Client) (*Tokens, error) {
	if metadata := r.Params["aws_client_metadata"]; metadata != "" {
		var object map[string]json.RawMessage
		if json.Unmarshal([]byte(metadata), &object) != nil || object == nil {
			return nil, refuse(InvalidRequest, "aws_client_metadata is not a JSON object")
		}
	}
	scopes, err := machineScopes(client.Settings.AllowedOAuthScopes, r.Params["scope"])
	if err != nil {
		return nil, err
	}
	access, err := s.Minter.ClientCredentials(ctx, client, scopes)
	if err != nil {
		return nil, err
	}
	return &Tokens{AccessToken: access, ExpiresIn: int64(client.AccessTokenLifetime() / time.Second)}, nil
}

// machineScopes are the scopes of a token without a user: custom ones only, since all others speak of a user. Without a
// request they are all that the client is allowed, else those asked for, in that order.
func machineScopes(allowed []string, requested string) ([]string, error) {
	custom := slices.DeleteFunc(slices.Clone(allowed), func(s string) bool { return !userpool.CustomScope(s) })
	if len(custom) == 0 {
		return nil, refuse(InvalidScope, "the app client has no custom scopes")
	}
	var scopes []string
	for scope := range strings.SplitSeq(requested, " ") {
		switch {
		case scope == "" || slices.Contains(scopes, scope):
		case !userpool.CustomScope(scope):
			return nil, refuse(InvalidScope, "a scope that speaks of a user was asked for without one")
		case !slices.Contains(custom, scope):
			return nil, refuse(InvalidGrant, "a scope was asked for that the app client is not allowed")
		default:
			scopes = append(scopes, scope)
		}
	}
	if len(scopes) == 0 {
		return custom, nil
	}
	return scopes, nil
}
