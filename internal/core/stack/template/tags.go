package template

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// longForm gives the function a short tag stands for.
func longForm(tag string) (string, bool) {
	switch name := strings.TrimPrefix(tag, "!"); name {
	case "Ref", "Condition":
		return name, true
	case "Sub", "GetAtt", "Join", "Select", "Split", "If", "Equals", "And", "Or", "Not",
		"FindInMap", "ImportValue", "Base64", "Cidr", "GetAZs", "Transform", "ToJsonString", "Length":
		return "Fn::" + name, strings.HasPrefix(tag, "!")
	}
	return "", false
}

// function turns !Name argument into {Name: argument}.
func (r *yamlReader) function(name string, n *yaml.Node) (*Value, error) {
	arg, err := r.argument(n)
	if err != nil {
		return nil, err
	}
	pos := r.pos(n)
	if name == "Fn::GetAtt" {
		arg = splitAttribute(arg)
	}
	return NewMap(pos, Field{Key: name, Pos: pos, Value: arg}), nil
}

// argument reads a tagged node as if its tag were not there. A scalar is text
// whatever it looks like: !Ref 1 names something.
func (r *yamlReader) argument(n *yaml.Node) (*Value, error) {
	switch n.Kind {
	case yaml.ScalarNode:
		return NewString(r.pos(n), n.Value), nil
	case yaml.SequenceNode:
		return r.list(n)
	default:
		return r.mapping(n)
	}
}

// splitAttribute turns "Resource.Attribute.Sub" into [Resource, Attribute.Sub].
func splitAttribute(arg *Value) *Value {
	if arg.Kind != String {
		return arg
	}
	resource, attribute, dotted := strings.Cut(arg.Text, ".")
	if !dotted {
		return arg
	}
	return NewList(arg.Pos, NewString(arg.Pos, resource), NewString(arg.Pos, attribute))
}
