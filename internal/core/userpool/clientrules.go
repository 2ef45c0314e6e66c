package userpool

import (
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// check holds a client's settings against the rules of CreateUserPoolClient, save for the existence of scopes.
func (c *Client) check(pool *Pool) error {
	for _, rule := range []func(*Pool) error{
		c.checkAuthFlows, c.checkOAuthFlows, c.checkURLs, c.checkValidity, c.checkAttributes, c.checkProviders,
	} {
		if err := rule(pool); err != nil {
			return err
		}
	}
	return nil
}

// checkAuthFlows keeps the first names of the sign-in flows and the ALLOW_ ones apart.
func (c *Client) checkAuthFlows(*Pool) error {
	var old, allow bool
	for _, flow := range c.Settings.ExplicitAuthFlows {
		if strings.HasPrefix(flow, "ALLOW_") {
			allow = true
		} else {
			old = true
		}
	}
	if old && allow {
		return cognitoidp.InvalidParameterException(
			"ExplicitAuthFlows cannot mix values with and without the prefix ALLOW_.")
	}
	return nil
}

func (c *Client) checkOAuthFlows(*Pool) error {
	flows := c.Settings.AllowedOAuthFlows
	if awsapi.Val(c.Settings.AllowedOAuthFlowsUserPoolClient) && (len(flows) == 0 || len(c.Settings.AllowedOAuthScopes) == 0) {
		return cognitoidp.InvalidParameterException(
			"AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.")
	}
	user := slices.Contains(flows, "code") || slices.Contains(flows, "implicit")
	machine := slices.Contains(flows, "client_credentials")
	switch {
	case machine && user:
		return cognitoidp.InvalidOAuthFlowException(
			"client_credentials flow can not be selected along with code flow or implicit flow.")
	case machine && len(c.Secrets) == 0:
		return cognitoidp.InvalidOAuthFlowException(
			"client_credentials flow can not be selected if client does not have a client secret.")
	case user && len(c.Settings.CallbackURLs) == 0:
		return cognitoidp.InvalidOAuthFlowException(
			"CallbackUrls can not be empty when code flow or implicit flow is selected")
	}
	return nil
}

// checkValidity holds the lifetimes of tokens to Cognito's limits.
func (c *Client) checkValidity(*Pool) error {
	for _, v := range []struct {
		given       *int64
		life        time.Duration
		least, most time.Duration
	}{
		{c.Settings.AccessTokenValidity, c.AccessTokenLifetime(), 5 * time.Minute, day},
		{c.Settings.IdTokenValidity, c.IDTokenLifetime(), 5 * time.Minute, day},
		{c.Settings.RefreshTokenValidity, c.RefreshTokenLifetime(), time.Hour, 3650 * day},
	} {
		if v.given != nil && (*v.given <= 0 || v.life < v.least || v.life > v.most) {
			return cognitoidp.InvalidParameterException("Invalid range for token validity.")
		}
	}
	return nil
}

// checkAttributes lets a client read and write only what the pool's schema has.
func (c *Client) checkAttributes(pool *Pool) error {
	known := func(name string) bool { return named(pool.Settings.SchemaAttributes, name) >= 0 }
	for _, name := range c.Settings.ReadAttributes {
		if !known(name) {
			return cognitoidp.InvalidParameterException("Invalid read attributes specified while creating a client")
		}
	}
	for _, name := range c.Settings.WriteAttributes {
		if !known(name) {
			return cognitoidp.InvalidParameterException("Invalid write attributes specified while creating a client")
		}
	}
	return nil
}

// checkProviders knows the pool's own directory alone: no other provider can be configured, so none exists.
func (c *Client) checkProviders(pool *Pool) error {
	for _, name := range c.Settings.SupportedIdentityProviders {
		if name != "COGNITO" {
			return cognitoidp.InvalidParameterException("The provider " + name + " does not exist for User Pool " + pool.ID + ".")
		}
	}
	return nil
}
