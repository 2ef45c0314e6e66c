package userpool

import (
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Client is an app client of a pool.
type Client struct {
	ID     string
	PoolID string
	// Settings is the client as DescribeUserPoolClient shows it, without its secret.
	Settings cognitoidp.UserPoolClientType
	Secrets  []ClientSecret
}

// ClientSecret is a secret of an app client. A client without any is public.
type ClientSecret struct {
	Value   string // encrypted by the store
	Created time.Time
}

// ClientSpec describes the table of app clients, keyed by client id.
func ClientSpec() record.Spec[Client] {
	return record.Spec[Client]{
		Table: ClientTable,
		Key:   func(c *Client) string { return c.ID },
		Indexes: []record.Index[Client]{{
			Name: indexPool, Of: func(c *Client) []string { return []string{c.PoolID} },
		}},
		Secrets: func(c *Client) []*string {
			secrets := make([]*string, len(c.Secrets))
			for i := range c.Secrets {
				secrets[i] = &c.Secrets[i].Value
			}
			return secrets
		},
	}
}

// Describe is the client as AWS shows it: with its secret, if it has one.
func (c *Client) Describe() *cognitoidp.UserPoolClientType {
	shown := c.Settings
	if len(c.Secrets) > 0 {
		shown.ClientSecret = awsapi.Ptr(c.Secrets[0].Value)
	}
	return &shown
}

// AccessTokenLifetime is how long the client's access tokens live.
func (c *Client) AccessTokenLifetime() time.Duration {
	units := awsapi.Val(c.Settings.TokenValidityUnits)
	return lifetime(c.Settings.AccessTokenValidity, units.AccessToken, time.Hour, time.Hour)
}

// IDTokenLifetime is how long the client's ID tokens live.
func (c *Client) IDTokenLifetime() time.Duration {
	units := awsapi.Val(c.Settings.TokenValidityUnits)
	return lifetime(c.Settings.IdTokenValidity, units.IdToken, time.Hour, time.Hour)
}

// RefreshTokenLifetime is how long the client's refresh tokens live. A validity of 0 means 30 days, whatever the unit.
func (c *Client) RefreshTokenLifetime() time.Duration {
	units := awsapi.Val(c.Settings.TokenValidityUnits)
	return lifetime(c.Settings.RefreshTokenValidity, units.RefreshToken, day, 30*day)
}

const day = 24 * time.Hour

func lifetime(n *int64, unit *string, defaultUnit, whenUnset time.Duration) time.Duration {
	if awsapi.Val(n) == 0 {
		return whenUnset
	}
	switch awsapi.Val(unit) {
	case "seconds":
		defaultUnit = time.Second
	case "minutes":
		defaultUnit = time.Minute
	case "hours":
		defaultUnit = time.Hour
	case "days":
		defaultUnit = day
	}
	const most = int64(4000) // days: above every limit, and small enough never to overflow
	if *n > most*int64(day/defaultUnit) {
		return time.Duration(most) * day
	}
	return time.Duration(*n) * defaultUnit
}
