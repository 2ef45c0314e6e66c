package authorize

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/core/restapi"
)

// Cognito is the authorizer of type COGNITO_USER_POOLS.
type Cognito struct {
	Verifier TokenVerifier
	Cache    *Cache // nil: every token is verified every time
}

// Call is what a Cognito authorizer looks at.
type Call struct {
	APIID, DeploymentID string
	Authorizer          *restapi.Authorizer
	Scopes              []string // of the method
	Values              []string // of the identity header, as sent
	Now                 time.Time
}

// Authorize admits a request or says why not. The token it gives is shared: read only.
func (a *Cognito) Authorize(ctx context.Context, c *Call) (*Token, *Denial) {
	if a.Verifier == nil {
		return nil, failure("no user pools are served here")
	}
	text, denial := bearer(c.Values)
	if denial != nil {
		return nil, denial
	}
	token, denial := a.verify(ctx, c, text)
	if denial != nil {
		return nil, denial
	}
	if denial := admit(token, c); denial != nil {
		return nil, denial
	}
	return token, nil
}

// bearer finds the token: alone, or behind the word Bearer in any case (RFC 6750 section 2.1).
func bearer(values []string) (string, *Denial) {
	if len(values) == 0 {
		return "", denied("the request has no such header")
	}
	if len(values) > 1 {
		return "", denied("the header was sent more than once")
	}
	text := strings.Trim(values[0], " \t")
	const scheme = "bearer"
	if len(text) > len(scheme) && text[len(scheme)] == ' ' && strings.EqualFold(text[:len(scheme)], scheme) {
		text = strings.TrimLeft(text[len(scheme):], " \t")
	}
	if text == "" {
		return "", denied("the header is empty")
	}
	return text, nil
}

func (a *Cognito) verify(ctx context.Context, c *Call, text string) (*Token, *Denial) {
	key := cacheKey{token: text, api: c.APIID, deployment: c.DeploymentID, authorizer: c.Authorizer.ID}
	caching := a.Cache != nil && c.Authorizer.TTL > 0
	if caching {
		if token := a.Cache.get(key, c.Now, a.Verifier); token != nil {
			return token, nil
		}
	}
	// The generations are read before the token is verified: a key or client that goes meanwhile leaves an entry that is
	// never hit, not one that outlives it.
	before := generations(a.Verifier, c.Authorizer.ProviderARNs)
	token, err := a.Verifier.VerifyToken(ctx, text, c.Authorizer.ProviderARNs)
	if err != nil {
		return nil, denialOf(err)
	}
	i := slices.Index(c.Authorizer.ProviderARNs, token.PoolARN)
	if i < 0 {
		return nil, denied("the token is of a pool that is not among the authorizer's providers")
	}
	if !c.Now.Before(token.Expires) {
		return nil, &Denial{Kind: Expired, Reason: "the token has expired"}
	}
	if caching {
		a.Cache.put(key, token, before[i], earlier(token.Expires, c.Now.Add(c.Authorizer.TTL)))
	}
	return token, nil
}

func generations(v TokenVerifier, pools []string) []uint64 {
	out := make([]uint64, len(pools))
	for i, arn := range pools {
		out[i] = v.Generation(arn)
	}
	return out
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// admit is what the method and the authorizer want of a token that is good.
func admit(t *Token, c *Call) *Denial {
	if re := c.Authorizer.Validation; re != nil && !re.MatchString(t.Audience) {
		return denied("the claim aud does not match the identity validation expression")
	}
	if len(c.Scopes) == 0 {
		if t.Use != UseID {
			return denied("the method has no scopes, so it takes an ID token; token_use is %q", t.Use)
		}
		return nil
	}
	if t.Use != UseAccess {
		return denied("the method has scopes, so it takes an access token; token_use is %q", t.Use)
	}
	for _, scope := range c.Scopes {
		if slices.Contains(t.Scopes, scope) {
			return nil
		}
	}
	return denied("the claim scope (%s) has none of the method's scopes (%s)",
		strings.Join(t.Scopes, " "), strings.Join(c.Scopes, " "))
}

func denialOf(err error) *Denial {
	var r *Rejection
	switch {
	case !errors.As(err, &r):
		return failure("the token could not be verified: %v", err)
	case r.Expired:
		return &Denial{Kind: Expired, Reason: r.Reason}
	}
	return denied("%s", r.Reason)
}

func denied(format string, args ...any) *Denial {
	return &Denial{Kind: Unauthorized, Reason: fmt.Sprintf(format, args...)}
}

func failure(format string, args ...any) *Denial {
	return &Denial{Kind: Failure, Reason: fmt.Sprintf(format, args...)}
}
