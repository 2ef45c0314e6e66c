package main

import (
	"errors"
	"fmt"
	"slices"
)

// patches is what the models get wrong or leave out, each with its reason.
type patches struct {
	Patterns []struct{ Reason, Java, RE2 string }
	Services map[string][]patch
}

// patch is a change to one model. A change that changes nothing is an error: the model has caught up.
type patch struct {
	Reason    string
	NoAuth    []string            // operations that need no signature
	Optional  map[string][]string // members that are required no more, by structure
	Limits    map[string]limits   // limits that differ, by shape
	Roots     map[string]string   // outermost element of an answer, by operation
	Unwrapped []string            // operations whose answer is one member
	Namespace string              // XML namespace of answers
}

type limits struct {
	Min, Max *float64
	Pattern  string
}

func (m *model) patch(p patch) error {
	if p.Reason == "" {
		return errors.New("it has no reason")
	}
	for shape, members := range p.Optional {
		if err := m.makeOptional(shape, members); err != nil {
			return err
		}
	}
	for shape, l := range p.Limits {
		if err := m.limit(shape, l); err != nil {
			return err
		}
	}
	if p.Namespace != "" {
		if m.Metadata.XMLNamespace != "" {
			return errors.New("the model has a namespace")
		}
		m.Metadata.XMLNamespace = p.Namespace
	}
	return m.patchOperations(p)
}

func (m *model) patchOperations(p patch) error {
	for _, name := range p.NoAuth {
		op := m.Operations[name]
		if op == nil || op.AuthType == "none" {
			return fmt.Errorf("the model has no operation %s with a signature", name)
		}
		op.AuthType = "none"
	}
	for name, root := range p.Roots {
		op := m.Operations[name]
		if op == nil || op.Output == nil || op.Output.ResultWrapper != "" || op.Output.Shape == root {
			return fmt.Errorf("the model has no operation %s whose answer needs an outermost element", name)
		}
		op.Output.ResultWrapper = root
	}
	for _, name := range p.Unwrapped {
		op := m.Operations[name]
		if op == nil || op.Output == nil || len(m.Shapes[op.Output.Shape].Members) != 1 {
			return fmt.Errorf("the model has no operation %s with a single member in its answer", name)
		}
		op.Unwrapped = true
	}
	return nil
}

func (m *model) makeOptional(name string, members []string) error {
	s := m.Shapes[name]
	for _, member := range members {
		if s == nil || !slices.Contains(s.Required, member) {
			return fmt.Errorf("the model does not require %s of %s", member, name)
		}
		s.Required = slices.DeleteFunc(s.Required, func(r string) bool { return r == member })
	}
	return nil
}

func (m *model) limit(name string, l limits) error {
	s := m.Shapes[name]
	if s == nil {
		return fmt.Errorf("the model has no shape %s", name)
	}
	same := func(a, b *float64) bool { return b == nil || a != nil && *a == *b }
	if same(s.Min, l.Min) && same(s.Max, l.Max) && (l.Pattern == "" || l.Pattern == s.Pattern) {
		return fmt.Errorf("%s has these limits", name)
	}
	if l.Min != nil {
		s.Min = l.Min
	}
	if l.Max != nil {
		s.Max = l.Max
	}
	if l.Pattern != "" {
		s.Pattern = l.Pattern
	}
	return nil
}
