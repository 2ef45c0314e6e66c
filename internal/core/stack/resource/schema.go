package resource

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// schema declares a type's properties as the members of an operation's input, and what differs.
type schema struct {
	service  *awsapi.Service
	input    string            // the shape whose members are the properties
	rename   map[string]string // property -> member, where they differ by more than the first letter
	without  []string          // members that are no properties
	required []string
	replace  []string // a change makes a new resource
	fixed    []string // a change is refused
	json     []string // strings that templates may write as JSON
	tagList  string   // the property that lists tags by Key and Value, where the member is a map
	extra    []stack.Property
}

// shape works the schema out.
func (d schema) shape() *stack.Shape {
	out := &stack.Shape{Kind: stack.Object}
	input := shapeNamed(d.service, d.input)
	for i := range input.Members {
		m := &input.Members[i]
		if slices.Contains(d.without, m.Name) {
			continue
		}
		name := d.property(m.Name)
		out.Properties = append(out.Properties, stack.Property{Name: name, Shape: d.valueOf(name, m)})
	}
	out.Properties = append(out.Properties, d.extra...)
	for i := range out.Properties {
		p := &out.Properties[i]
		p.Required = p.Required || slices.Contains(d.required, p.Name)
		p.Replace = p.Replace || slices.Contains(d.replace, p.Name)
		p.Fixed = p.Fixed || slices.Contains(d.fixed, p.Name)
	}
	return out
}

func (d schema) valueOf(property string, m *awsapi.Member) *stack.Shape {
	switch {
	case slices.Contains(d.json, property):
		return &stack.Shape{Kind: stack.JSON}
	case property == d.tagList:
		return tagList
	}
	return fromModel(d.service, m.Shape, map[int]*stack.Shape{})
}

// tagList is how most types write tags.
var tagList = &stack.Shape{Kind: stack.List, Elem: &stack.Shape{Kind: stack.Object, Properties: []stack.Property{
	{Name: "Key", Shape: &stack.Shape{Kind: stack.String}, Required: true},
	{Name: "Value", Shape: &stack.Shape{Kind: stack.String}, Required: true},
}}}

// property is the name a member has in templates.
func (d schema) property(member string) string {
	for property, renamed := range d.rename {
		if renamed == member {
			return property
		}
	}
	return upperFirst(member)
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// shapeNamed finds a shape of a model. A name that is not there is a mistake in this package, which any test finds.
func shapeNamed(s *awsapi.Service, name string) *awsapi.Shape {
	for i := range s.Shapes {
		if s.Shapes[i].Name == name {
			return &s.Shapes[i]
		}
	}
	panic("the model of " + s.ID + " has no shape " + name)
}

// fromModel translates a shape of the model; shapes may contain themselves.
func fromModel(s *awsapi.Service, index int, seen map[int]*stack.Shape) *stack.Shape {
	if known := seen[index]; known != nil {
		return known
	}
	from, out := &s.Shapes[index], &stack.Shape{}
	seen[index] = out
	switch from.Kind {
	case awsapi.Structure:
		out.Kind = stack.Object
		for i := range from.Members {
			m := &from.Members[i]
			out.Properties = append(out.Properties, stack.Property{Name: upperFirst(m.Name), Shape: fromModel(s, m.Shape, seen)})
		}
	case awsapi.List:
		out.Kind, out.Elem = stack.List, fromModel(s, from.Elem.Shape, seen)
	case awsapi.Map:
		out.Kind, out.Elem = stack.Map, fromModel(s, from.Elem.Shape, seen)
	default:
		out.Kind = scalarKind(from.Kind)
	}
	return out
}

func scalarKind(k awsapi.Kind) stack.Kind {
	switch k {
	case awsapi.Boolean:
		return stack.Boolean
	case awsapi.Integer, awsapi.Long:
		return stack.Integer
	case awsapi.Float, awsapi.Double:
		return stack.Number
	}
	return stack.String
}
