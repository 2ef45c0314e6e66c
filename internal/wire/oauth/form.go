package oauth

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/core/userpool/grant"
)

// maxParams is above what any grant takes.
const maxParams = 64

// parseForm reads application/x-www-form-urlencoded. A parameter that comes twice is refused (RFC 6749 section 3.2): which
// of the two counts must not be a matter of taste.
func parseForm(body string) (map[string]string, error) {
	params := map[string]string{}
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, malformed("a parameter's name is not percent-encoded")
		}
		value, err = url.QueryUnescape(value)
		if err != nil || !utf8.ValidString(name) || !utf8.ValidString(value) {
			return nil, malformed("a parameter is not percent-encoded UTF-8")
		}
		if _, twice := params[name]; twice {
			return nil, malformed("a parameter comes twice")
		}
		if params[name] = value; len(params) > maxParams {
			return nil, malformed("there are too many parameters")
		}
	}
	return params, nil
}

func malformed(reason string) error { return &grant.Error{Code: grant.InvalidRequest, Reason: reason} }
