package userpool

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// MayRead says that the client's users see an attribute of theirs. A client that was made without a word on it reads what is
// standard.
func (c *Client) MayRead(name string) bool {
	switch {
	case name == SubAttribute:
		return true
	case strings.HasPrefix(name, "dev:"):
		return false
	case c.Settings.ReadAttributes == nil:
		return !strings.Contains(name, ":")
	}
	return slices.Contains(c.Settings.ReadAttributes, name)
}

// MayWrite refuses the names that the client's users may not write: the sub and what only a code proves never, those behind
// "dev:" never, others as the client's settings say. A client that was made without a word on it writes all the rest.
func (c *Client) MayWrite(names []string) error {
	for _, name := range names {
		allowed := c.Settings.WriteAttributes == nil || slices.Contains(c.Settings.WriteAttributes, name)
		switch {
		case name == SubAttribute, name == EmailVerified, name == PhoneNumberVerified, strings.HasPrefix(name, "dev:"):
			allowed = false
		}
		if !allowed {
			return cognitoidp.NotAuthorizedException("A client attempted to write unauthorized attribute")
		}
	}
	return nil
}
