package awshttp

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
)

type vectorShape struct {
	Type            string
	Members         map[string]vectorUse
	Required        []string
	Member          *vectorUse
	Key, Value      *vectorUse
	Payload         string
	TimestampFormat string
	XMLNamespace    vectorNamespace
	Flattened       bool
	Document        bool
	LocationName    string
}

type vectorUse struct {
	Shape           string
	Location        string
	LocationName    string
	TimestampFormat string
	XMLNamespace    vectorNamespace
	XMLAttribute    bool
	Flattened       bool
	JSONValue       bool
	ResultWrapper   string
}

// vectorNamespace is a text in some places and an object in others.
type vectorNamespace struct{ URI, Prefix string }

func (n *vectorNamespace) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &n.URI)
	}
	type plain vectorNamespace
	return json.Unmarshal(data, (*plain)(n))
}

// modelBuilder makes a service and Go types of a vector's model. A type made by reflection cannot refer to itself, so
// every use of a shape becomes a shape of its own, and a recursion ends a few levels down.
type modelBuilder struct {
	source  map[string]vectorShape
	service *awsapi.Service
	path    []string
}

const maxRecursion = 5

var vectorKinds = map[string]awsapi.Kind{
	"structure": awsapi.Structure, "list": awsapi.List, "map": awsapi.Map, "string": awsapi.String, "boolean": awsapi.Boolean,
	"integer": awsapi.Integer, "long": awsapi.Long, "float": awsapi.Float, "double": awsapi.Double,
	"timestamp": awsapi.Timestamp, "blob": awsapi.Blob,
}

// vectorService is a service of one operation, with the Go types of its input and output.
func vectorService(suite *vectorSuite, c *vectorCase) (s *awsapi.Service, in, out reflect.Type) {
	s = &awsapi.Service{
		ID: "vectors", SigningName: "vectors", Protocol: suite.Metadata.Protocol,
		JSONVersion: suite.Metadata.JSONVersion, TargetPrefix: suite.Metadata.TargetPrefix,
		APIVersion: suite.Metadata.APIVersion, XMLNamespace: suite.Metadata.XMLNamespace,
	}
	b := &modelBuilder{source: suite.Shapes, service: s}
	op := awsapi.Operation{
		Name: c.Given.Name, Method: c.Given.HTTP.Method, URI: c.Given.HTTP.RequestURI, Input: awsapi.None, Output: awsapi.None,
	}
	in, out = reflect.TypeFor[struct{}](), reflect.TypeFor[struct{}]()
	if c.Given.Input != nil {
		op.Input, in = b.shape(c.Given.Input.Shape)
	}
	if c.Given.Output != nil {
		op.Output, out = b.shape(c.Given.Output.Shape)
		op.ResultWrapper = c.Given.Output.ResultWrapper
	}
	s.Operations = []awsapi.Operation{op}
	return s, in, out
}

// shape adds a shape; its number is -1 where a recursion ends.
func (b *modelBuilder) shape(name string) (int, reflect.Type) {
	depth := 0
	for _, p := range b.path {
		if p == name {
			depth++
		}
	}
	if depth == maxRecursion {
		return -1, nil
	}
	b.path = append(b.path, name)
	defer func() { b.path = b.path[:len(b.path)-1] }()
	src := b.source[name]
	kind, ok := vectorKinds[src.Type]
	if !ok {
		panic("unknown type " + src.Type)
	}
	if src.Document {
		kind = awsapi.Document
	}
	s := awsapi.Shape{
		Name: name, Kind: kind, Payload: src.Payload, Format: src.TimestampFormat,
		Namespace: src.XMLNamespace.URI, Flat: src.Flattened,
	}
	typ := b.typeOf(&s, &src)
	if typ == nil {
		return -1, nil
	}
	b.service.Shapes = append(b.service.Shapes, s)
	return len(b.service.Shapes) - 1, typ
}

func (b *modelBuilder) typeOf(s *awsapi.Shape, src *vectorShape) reflect.Type {
	switch s.Kind {
	case awsapi.Structure:
		return b.structure(s, src)
	case awsapi.List:
		elem, typ := b.member("", src.Member)
		if typ == nil {
			return nil
		}
		s.Elem = elem
		return reflect.SliceOf(typ)
	case awsapi.Map:
		key, _ := b.member("", src.Key)
		elem, typ := b.member("", src.Value)
		if typ == nil {
			return nil
		}
		s.Key, s.Elem = key, elem
		return reflect.MapOf(reflect.TypeFor[string](), typ)
	case awsapi.String:
		return reflect.TypeFor[string]()
	case awsapi.Boolean:
		return reflect.TypeFor[bool]()
	case awsapi.Integer, awsapi.Long:
		return reflect.TypeFor[int64]()
	case awsapi.Timestamp:
		return reflect.TypeFor[time.Time]()
	case awsapi.Blob:
		return reflect.TypeFor[[]byte]()
	case awsapi.Document:
		return reflect.TypeFor[json.RawMessage]()
	}
	return reflect.TypeFor[float64]()
}

func (b *modelBuilder) structure(s *awsapi.Shape, src *vectorShape) reflect.Type {
	var fields []reflect.StructField
	for _, name := range slices.Sorted(maps.Keys(src.Members)) {
		use := src.Members[name]
		m, typ := b.member(name, &use)
		if typ == nil {
			continue
		}
		m.Required = slices.Contains(src.Required, name)
		switch typ.Kind() {
		case reflect.Slice, reflect.Map:
		default:
			typ = reflect.PointerTo(typ)
		}
		fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d_%s", len(fields), name), Type: typ})
		s.Members = append(s.Members, m)
	}
	return reflect.StructOf(fields)
}

func (b *modelBuilder) member(name string, use *vectorUse) (awsapi.Member, reflect.Type) {
	shape, typ := b.shape(use.Shape)
	return awsapi.Member{
		Name: name, LocationName: cmp.Or(use.LocationName), Location: use.Location, Shape: shape,
		Format: use.TimestampFormat, Namespace: use.XMLNamespace.URI, Prefix: use.XMLNamespace.Prefix,
		Attribute: use.XMLAttribute, Flat: use.Flattened,
	}, typ
}
