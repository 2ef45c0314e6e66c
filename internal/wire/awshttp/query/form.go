package query

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// param is one name and its value.
type param struct{ name, value string }

// form is the parameters of a request, sorted by name: what belongs to a member stands together, so that reading a
// structure is a few binary searches and takes no memory beyond the parameters themselves.
type form []param

const maxParams = 1 << 15

// parseForm reads form-encoded text (WHATWG URL, application/x-www-form-urlencoded). A name given twice is refused: which
// of the two was meant is a matter on which servers, proxies and signers differ.
func parseForm(texts ...string) (form, error) {
	var f form
	for _, text := range texts {
		for pair := range strings.SplitSeq(text, "&") {
			if pair == "" {
				continue
			}
			p, err := parsePair(pair)
			if err != nil {
				return nil, err
			}
			if isAuthentication(p.name) {
				continue
			}
			if f = append(f, p); len(f) > maxParams {
				return nil, malformed("The request has too many parameters")
			}
		}
	}
	slices.SortFunc(f, func(a, b param) int { return strings.Compare(a.name, b.name) })
	for i := 1; i < len(f); i++ {
		if f[i].name == f[i-1].name {
			return nil, malformed("The parameter " + quoted(f[i].name) + " was given more than once")
		}
	}
	return f, nil
}

func parsePair(pair string) (param, error) {
	rawName, rawValue, _ := strings.Cut(pair, "=")
	name, err := url.QueryUnescape(rawName)
	if err != nil || !utf8.ValidString(name) {
		return param{}, malformed("The name of a parameter is not encoded as it should be")
	}
	value, err := url.QueryUnescape(rawValue)
	if err != nil || !utf8.ValidString(value) {
		return param{}, malformed("The value of the parameter " + quoted(name) + " is not encoded as it should be")
	}
	return param{name, value}, nil
}

// isAuthentication tells the parameters of a presigned request from those of the operation.
func isAuthentication(name string) bool { return strings.HasPrefix(name, "X-Amz-") }

// quoted is a name that goes into a message.
func quoted(name string) string { return "'" + shorten(name) + "'" }

func shorten(name string) string {
	const longest = 128
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "")
	}
	return name
}

// get returns the value of exactly this name.
func (f form) get(name string) (string, bool) {
	i, found := slices.BinarySearchFunc(f, name, func(p param, name string) int { return strings.Compare(p.name, name) })
	if !found {
		return "", false
	}
	return f[i].value, true
}

// below returns the parameters whose names start with the prefix: they stand together.
func (f form) below(prefix string) form {
	from, _ := slices.BinarySearchFunc(f, prefix, func(p param, prefix string) int { return strings.Compare(p.name, prefix) })
	count, _ := slices.BinarySearchFunc(f[from:], prefix, func(p param, prefix string) int {
		if strings.HasPrefix(p.name, prefix) {
			return -1
		}
		return 1
	})
	return f[from : from+count]
}
