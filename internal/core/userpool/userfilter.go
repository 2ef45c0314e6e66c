package userpool

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// userFilter is the condition of ListUsers: `name = "value"` or `name ^= "start"`. The zero filter accepts everybody.
type userFilter struct {
	name   string
	prefix bool
	value  string
}

// searchable are the attributes that a filter may name. Custom attributes are not among them.
var searchable = [...]string{
	"username", Email, PhoneNumber, "name", "given_name", "family_name", PreferredUsername,
	"cognito:user_status", "status", SubAttribute,
}

func badFilter() error { return cognitoidp.InvalidParameterException("Error while parsing filter.") }

// parseUserFilter reads a filter. A quote or backslash within the value is written behind a backslash.
func parseUserFilter(text string) (userFilter, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return userFilter{}, nil
	}
	end := strings.IndexAny(text, " =^\"\t\n\r")
	if end <= 0 {
		return userFilter{}, badFilter()
	}
	f := userFilter{name: text[:end]}
	rest := strings.TrimSpace(text[end:])
	rest, f.prefix = strings.CutPrefix(rest, "^")
	rest, ok := strings.CutPrefix(rest, "=")
	if !ok {
		return userFilter{}, badFilter()
	}
	if f.value, ok = unquote(strings.TrimSpace(rest)); !ok {
		return userFilter{}, badFilter()
	}
	if !slices.Contains(searchable[:], f.name) {
		return userFilter{}, cognitoidp.InvalidParameterException("Invalid search attribute: " + f.name)
	}
	return f, nil
}

func unquote(text string) (string, bool) {
	if len(text) < 2 || text[0] != '"' {
		return "", false
	}
	var value strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			return value.String(), i == len(text)-1
		case '\\':
			if i++; i == len(text) {
				return "", false
			}
			value.WriteByte(text[i])
		default:
			value.WriteByte(c)
		}
	}
	return "", false
}

// accepts says that a user meets the condition.
func (f userFilter) accepts(pool *Pool, u *User) bool {
	if f.name == "" {
		return true
	}
	has, want := f.of(u), f.value
	switch f.name {
	case "username", Email, PreferredUsername:
		has, want = pool.Fold(has), pool.Fold(want)
	case "status", "cognito:user_status":
		has, want = foldCase(has), foldCase(want)
	}
	if f.prefix {
		return has != "" && strings.HasPrefix(has, want)
	}
	return has == want && (has != "" || want != "")
}

func (f userFilter) of(u *User) string {
	switch f.name {
	case "username":
		return u.Username
	case SubAttribute:
		return u.Sub
	case "cognito:user_status":
		return string(u.Status)
	case "status":
		if u.Enabled() {
			return "Enabled"
		}
		return "Disabled"
	}
	return u.Attributes.Get(f.name)
}
