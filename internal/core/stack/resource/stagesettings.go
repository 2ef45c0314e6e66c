package resource

import (
	"cmp"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// settings are a method's settings on a stage and where UpdateStage finds them below /{resource path}/{method}/.
var settings = []struct {
	property, path string
	kind           stack.Kind
}{
	{"MetricsEnabled", "metrics/enabled", stack.Boolean},
	{"LoggingLevel", "logging/loglevel", stack.String},
	{"DataTraceEnabled", "logging/dataTrace", stack.Boolean},
	{"ThrottlingBurstLimit", "throttling/burstLimit", stack.Integer},
	{"ThrottlingRateLimit", "throttling/rateLimit", stack.Number},
	{"CachingEnabled", "caching/enabled", stack.Boolean},
	{"CacheTtlInSeconds", "caching/ttlInSeconds", stack.Integer},
	{"CacheDataEncrypted", "caching/dataEncrypted", stack.Boolean},
}

func methodSetting() *stack.Shape {
	shape := &stack.Shape{Kind: stack.Object}
	for _, s := range settings {
		shape.Properties = append(shape.Properties, stack.Property{Name: s.property, Shape: &stack.Shape{Kind: s.kind}})
	}
	return shape
}

// settingsOfStages are the properties that only UpdateStage can set.
func settingsOfStages() []stack.Property {
	text := &stack.Shape{Kind: stack.String}
	setting := methodSetting()
	setting.Properties = append(setting.Properties,
		stack.Property{Name: "HttpMethod", Shape: text}, stack.Property{Name: "ResourcePath", Shape: text})
	return []stack.Property{
		{Name: "AccessLogSetting", Shape: &stack.Shape{Kind: stack.Object, Properties: []stack.Property{
			{Name: "DestinationArn", Shape: text}, {Name: "Format", Shape: text},
		}}},
		{Name: "ClientCertificateId", Shape: text},
		{Name: "MethodSettings", Shape: &stack.Shape{Kind: stack.List, Elem: setting}},
	}
}

// stage patches those properties.
func (p *patcher) stage() {
	p.scalar("ClientCertificateId", "/clientCertificateId", awsapi.Ptr(""))
	p.accessLog()
	before, after := methodSettings(p.from), methodSettings(p.to)
	for _, f := range before.Fields {
		if after.Get(f.Key) == nil {
			p.add("remove", "/"+f.Key, nil)
		}
	}
	for _, f := range after.Fields {
		old := before.Get(f.Key)
		if old != nil && lost(old, f.Value) {
			p.add("remove", "/"+f.Key, nil) // back to the defaults, then what is still said
			old = nil
		}
		p.settings(f.Key, old, f.Value)
	}
}

// lost reports a setting that is not given any more.
func lost(before, after *template.Value) bool {
	for _, s := range settings {
		if before.Get(s.property) != nil && after.Get(s.property) == nil {
			return true
		}
	}
	return false
}

func (p *patcher) settings(key string, before, after *template.Value) {
	for _, s := range settings {
		if v := after.Get(s.property); v != nil && !same(before.Get(s.property), v) {
			p.add("replace", "/"+key+"/"+s.path, awsapi.Ptr(v.Text))
		}
	}
}

func (p *patcher) accessLog() {
	before, after := p.from.Get("AccessLogSetting"), p.to.Get("AccessLogSetting")
	if before != nil && after == nil {
		p.add("remove", "/accessLogSettings", nil)
		return
	}
	log := &patcher{from: before, to: after}
	log.scalar("DestinationArn", "/accessLogSettings/destinationArn", awsapi.Ptr(""))
	log.scalar("Format", "/accessLogSettings/format", awsapi.Ptr(""))
	p.ops = append(p.ops, log.ops...)
}

// methodSettings gives the settings by their place in patch paths. Settings beside the list, which a StageDescription
// has, are for all methods.
func methodSettings(v *template.Value) *template.Value {
	out := template.NewMap(template.Pos{})
	if v == nil {
		return out
	}
	if all := only(v); len(all.Fields) > 0 {
		out.Fields = append(out.Fields, template.Field{Key: "*/*", Value: all})
	}
	for _, item := range items(v.Get("MethodSettings")) {
		path, _ := item.Get("ResourcePath").Scalar()
		method, _ := item.Get("HttpMethod").Scalar()
		key := settingsPath(path) + "/" + cmp.Or(method, "*")
		if of := only(item); len(of.Fields) > 0 {
			out.Fields = append(out.Fields, template.Field{Key: key, Value: of})
		}
	}
	return out
}

// only gives the settings among the members of a value.
func only(v *template.Value) *template.Value {
	out := template.NewMap(v.Pos)
	for _, s := range settings {
		if setting := v.Get(s.property); setting != nil {
			out.Fields = append(out.Fields, template.Field{Key: s.property, Value: setting})
		}
	}
	return out
}

// settingsPath writes a resource path as a part of a patch path. Templates write "/*" for all, "/~1pets" or "/pets" for
// one, "/~1" or "/" for the root.
func settingsPath(path string) string {
	switch {
	case path == "", path == "*", path == "/*":
		return "*"
	case strings.HasPrefix(path, "/~1"):
		return path[1:]
	}
	return escape(path)
}
