package rest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

// Router finds the operations of one service.
type Router struct {
	service *awsapi.Service
	// keepEmpty is the rule of s3, whose keys may hold empty segments and end in a slash.
	keepEmpty bool
	byMethod  map[string][]template
	// subresources are the query parameters that mean anything to any operation of s3.
	subresources map[string]bool
}

// NewRouter makes the router of a service.
func NewRouter(s *awsapi.Service) *Router {
	r := &Router{service: s, keepEmpty: s.SigningName == "s3", byMethod: map[string][]template{}}
	for i := range s.Operations {
		op := &s.Operations[i]
		r.byMethod[op.Method] = append(r.byMethod[op.Method], parseTemplate(s, op))
	}
	for _, templates := range r.byMethod {
		slices.SortFunc(templates, compare)
	}
	if s.SigningName == "s3" {
		r.subresources = subresources(s, r.byMethod)
	}
	return r
}

// Match is the operation that a request asks for, and what its target says.
type Match struct {
	Operation *awsapi.Operation
	template  *template
	labels    []label
	query     url.Values
	header    http.Header
}

// Find finds the operation of a request; the error is an *awsapi.Exception.
func (r *Router) Find(req *protocol.Request) (*Match, error) {
	query, err := parseQuery(req.Query)
	if err != nil {
		return nil, err
	}
	path, ok := r.split(req.Path)
	if !ok {
		return nil, unknown(req)
	}
	templates := r.byMethod[req.Method]
	var fallback *Match
	for i := range templates {
		t := &templates[i]
		labels, ok := t.matchPath(path)
		if !ok || !t.matchQuery(query) {
			continue
		}
		m := &Match{Operation: t.op, template: t, labels: labels, query: query, header: req.Header}
		if m.hasRequired() {
			return m, r.refuseStray(m)
		}
		// Without what it requires, it is meant only if no other operation has this path: then the model's checks say
		// what is missing.
		if fallback == nil || len(t.required) < len(fallback.template.required) {
			fallback = m
		}
	}
	if fallback == nil {
		return nil, unknown(req)
	}
	return fallback, r.refuseStray(fallback)
}

func (m *Match) hasRequired() bool {
	for _, member := range m.template.required {
		if member.Location == "header" {
			if m.header.Get(member.WireName()) == "" {
				return false
			}
		} else if _, found := m.query[member.WireName()]; !found {
			return false
		}
	}
	return true
}

// split cuts a raw path into segments. A slash at the end is of no consequence; empty and dot segments are refused,
// because a signature does not cover them (it is made over the path without them).
func (r *Router) split(path string) ([]string, bool) {
	path = strings.TrimPrefix(path, "/")
	if r.keepEmpty {
		if path == "" {
			return nil, true
		}
		bucket, key, _ := strings.Cut(path, "/")
		if key == "" {
			return []string{bucket}, true
		}
		return append([]string{bucket}, strings.Split(key, "/")...), true
	}
	path = strings.TrimSuffix(path, "/")
	if path == "" {
		return nil, true
	}
	segments := strings.Split(path, "/")
	for _, s := range segments {
		if s == "" || s == "." || s == ".." {
			return nil, false
		}
	}
	return segments, true
}

const maxParams = 1000

// parseQuery is url.ParseQuery without its leniency.
func parseQuery(raw string) (url.Values, error) {
	if raw == "" {
		return nil, nil
	}
	values := url.Values{}
	if strings.Count(raw, "&") >= maxParams {
		return nil, protocol.Malformed("SerializationException", "The query has too many parameters")
	}
	for text := range strings.SplitSeq(raw, "&") {
		if text == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(text, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			return nil, protocol.Malformed("SerializationException", "The query is not encoded as it should be")
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, protocol.Malformed("SerializationException", "The query is not encoded as it should be")
		}
		if !strings.HasPrefix(name, "X-Amz-") {
			values[name] = append(values[name], value)
		}
	}
	return values, nil
}

func unknown(r *protocol.Request) *awsapi.Exception {
	return &awsapi.Exception{
		Code: "UnknownOperationException", Status: http.StatusNotFound, Sender: true,
		Message: "No operation has the method " + protocol.HeaderText(r.Method) + " and the path " + protocol.HeaderText(r.Path),
	}
}
