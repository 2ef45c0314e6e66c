package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// additions is what a model is too old to have, in the model's own syntax. An operation or shape that the model has may
// be given more: an operation errors, a structure members (some of them required), an enumeration values. What the model
// has already is an error, so that the file shrinks when the model grows.
type additions struct {
	Note       string                `json:"note"` // where it is described
	Operations map[string]*operation `json:"operations"`
	Shapes     map[string]*shape     `json:"shapes"`
}

func (m *model) add(a additions) error {
	if a.Note == "" {
		return errors.New("no note says where this is described")
	}
	for _, name := range slices.Sorted(maps.Keys(a.Shapes)) {
		if err := m.addShape(name, a.Shapes[name]); err != nil {
			return fmt.Errorf("shape %s: %w", name, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Operations)) {
		if err := m.addOperation(name, a.Operations[name]); err != nil {
			return fmt.Errorf("operation %s: %w", name, err)
		}
	}
	return m.resolve()
}

func (m *model) addShape(name string, more *shape) error {
	s, found := m.Shapes[name]
	if !found {
		if more.Type == "" {
			return errors.New("the model has none of that name, and this has no type")
		}
		m.Shapes[name] = more
		return nil
	}
	if more.Type != "" {
		return errors.New("the model has it")
	}
	for _, member := range more.Members {
		if s.Members.find(member.Name) {
			return fmt.Errorf("the model has the member %s", member.Name)
		}
		s.Members = append(s.Members, member)
	}
	for _, required := range more.Required {
		if !s.Members.find(required) {
			return fmt.Errorf("required: no member %s", required)
		}
	}
	var err error
	if s.Required, err = appendNew(s.Required, more.Required); err != nil {
		return fmt.Errorf("required: %w", err)
	}
	if s.Enum, err = appendNew(s.Enum, more.Enum); err != nil {
		return fmt.Errorf("enum: %w", err)
	}
	return nil
}

func (m *model) addOperation(name string, more *operation) error {
	op, found := m.Operations[name]
	if !found {
		if more.Name != name {
			return fmt.Errorf("its name is given as %q", more.Name)
		}
		m.Operations[name] = more
		return nil
	}
	if more.Name != "" || more.Input != nil || more.Output != nil {
		return errors.New("the model has it")
	}
	for _, e := range more.Errors {
		if slices.Contains(op.Errors, e) {
			return fmt.Errorf("the model has the error %s", e.Shape)
		}
		op.Errors = append(op.Errors, e)
	}
	return nil
}

func appendNew(list, more []string) ([]string, error) {
	for _, x := range more {
		if slices.Contains(list, x) {
			return nil, fmt.Errorf("the model has %s", x)
		}
		list = append(list, x)
	}
	return list, nil
}

// resolve says whether every reference has its shape.
func (m *model) resolve() error {
	for _, name := range slices.Sorted(maps.Keys(m.Shapes)) {
		for _, u := range m.Shapes[name].uses() {
			if m.Shapes[u.Shape] == nil {
				return fmt.Errorf("shape %s uses %s, which does not exist", name, u.Shape)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Operations)) {
		for _, u := range m.Operations[name].uses() {
			if m.Shapes[u.Shape] == nil {
				return fmt.Errorf("operation %s uses %s, which does not exist", name, u.Shape)
			}
		}
	}
	return nil
}
