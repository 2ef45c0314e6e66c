package resource

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// gateway is the name that failures give the service.
var gateway = apigateway.ServiceModel.ClientName

// patcher gathers the patch operations that lead from one set of properties to another (RFC 6902, as API Gateway reads it:
// every value is a string).
type patcher struct {
	from, to *template.Value
	ops      []apigateway.PatchOperation
}

func newPatcher(s *stack.Step) *patcher {
	from := s.Previous
	if from == nil {
		from = template.NewMap(template.Pos{})
	}
	return &patcher{from: from, to: s.Properties}
}

func (p *patcher) add(op, path string, value *string) {
	p.ops = append(p.ops, apigateway.PatchOperation{Op: &op, Path: &path, Value: value})
}

func same(a, b *template.Value) bool { return string(a.CanonicalJSON()) == string(b.CanonicalJSON()) }

// scalar replaces a value at a path. One that is not given any more gets otherwise, nil for "no value".
func (p *patcher) scalar(property, path string, otherwise *string) {
	before, after := p.from.Get(property), p.to.Get(property)
	if same(before, after) {
		return
	}
	value := otherwise
	if after != nil {
		value = awsapi.Ptr(document(after))
	}
	p.add("replace", path, value)
}

// text replaces strings, each at the path of its name with a small letter.
func (p *patcher) text(properties ...string) {
	for _, property := range properties {
		p.scalar(property, "/"+lowerFirst(property), awsapi.Ptr(""))
	}
}

// document is a scalar's text, or a document's.
func document(v *template.Value) string {
	if text, ok := v.Scalar(); ok {
		return text
	}
	return string(v.JSON())
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// escape writes a name as a part of a JSON pointer (RFC 6901 section 3).
func escape(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

// set adds and removes the items of a list. Their place is in the path, or, where inValue, in the value.
func (p *patcher) set(property, path string, inValue bool) {
	before, after := texts(p.from.Get(property)), texts(p.to.Get(property))
	change := func(op string, items, other []string) {
		for _, item := range items {
			switch {
			case slices.Contains(other, item):
			case inValue:
				p.add(op, path, awsapi.Ptr(item))
			default:
				p.add(op, path+"/"+escape(item), nil)
			}
		}
	}
	change("remove", before, after)
	change("add", after, before)
}

func texts(v *template.Value) []string {
	var out []string
	if v == nil {
		return nil
	}
	for _, item := range v.Items {
		text, _ := item.Scalar()
		out = append(out, text)
	}
	return out
}

// entries replaces and removes the entries of a map.
func (p *patcher) entries(property, path string) {
	before, after := p.from.Get(property), p.to.Get(property)
	if before != nil {
		for _, f := range before.Fields {
			if after.Get(f.Key) == nil {
				p.add("remove", path+"/"+escape(f.Key), nil)
			}
		}
	}
	if after == nil {
		return
	}
	for _, f := range after.Fields {
		if !same(before.Get(f.Key), f.Value) {
			p.add("replace", path+"/"+escape(f.Key), awsapi.Ptr(document(f.Value)))
		}
	}
}
