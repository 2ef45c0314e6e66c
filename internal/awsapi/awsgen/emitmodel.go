package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// model writes the trimmed model as one composite literal. Shapes refer to each other by number, so that the compiler
// lays it out as data and nothing runs at start.
func (g *generator) model() {
	meta := g.m.Metadata
	g.p("package %s\n\nimport \"github.com/sallyport/sallyport/internal/awsapi\"\n", g.pkg)
	g.p("// ServiceModel is the model of %s.\nvar ServiceModel = awsapi.Service{", meta.ServiceFullName)
	g.p("ID: %q, SigningName: %q, Name: %q, ClientName: %q,", meta.EndpointPrefix, cmp.Or(meta.SigningName, meta.EndpointPrefix), meta.ServiceFullName, meta.ServiceID)
	g.p("APIVersion: %q, Protocol: %q, JSONVersion: %q,", meta.APIVersion, meta.Protocol, meta.JSONVersion)
	g.p("TargetPrefix: %q, XMLNamespace: %q, ValidationCode: %q,", meta.TargetPrefix, meta.XMLNamespace, g.svc.ValidationCode)
	g.p("Operations: []awsapi.Operation{")
	for _, name := range g.all {
		g.operation(g.m.Operations[name])
	}
	g.p("},\nShapes: []awsapi.Shape{")
	for _, name := range g.shapes {
		g.shape(name, g.m.Shapes[name])
	}
	g.p("},\n}\n")
	g.bounds()
}

func (g *generator) number(u *use) string {
	if u == nil {
		return "awsapi.None"
	}
	n, ok := g.index[u.Shape]
	if !ok {
		g.fail("no shape %s", u.Shape)
	}
	return strconv.Itoa(n)
}

func (g *generator) operation(op *operation) {
	var f fields
	f.text("Name", op.Name)
	f.text("Method", op.HTTP.Method)
	f.text("URI", op.HTTP.RequestURI)
	if op.Unserved {
		f.raw("Input", "awsapi.None")
		f.raw("Output", "awsapi.None")
		f.flag("NoAuth", op.AuthType == "none")
		f.flag("Unserved", true)
		g.p("%s,", f)
		return
	}
	f.raw("Status", strconv.Itoa(cmp.Or(op.HTTP.ResponseCode, 200)))
	f.raw("Input", g.number(op.Input))
	f.raw("Output", g.number(op.Output))
	if op.Output != nil {
		f.text("ResultWrapper", op.Output.ResultWrapper)
	}
	f.flag("Unwrapped", op.Unwrapped)
	f.flag("NoAuth", op.AuthType == "none")
	var errs []string
	for _, e := range op.Errors {
		errs = append(errs, cmp.Or(g.m.Shapes[e.Shape].Error.Code, e.Shape))
	}
	f.list("Errors", errs)
	g.p("%s,", f)
}

func (g *generator) shape(name string, s *shape) {
	var f fields
	f.text("Name", name)
	f.raw("Kind", "awsapi."+kinds[s.kind()])
	g.constraints(&f, name, s)
	f.text("Payload", s.Payload)
	f.text("Format", s.TimestampFormat)
	f.text("Namespace", s.XMLNamespace.URI)
	f.text("Prefix", s.XMLNamespace.Prefix)
	f.flag("Sensitive", s.Sensitive)
	f.flag("Flat", s.Flattened)
	f.flag("Wrapper", s.Wrapper)
	f.flag("Streaming", s.Streaming)
	f.flag("EventStream", s.EventStream)
	switch s.kind() {
	case "list":
		f.raw("Elem", g.member("", s.Member, false))
	case "map":
		f.raw("Key", g.member("", s.Key, false))
		f.raw("Elem", g.member("", s.Value, false))
	case "structure", "events":
		f.raw("Members", g.members(s))
	}
	g.p("%s,", f)
}

func (g *generator) constraints(f *fields, name string, s *shape) {
	if s.Min != nil {
		f.raw("Min", bound(*s.Min))
	}
	if s.Max != nil {
		f.raw("Max", bound(*s.Max))
	}
	f.text("Pattern", s.Pattern)
	if s.Pattern != "" {
		re2 := g.re2[s.Pattern]
		if err := compiles(cmp.Or(re2, s.Pattern)); err != nil {
			g.fail("pattern of %s: %v: write its meaning in patches.json", name, err)
		}
		f.text("RE2", re2)
	}
	f.list("Enum", s.Enum)
}

func (g *generator) members(s *shape) string {
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	var out strings.Builder
	out.WriteString("[]awsapi.Member{\n")
	for i := range s.Members {
		m := &s.Members[i]
		out.WriteString(g.member(m.Name, &m.use, required[m.Name])[len("awsapi.Member"):] + ",\n")
	}
	out.WriteString("}")
	return out.String()
}

func (g *generator) member(name string, u *use, required bool) string {
	var f fields
	f.text("Name", name)
	f.text("LocationName", u.LocationName)
	f.text("Location", u.Location)
	f.raw("Shape", g.number(u))
	f.text("Format", u.TimestampFormat)
	f.text("Namespace", u.XMLNamespace.URI)
	f.text("Prefix", u.XMLNamespace.Prefix)
	f.flag("Required", required)
	f.flag("Attribute", u.XMLAttribute)
	f.flag("Flat", u.Flattened)
	f.flag("Streaming", u.Streaming)
	f.flag("EventPayload", u.EventPayload)
	f.flag("Idempotency", u.Idempotency)
	return "awsapi.Member" + f.String()
}

// bound names the variable that holds a limit: pointers to shared variables stay data.
func bound(v float64) string {
	return "&" + boundName(v)
}

func boundName(v float64) string {
	return "n" + strings.NewReplacer("-", "m", ".", "p", "+", "").Replace(strconv.FormatFloat(v, 'f', -1, 64))
}

func (g *generator) bounds() {
	seen := map[string]bool{}
	for _, name := range g.shapes {
		for _, b := range []*float64{g.m.Shapes[name].Min, g.m.Shapes[name].Max} {
			if b == nil || seen[boundName(*b)] {
				continue
			}
			seen[boundName(*b)] = true
			g.p("var %s = float64(%s)", boundName(*b), strconv.FormatFloat(*b, 'f', -1, 64))
		}
	}
}

// fields collects the fields of a composite literal, leaving out zero values.
type fields []string

func (f *fields) raw(name, value string) { *f = append(*f, name+": "+value) }

func (f *fields) text(name, value string) {
	if value != "" {
		f.raw(name, strconv.Quote(value))
	}
}

func (f *fields) flag(name string, value bool) {
	if value {
		f.raw(name, "true")
	}
}

func (f *fields) list(name string, values []string) {
	if len(values) > 0 {
		f.raw(name, fmt.Sprintf("%#v", values))
	}
}

func (f fields) String() string { return "{" + strings.Join(f, ", ") + "}" }
