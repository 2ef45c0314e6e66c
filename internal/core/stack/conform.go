package stack

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// conform holds a resource's properties against their shape and gives them back with CloudFormation's coercions done:
// "1" is an integer where one is wanted, 60 a string. It answers in CloudFormation's words, all violations at once.
func conform(logicalID string, shape *Shape, properties *template.Value, open func(text string) bool) (*template.Value, error) {
	c := conformer{open: open}
	if properties == nil {
		properties = template.NewMap(template.Pos{})
	}
	out := c.value("#", shape, properties)
	if len(c.violations) == 0 {
		return out, nil
	}
	return nil, &template.Error{
		Pos: c.first, Path: "/Resources/" + logicalID + "/Properties",
		Message: fmt.Sprintf("Properties validation failed for resource %s with message:\n%s",
			logicalID, strings.Join(c.violations, "\n")),
	}
}

type conformer struct {
	open       func(text string) bool // a text that is not known yet fits every scalar
	violations []string
	first      template.Pos
}

func (c *conformer) fail(v *template.Value, path, format string, args ...any) {
	if len(c.violations) == 0 && v != nil {
		c.first = v.Pos
	}
	c.violations = append(c.violations, path+": "+fmt.Sprintf(format, args...))
}

func (c *conformer) value(path string, s *Shape, v *template.Value) *template.Value {
	switch {
	case v == nil, s.Kind == JSON:
		return v
	case v.Kind == template.String && c.open != nil && c.open(v.Text):
		return v
	case s.Kind == Object:
		return c.object(path, s, v)
	case s.Kind == Map:
		return c.mapping(path, s, v)
	case s.Kind == List:
		return c.list(path, s, v)
	}
	return c.scalar(path, s, v)
}

func (c *conformer) mismatch(path string, s *Shape, v *template.Value) *template.Value {
	found := map[template.Kind]string{
		template.Null: "Null", template.Bool: "Boolean", template.Number: "Number", template.String: "String",
		template.List: "JSONArray", template.Map: "JSONObject",
	}[v.Kind]
	c.fail(v, path, "expected type: %s, found: %s", s.Kind.noun(), found)
	return v
}

func (c *conformer) object(path string, s *Shape, v *template.Value) *template.Value {
	if v.Kind != template.Map {
		return c.mismatch(path, s, v)
	}
	out := template.NewMap(v.Pos)
	for _, p := range s.Properties {
		if p.Required && v.Get(p.Name) == nil {
			c.fail(v, path, "required key [%s] not found", p.Name)
		}
	}
	for _, f := range v.Fields {
		p := s.Property(f.Key)
		if p == nil {
			c.fail(f.Value, path, "extraneous key [%s] is not permitted", f.Key)
			continue
		}
		out.Fields = append(out.Fields, template.Field{Key: f.Key, Pos: f.Pos, Value: c.value(path+"/"+f.Key, p.Shape, f.Value)})
	}
	return out
}

func (c *conformer) mapping(path string, s *Shape, v *template.Value) *template.Value {
	if v.Kind != template.Map {
		return c.mismatch(path, s, v)
	}
	out := template.NewMap(v.Pos)
	for _, f := range v.Fields {
		out.Fields = append(out.Fields, template.Field{Key: f.Key, Pos: f.Pos, Value: c.value(path+"/"+f.Key, s.Elem, f.Value)})
	}
	return out
}

// list takes a single value for a list of one, as CloudFormation does for lists of strings.
func (c *conformer) list(path string, s *Shape, v *template.Value) *template.Value {
	items := v.Items
	if v.Kind != template.List {
		if _, scalar := v.Scalar(); !scalar || s.Elem.Kind == Object {
			return c.mismatch(path, s, v)
		}
		items = []*template.Value{v}
	}
	out := template.NewList(v.Pos)
	for i, item := range items {
		out.Items = append(out.Items, c.value(path+"/"+strconv.Itoa(i), s.Elem, item))
	}
	return out
}

func (c *conformer) scalar(path string, s *Shape, v *template.Value) *template.Value {
	text, ok := v.Scalar()
	if !ok {
		return c.mismatch(path, s, v)
	}
	kind := template.String
	switch s.Kind {
	case Integer:
		kind = template.Number
		n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(text), ".0"), 10, 64)
		ok, text = err == nil && v.Kind != template.Bool, strconv.FormatInt(n, 10)
	case Number:
		kind = template.Number
		n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		ok, text = err == nil && n-n == 0, strconv.FormatFloat(n, 'f', -1, 64)
	case Boolean:
		kind, text = template.Bool, strings.ToLower(text)
		ok = text == "true" || text == "false"
	}
	if !ok {
		return c.mismatch(path, s, v)
	}
	return &template.Value{Kind: kind, Pos: v.Pos, Text: text}
}

// changed lists the top-level properties in which two sets of properties differ.
func changed(before, after *template.Value) []string {
	var names []string
	for _, f := range append(slices.Clone(fields(before)), fields(after)...) {
		if slices.Contains(names, f.Key) {
			continue
		}
		if string(before.Get(f.Key).CanonicalJSON()) != string(after.Get(f.Key).CanonicalJSON()) {
			names = append(names, f.Key)
		}
	}
	slices.Sort(names)
	return names
}

func fields(v *template.Value) []template.Field {
	if v == nil {
		return nil
	}
	return v.Fields
}
