package rest

import (
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// segment is a part of a path template between slashes.
type segment struct {
	literal string
	label   string
	greedy  bool
}

// template is the URI of an operation: segments, and the parameters that its query must have.
type template struct {
	op       *awsapi.Operation
	segments []segment
	query    []pair
	// required are members in query and headers that tell apart operations of one method and path.
	required []*awsapi.Member
}

type pair struct {
	name, value string
	hasValue    bool
}

func parseTemplate(s *awsapi.Service, op *awsapi.Operation) template {
	path, rawQuery, _ := strings.Cut(op.URI, "?")
	t := template{op: op}
	for text := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if text != "" {
			t.segments = append(t.segments, parseSegment(text))
		}
	}
	for text := range strings.SplitSeq(rawQuery, "&") {
		if text != "" {
			name, value, found := strings.Cut(text, "=")
			t.query = append(t.query, pair{name, value, found})
		}
	}
	if op.Input == awsapi.None {
		return t
	}
	members := s.Shapes[op.Input].Members
	for i := range members {
		if m := &members[i]; m.Required && (m.Location == "querystring" || m.Location == "header") {
			t.required = append(t.required, m)
		}
	}
	return t
}

func parseSegment(text string) segment {
	if !strings.HasPrefix(text, "{") || !strings.HasSuffix(text, "}") {
		return segment{literal: text}
	}
	label := text[1 : len(text)-1]
	name, greedy := strings.CutSuffix(label, "+")
	return segment{label: name, greedy: greedy}
}

// greedy says whether the template takes any number of further segments.
func (t *template) greedy() int {
	for i, s := range t.segments {
		if s.greedy {
			return i
		}
	}
	return -1
}

// matchPath returns the decoded labels if the segments fit.
func (t *template) matchPath(path []string) ([]label, bool) {
	g := t.greedy()
	if g < 0 {
		return matchSegments(t.segments, path)
	}
	tail := t.segments[g+1:]
	if len(path) < g+1+len(tail) {
		return nil, false
	}
	labels, ok := matchSegments(t.segments[:g], path[:g])
	if !ok {
		return nil, false
	}
	end := len(path) - len(tail)
	middle, err := url.PathUnescape(strings.Join(path[g:end], "/"))
	if err != nil || middle == "" {
		return nil, false
	}
	labels = append(labels, label{t.segments[g].label, middle})
	after, ok := matchSegments(tail, path[end:])
	return append(labels, after...), ok
}

// label is a named part of a path, decoded.
type label struct{ name, value string }

func matchSegments(segments []segment, path []string) ([]label, bool) {
	if len(segments) != len(path) {
		return nil, false
	}
	var labels []label
	for i, s := range segments {
		text, err := url.PathUnescape(path[i])
		if err != nil || text == "" {
			return nil, false
		}
		if s.label != "" {
			labels = append(labels, label{s.label, text})
		} else if text != s.literal {
			return nil, false
		}
	}
	return labels, true
}

// matchQuery says whether the query has what the template fixes.
func (t *template) matchQuery(q url.Values) bool {
	for _, p := range t.query {
		values, found := q[p.name]
		if !found || p.hasValue && (len(values) != 1 || values[0] != p.value) {
			return false
		}
	}
	return true
}

// fixes says whether the template itself fixes a parameter of this name.
func (t *template) fixes(name string) bool {
	for _, p := range t.query {
		if p.name == name {
			return true
		}
	}
	return false
}

// compare puts the more particular template first: literals before labels before the rest of a path, from left to right,
// then what fixes or requires more beside the path.
func compare(a, b template) int {
	for i := range min(len(a.segments), len(b.segments)) {
		if d := rank(a.segments[i]) - rank(b.segments[i]); d != 0 {
			return d
		}
	}
	if d := len(b.segments) - len(a.segments); d != 0 {
		return d
	}
	if d := len(b.query) - len(a.query); d != 0 {
		return d
	}
	if d := len(b.required) - len(a.required); d != 0 {
		return d
	}
	return strings.Compare(a.op.Name, b.op.Name)
}

func rank(s segment) int {
	switch {
	case s.greedy:
		return 2
	case s.label != "":
		return 1
	}
	return 0
}
