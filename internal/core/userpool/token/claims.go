package token

import (
	"strings"
	"time"
)

// Claims are what a verified token says.
type Claims struct {
	PoolID   string
	PoolARN  string
	Use      Use
	Issuer   string
	Subject  string
	ClientID string // client_id of an access token, aud of an ID token
	Username string // username of an access token, cognito:username of an ID token; "" where no user is involved
	Scope    string // of an access token: names with spaces between
	ID       string // jti; "" where the client's tokens cannot be revoked
	Issued   time.Time
	Expires  time.Time
	Payload  []byte // every claim, as JSON; not to be changed
}

// HasScope says that the scope is among the token's.
func (c *Claims) HasScope(scope string) bool {
	for s := range strings.FieldsSeq(c.Scope) {
		if s == scope {
			return true
		}
	}
	return false
}
