package grant

import (
	"context"

	"github.com/sallyport/sallyport/internal/core/userpool"
)

// refreshToken is RFC 6749 section 6. No sign-in hands out refresh tokens, so every one is one that never was. The flow by
// which a client got it does not matter.
func refreshToken() variant {
	return variant{
		required: []string{"refresh_token"},
		allowed:  func([]string) bool { return true },
		issue: func(*Service, context.Context, *Request, *userpool.Client) (*Tokens, error) {
			return nil, refuse(InvalidGrant, "the refresh token was never issued")
		},
	}
}
