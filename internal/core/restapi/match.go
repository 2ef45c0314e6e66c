package restapi

import (
	"net/url"
	"strings"
)

// Match is the outcome of looking a request up in a plan.
type Match struct {
	// Route serves the request; nil if nothing does.
	Route *Route
	// Params are the path parameters in the order of the path, as sent: nothing is decoded.
	Params []PathParam
	// ResourcePath is the resource the path belongs to, even where it has no method for the request; empty if there is none.
	ResourcePath string
}

// PathParam is a path parameter and its raw value.
type PathParam struct{ Name, Value string }

// Param finds a path parameter by name.
func (m *Match) Param(name string) (string, bool) {
	for _, p := range m.Params {
		if p.Name == name {
			return p.Value, true
		}
	}
	return "", false
}

// node is a resource in the routing tree. A resource has at most one variable child.
type node struct {
	path     string           // "/pets/{petId}"
	segments []segment        // of the path
	literal  map[string]*node // children by path part
	variable *node            // the child {name} or {name+}
	greedy   bool             // of the node itself: it takes the rest of the path
	vars     int              // variable segments of the path
	methods  map[string]*Route
	any      *Route
}

type segment struct {
	name     string // of a variable segment
	variable bool
	greedy   bool
}

func (n *node) route(method string) *Route {
	if r := n.methods[method]; r != nil {
		return r
	}
	return n.any
}

// Match finds the route of a request: an exact path part wins over {name}, that over {name+}, and a method of its own over
// ANY. The path is the raw one behind the stage; "" is "/". Slashes before the first part and behind the last one do not
// count, those between parts do.
func (p *Plan) Match(method, rawPath string) (Match, bool) {
	path := strings.Trim(rawPath, "/")
	s := search{method: method}
	found := s.walk(p.root, path)
	if found == nil {
		found = s.pathOnly
	}
	if found == nil {
		return Match{}, false
	}
	m := Match{Route: found.route(method), ResourcePath: found.path}
	if found.vars > 0 {
		m.Params = found.params(path)
	}
	return m, m.Route != nil
}

// search walks the tree. pathOnly is the best resource that has the path and not the method.
type search struct {
	method   string
	pathOnly *node
}

func (s *search) walk(n *node, rest string) *node {
	if rest == "" || n.greedy {
		return s.accept(n)
	}
	part, tail, _ := strings.Cut(rest, "/")
	if child := n.exact(part); child != nil {
		if found := s.walk(child, tail); found != nil {
			return found
		}
	}
	return s.walkVariable(n.variable, rest, part, tail)
}

func (s *search) walkVariable(child *node, rest, part, tail string) *node {
	switch {
	case child == nil, part == "":
		return nil
	case child.greedy:
		return s.walk(child, rest)
	}
	return s.walk(child, tail)
}

// accept ends the search at a resource that serves the method, and remembers the first one that only has the path.
func (s *search) accept(n *node) *node {
	if n.route(s.method) != nil {
		return n
	}
	if s.pathOnly == nil && (len(n.methods) > 0 || n.any != nil) {
		s.pathOnly = n
	}
	return nil
}

// exact finds the child with this path part. A part that arrives percent-encoded means the same resource: otherwise an
// encoded letter would lead past a protected resource into a greedy one beside it.
func (n *node) exact(part string) *node {
	if child := n.literal[part]; child != nil || strings.IndexByte(part, '%') < 0 {
		return child
	}
	plain, err := url.PathUnescape(part)
	if err != nil {
		return nil
	}
	return n.literal[plain]
}

// params reads the values of the variable parts out of a path that is known to match.
func (n *node) params(path string) []PathParam {
	out := make([]PathParam, 0, n.vars)
	for _, s := range n.segments {
		if s.greedy {
			return append(out, PathParam{s.name, path})
		}
		part, tail, _ := strings.Cut(path, "/")
		if s.variable {
			out = append(out, PathParam{s.name, part})
		}
		path = tail
	}
	return out
}
