package grant

import (
	"context"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

// authorizationCode is RFC 6749 section 4.1.3. No login page hands out codes, so every code is one that never was.
func authorizationCode() variant {
	return variant{
		required: []string{"code", "redirect_uri"},
		allowed:  flow("code"),
		issue: func(*Service, context.Context, *Request, *userpool.Client) (*Tokens, error) {
			return nil, refuse(InvalidGrant, "the authorization code was never issued")
		},
	}
}
