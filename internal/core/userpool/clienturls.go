package userpool

import (
	"net/url"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// checkURLs holds the addresses to which the login pages send browsers to Cognito's rules.
func (c *Client) checkURLs(*Pool) error {
	for _, address := range c.Settings.CallbackURLs {
		if !redirectable(address) {
			return cognitoidp.InvalidParameterException(address + " is not a valid callback URL.")
		}
	}
	for _, address := range c.Settings.LogoutURLs {
		if !redirectable(address) {
			return cognitoidp.InvalidParameterException(address + " is not a valid logout URL.")
		}
	}
	if uri := awsapi.Val(c.Settings.DefaultRedirectURI); uri != "" && !slices.Contains(c.Settings.CallbackURLs, uri) {
		return cognitoidp.InvalidParameterException("DefaultRedirectURI must be one of the CallbackURLs.")
	}
	return nil
}

// redirectable says that a browser may be sent there with a code: an absolute URI without a fragment (RFC 6749 section
// 3.1.2), encrypted unless it stays on this machine. Apps have schemes of their own; those that browsers run are refused.
func redirectable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Fragment != "" || address[len(address)-1] == '#' {
		return false
	}
	switch u.Scheme {
	case "https":
		return u.Host != ""
	case "http":
		switch u.Hostname() {
		case "localhost", "127.0.0.1", "::1":
			return true
		}
		return false
	case "javascript", "data", "vbscript", "file", "blob":
		return false
	}
	return true
}
