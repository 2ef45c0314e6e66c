package stack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// check refuses whatever could be known to fail before anything is made.
func (p *plan) check() error {
	for _, step := range []func() error{p.checkTypes, p.checkPolicies, p.checkProperties, p.checkOutputs} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// checkTypes looks at every resource, made or not: a condition may turn tomorrow.
func (p *plan) checkTypes() error {
	var types, ids []string
	var first *template.Resource
	for _, r := range p.template.Resources {
		if p.service.kind(r.Type) == nil {
			types, ids = append(types, r.Type), append(ids, r.ID)
			if first == nil {
				first = r
			}
		}
	}
	if first == nil {
		return nil
	}
	slices.Sort(types)
	return &template.Error{
		Pos: first.Pos, Path: "/Resources/" + first.ID + "/Type",
		Message: fmt.Sprintf("Template format error: Unrecognized resource types: %s (resources %s)",
			bracketed(slices.Compact(types)), bracketed(ids)),
	}
}

func (p *plan) checkPolicies() error {
	for _, r := range p.template.Resources {
		name := ""
		switch {
		case r.CreationPolicy != nil:
			name = "CreationPolicy"
		case r.UpdatePolicy != nil:
			name = "UpdatePolicy"
		case r.DeletionPolicy == "Snapshot":
			name = "DeletionPolicy Snapshot"
		case r.UpdateReplacePolicy == "Snapshot":
			name = "UpdateReplacePolicy Snapshot"
		default:
			continue
		}
		return &template.Error{
			Pos: r.Pos, Path: "/Resources/" + r.ID,
			Message: fmt.Sprintf("Template error: resource type %s does not support %s, in the resource %s", r.Type, name, r.ID),
		}
	}
	return nil
}

func (p *plan) checkProperties() error {
	for _, id := range p.eval.Graph().Order() {
		if _, err := p.properties(id); err != nil {
			return err
		}
	}
	return nil
}

// checkOutputs evaluates the outputs as far as that goes: a function may refuse a value that is not known yet.
func (p *plan) checkOutputs() error {
	before := p.known.asked
	_, err := p.eval.Outputs()
	if p.exports.failed != nil {
		return p.exports.failed
	}
	if err != nil && p.known.asked > before && !refusesAttribute(err) {
		return nil
	}
	return err
}

// properties evaluates and checks a resource's properties; the stack's tags join its own.
func (p *plan) properties(id string) (*template.Value, error) {
	t := p.kindOf(id)
	before := p.known.asked
	v, err := p.eval.Resource(id)
	if p.exports.failed != nil {
		return nil, p.exports.failed
	}
	if err != nil && p.known.asked > before && !refusesAttribute(err) {
		// A function could do nothing with a value that is not known yet: only the names can be judged.
		return p.names(id, t)
	}
	if err != nil {
		return nil, err
	}
	return conform(id, t.Schema, withTags(t, v, p.tags), isOpen)
}

// names checks the top-level properties alone. The values are all open.
func (p *plan) names(id string, t *Type) (*template.Value, error) {
	out := template.NewMap(template.Pos{})
	for _, f := range fields(p.template.Resource(id).Properties) {
		out.Fields = append(out.Fields, template.Field{Key: f.Key, Pos: f.Pos, Value: template.NewString(f.Value.Pos, open)})
	}
	return conform(id, t.Schema, out, isOpen)
}

func refusesAttribute(err error) bool {
	return strings.Contains(template.Message(err), "does not support attribute type")
}
