package template

import (
	"slices"
	"strings"
)

// Names of transforms that change what the language itself allows.
const (
	TransformServerless         = "AWS::Serverless-2016-10-31"
	TransformLanguageExtensions = "AWS::LanguageExtensions"
)

// Template is a template in its sections, each in source order.
type Template struct {
	Root        *Value
	Version     string // AWSTemplateFormatVersion
	Description string
	Metadata    *Value
	Globals     *Value // only where the Serverless transform is declared
	Mappings    *Value
	Transforms  []Transform
	Parameters  []*Parameter
	Rules       []*Rule
	Conditions  []*Condition
	Resources   []*Resource
	Outputs     []*Output
}

// Transform is a declared transform. One that nobody knows is the caller's to
// refuse.
type Transform struct {
	Name       string
	Parameters *Value
	Pos        Pos
}

// Condition is a named condition.
type Condition struct {
	Name  string
	Pos   Pos
	Value *Value
}

// Output is a declared output.
type Output struct {
	Name        string
	Pos         Pos
	Value       *Value
	Description string
	Condition   string
	ExportName  *Value // nil where the output is not exported
}

// New reads a tree into sections.
func New(root *Value) (*Template, error) {
	if root.Kind != Map {
		return nil, failf(root.Pos, "", "Template format error: unsupported structure.")
	}
	t := &Template{Root: root}
	for _, read := range []func() error{
		t.readTransforms, t.checkSections, t.checkNulls, t.readHeader, t.readMappings,
		t.readParameters, t.readRules, t.readConditions, t.readResources, t.readOutputs,
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Declares reports whether the template names a transform.
func (t *Template) Declares(transform string) bool {
	return slices.ContainsFunc(t.Transforms, func(d Transform) bool { return d.Name == transform })
}

// Resource gives the resource of a logical id, nil where there is none.
func (t *Template) Resource(id string) *Resource {
	return find(t.Resources, func(r *Resource) bool { return r.ID == id })
}

// Parameter gives the declaration of a parameter, nil where there is none.
func (t *Template) Parameter(name string) *Parameter {
	return find(t.Parameters, func(p *Parameter) bool { return p.Name == name })
}

// Condition gives a named condition, nil where there is none.
func (t *Template) Condition(name string) *Condition {
	return find(t.Conditions, func(c *Condition) bool { return c.Name == name })
}

// Output gives a declared output, nil where there is none.
func (t *Template) Output(name string) *Output {
	return find(t.Outputs, func(o *Output) bool { return o.Name == name })
}

func find[T any](items []*T, is func(*T) bool) *T {
	for _, item := range items {
		if is(item) {
			return item
		}
	}
	return nil
}

// bracketed writes names as CloudFormation lists them: [A, B].
func bracketed(names []string) string { return "[" + strings.Join(names, ", ") + "]" }
