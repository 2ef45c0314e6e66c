package mapping

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// inputValue is $input.
type inputValue struct{ x *exec }

// bodyText is $input.body: an empty payload shows as {}.
func (in inputValue) bodyText() string { return bodyText(in.x.env.Input.Body) }

func bodyText(body string) string {
	if body == "" {
		return "{}"
	}
	return body
}

// document is the payload as a value. The service reads leniently: only a payload that starts as an
// object must be JSON; any other that is not counts as a string.
func document(body string) (any, error) {
	v, err := parseJSON(bodyText(body))
	if err == nil || errors.Is(err, errDocumentLimit) {
		return v, err
	}
	if strings.HasPrefix(strings.TrimLeft(body, " \t\r\n"), "{") {
		return nil, ErrInvalidJSON
	}
	return body, nil
}

func (x *exec) document() (any, error) {
	if !x.bodyRead {
		x.body, x.bodyErr = document(x.env.Input.Body)
		x.bodyRead = true
	}
	return x.body, x.bodyErr
}

func (in inputValue) call(name string, args []any) (any, error) {
	switch {
	case name == "params" && len(args) == 0:
		return in.x.parameters(), nil
	case name == "params" && len(args) == 1:
		if s, ok := args[0].(string); ok {
			return in.x.parameter(s), nil
		}
	case (name == "path" || name == "json") && len(args) == 1:
		s, ok := args[0].(string)
		if !ok {
			return nil, errNoMethod
		}
		path, err := parsePath(s)
		if err != nil {
			return nil, err
		}
		return in.query(name, path)
	}
	return nil, errNoMethod
}

// query is $input.path and $input.json. What is missing is null as a value, and "" as JSON.
func (in inputValue) query(name string, path *jsonPath) (any, error) {
	doc, err := in.x.document()
	if err != nil {
		return nil, err
	}
	v, found, err := path.find(doc, &in.x.budget)
	if err != nil || name == "path" {
		return v, err
	}
	if !found {
		return `""`, nil
	}
	return in.x.jsonText(v)
}

// parameters is $input.params(). A name sent more than once shows its last value.
func (x *exec) parameters() *Map {
	if x.params == nil {
		x.params = NewMap()
		x.params.put("path", fromStrings(x.env.Input.Path))
		x.params.put("querystring", fromStrings(lastValues(x.env.Input.Query)))
		x.params.put("header", fromStrings(lastValues(x.env.Input.Header)))
	}
	return x.params
}

func lastValues(values map[string][]string) map[string]string {
	out := make(map[string]string, len(values))
	for k, v := range values {
		if len(v) > 0 {
			out[k] = v[len(v)-1]
		}
	}
	return out
}

// parameter is $input.params(name): path, then query string, then header; "" when there is none.
// Header names are compared without case, since HTTP/2 sends them in lower case only.
func (x *exec) parameter(name string) string {
	in := &x.env.Input
	if v, ok := in.Path[name]; ok {
		return v
	}
	if v := in.Query[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	if v := in.Header[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	for _, k := range slices.Sorted(maps.Keys(in.Header)) {
		if v := in.Header[k]; strings.EqualFold(k, name) && len(v) > 0 {
			return v[len(v)-1]
		}
	}
	return ""
}
