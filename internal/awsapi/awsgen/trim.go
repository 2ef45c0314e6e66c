package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// trim leaves the operations of the list (all if it is empty) and the shapes they reach. The other operations stay as
// names and routes.
func (m *model) trim(list []string) error {
	if len(list) > 0 {
		if err := m.unserve(list); err != nil {
			return err
		}
	}
	reached, elsewhere := map[string]bool{}, map[string]bool{}
	for _, op := range m.Operations {
		into := reached
		if op.Unserved {
			into = elsewhere
		}
		for _, u := range op.uses() {
			m.reach(u.Shape, into)
		}
	}
	// Exceptions that no operation lists are common to all operations.
	for name, s := range m.Shapes {
		if s.Exception && !elsewhere[name] {
			m.reach(name, reached)
		}
	}
	maps.DeleteFunc(m.Shapes, func(name string, _ *shape) bool { return !reached[name] })
	return nil
}

func (m *model) reach(name string, reached map[string]bool) {
	if reached[name] {
		return
	}
	reached[name] = true
	for _, u := range m.Shapes[name].uses() {
		m.reach(u.Shape, reached)
	}
}

// unserve marks the operations that are not in the list.
func (m *model) unserve(list []string) error {
	for _, name := range list {
		if m.Operations[name] == nil {
			return fmt.Errorf("the model has no operation %s", name)
		}
	}
	for name, op := range m.Operations {
		op.Unserved = !slices.Contains(list, name)
	}
	if strings.HasPrefix(m.Metadata.Protocol, "rest") {
		m.separate()
	}
	return nil
}

// separate makes unserved operations with the same route distinguishable without their shapes: a deprecated one goes, and
// the parameters that one requires join its route.
func (m *model) separate() {
	routes := map[string]int{}
	for _, op := range m.Operations {
		routes[op.route()]++
	}
	for name, op := range m.Operations {
		if !op.Unserved || routes[op.route()] == 1 {
			continue
		}
		if op.Deprecated {
			delete(m.Operations, name)
			continue
		}
		for _, parameter := range m.requiredQuery(op) {
			separator := "&"
			if !strings.Contains(op.HTTP.RequestURI, "?") {
				separator = "?"
			}
			op.HTTP.RequestURI += separator + parameter
		}
	}
}

// route is what an operation's request looks like.
func (op *operation) route() string {
	return op.HTTP.Method + " " + strings.TrimSuffix(op.HTTP.RequestURI, "/")
}

func (m *model) requiredQuery(op *operation) []string {
	if op.Input == nil {
		return nil
	}
	var names []string
	s := m.Shapes[op.Input.Shape]
	for _, member := range s.Members {
		if member.Location == "querystring" && slices.Contains(s.Required, member.Name) {
			names = append(names, member.LocationName)
		}
	}
	return names
}
