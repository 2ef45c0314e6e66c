package main

import (
	"slices"
	"strings"
)

func (g *generator) types() {
	g.p("package %s\n", g.pkg)
	for _, i := range []struct{ path, kind string }{{"encoding/json", "document"}, {"iter", "events"}, {"time", "timestamp"}} {
		if g.has(i.kind) {
			g.p("import %q", i.path)
		}
	}
	for _, name := range g.shapes {
		if s := g.m.Shapes[name]; s.Type == "structure" && !s.Document {
			g.structType(name, s)
		}
	}
	for _, name := range g.ops {
		op := g.m.Operations[name]
		if op.Input == nil {
			g.p("// %sInput is the input of %s, which takes none.\ntype %sInput struct{}\n", name, name, name)
		}
		if op.Output == nil {
			g.p("// %sOutput is the output of %s, which has none.\ntype %sOutput struct{}\n", name, name, name)
		}
	}
}

// has says whether there is a shape of this kind.
func (g *generator) has(kind string) bool {
	return slices.ContainsFunc(g.shapes, func(name string) bool { return g.m.Shapes[name].kind() == kind })
}

func (g *generator) structType(name string, s *shape) {
	g.p("// %s is the model's structure of that name.", name)
	g.p("type %s struct {", name)
	for _, m := range s.Members {
		g.p("%s %s `json:%q`", fieldName(m.Name), g.fieldType(m.Shape), g.tag(s, m))
	}
	g.p("}\n")
}

func (g *generator) tag(s *shape, m member) string {
	if g.m.Shapes[m.Shape].EventStream {
		return "-"
	}
	name := m.Name
	if m.Location == "" && m.LocationName != "" {
		name = m.LocationName
	}
	// A member of the path may have the name that another has in the body: two fields of one name would both be lost.
	if m.Location != "" && s.inBody(name) {
		name = m.LocationName
	}
	return name + ",omitempty"
}

// inBody says whether a member has this name in a message's body.
func (s *shape) inBody(name string) bool {
	for _, m := range s.Members {
		if m.Location == "" && (m.LocationName == name || m.LocationName == "" && m.Name == name) {
			return true
		}
	}
	return false
}

func fieldName(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// fieldType is the Go type of a member: scalars and structures are pointers, since absent and zero differ.
func (g *generator) fieldType(name string) string {
	switch g.m.Shapes[name].kind() {
	case "list", "map", "blob", "document", "events":
		return g.goType(name)
	default:
		return "*" + g.goType(name)
	}
}

// goType is the Go type of an element or value.
func (g *generator) goType(name string) string {
	s := g.m.Shapes[name]
	switch s.kind() {
	case "structure":
		return name
	case "document":
		return "json.RawMessage"
	case "events":
		return "iter.Seq2[*" + name + ", error]"
	case "list":
		return "[]" + g.goType(s.Member.Shape)
	case "map":
		return "map[string]" + g.goType(s.Value.Shape)
	case "string", "character":
		return "string"
	case "boolean":
		return "bool"
	case "integer", "long":
		return "int64"
	case "float", "double":
		return "float64"
	case "timestamp":
		return "time.Time"
	case "blob":
		return "[]byte"
	}
	g.fail("shape %s has the unknown type %q", name, s.Type)
	return "any"
}
