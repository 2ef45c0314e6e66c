package xmlbody

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

// Codec reads and writes the structures of one service.
type Codec struct{ service *awsapi.Service }

// New makes the codec of a service.
func New(s *awsapi.Service) *Codec { return &Codec{service: s} }

func (c *Codec) shape(m *awsapi.Member) *awsapi.Shape { return &c.service.Shapes[m.Shape] }

// AppendElement writes the struct that out points to as an element; m says which shape it has and in which namespace.
func (c *Codec) AppendElement(dst []byte, name string, m *awsapi.Member, out any, scope protocol.Scope) []byte {
	v := reflect.Indirect(reflect.ValueOf(out))
	if !v.IsValid() {
		return append(open(dst, name), "/>"...)
	}
	dst = c.startTag(dst, name, m, v)
	dst = c.members(dst, c.shape(m), v, scope)
	return closeTag(dst, name)
}

// AppendMember writes a member as the outermost element; one that is absent is an empty element.
func (c *Codec) AppendMember(dst []byte, name string, m *awsapi.Member, namespace string, f reflect.Value) []byte {
	root := *m
	root.Namespace = namespace
	if scalar.Absent(f) {
		return append(appendNamespace(open(dst, name), "", namespace), "/>"...)
	}
	return c.element(dst, name, &root, reflect.Indirect(f))
}

func open(dst []byte, name string) []byte { return append(append(dst, '<'), name...) }

func closeTag(dst []byte, name string) []byte {
	return append(append(append(dst, "</"...), name...), '>')
}

// startTag writes name, namespace and the members that are attributes.
func (c *Codec) startTag(dst []byte, name string, m *awsapi.Member, v reflect.Value) []byte {
	dst = open(dst, name)
	s := c.shape(m)
	switch {
	case m.Namespace != "":
		dst = appendNamespace(dst, m.Prefix, m.Namespace)
	case s.Namespace != "":
		dst = appendNamespace(dst, s.Prefix, s.Namespace)
	}
	if s.Kind == awsapi.Structure {
		dst = c.attributes(dst, s, v)
	}
	return append(dst, '>')
}

func appendNamespace(dst []byte, prefix, uri string) []byte {
	if prefix != "" {
		return AppendAttribute(dst, "xmlns:"+prefix, uri)
	}
	return AppendAttribute(dst, "xmlns", uri)
}

// AppendAttribute writes an attribute of an element whose start tag is not closed yet.
func AppendAttribute(dst []byte, name, value string) []byte {
	dst = append(append(append(dst, ' '), name...), `="`...)
	return append(AppendText(dst, value), '"')
}

func (c *Codec) attributes(dst []byte, s *awsapi.Shape, v reflect.Value) []byte {
	for i := range s.Members {
		m, f := &s.Members[i], v.Field(i)
		if m.Attribute && !scalar.Absent(f) {
			dst = AppendAttribute(dst, m.WireName(), string(c.text(nil, m, reflect.Indirect(f))))
		}
	}
	return dst
}

func (c *Codec) text(dst []byte, m *awsapi.Member, v reflect.Value) []byte {
	s := c.shape(m)
	return scalar.Append(dst, v, s, scalar.TimeFormat(m, s, scalar.ISO8601))
}

// members writes the content of a structure.
func (c *Codec) members(dst []byte, s *awsapi.Shape, v reflect.Value, scope protocol.Scope) []byte {
	for i := range s.Members {
		m, f := &s.Members[i], v.Field(i)
		if m.Attribute || scalar.Absent(f) || !scope.Holds(m) {
			continue
		}
		dst = c.member(dst, m, reflect.Indirect(f))
	}
	return dst
}

func (c *Codec) member(dst []byte, m *awsapi.Member, v reflect.Value) []byte {
	s := c.shape(m)
	if !flat(m, s) {
		return c.element(dst, m.WireName(), m, v)
	}
	if s.Kind == awsapi.Map {
		return c.entries(dst, m.WireName(), m, s, v)
	}
	for i := range v.Len() {
		dst = c.element(dst, flatName(m, s), &s.Elem, v.Index(i))
	}
	return dst
}

func flat(m *awsapi.Member, s *awsapi.Shape) bool {
	return (s.Kind == awsapi.List || s.Kind == awsapi.Map) && (m.Flat || s.Flat)
}

// flatName is the name of the elements of a list without a wrapping element: what the use of the list is called, unless
// the list itself is without a wrapper and names its elements.
func flatName(m *awsapi.Member, s *awsapi.Shape) string {
	if m.LocationName == "" && s.Flat && s.Elem.LocationName != "" {
		return s.Elem.LocationName
	}
	return m.WireName()
}

func (c *Codec) element(dst []byte, name string, m *awsapi.Member, v reflect.Value) []byte {
	dst = c.startTag(dst, name, m, v)
	switch s := c.shape(m); s.Kind {
	case awsapi.Structure:
		dst = c.members(dst, s, v, protocol.Nested)
	case awsapi.List:
		for i := range v.Len() {
			dst = c.element(dst, elementName(&s.Elem, "member"), &s.Elem, v.Index(i))
		}
	case awsapi.Map:
		dst = c.entries(dst, "entry", nil, s, v)
	case awsapi.String:
		dst = AppendText(dst, v.String())
	default:
		dst = c.text(dst, m, v)
	}
	return closeTag(dst, name)
}

func elementName(m *awsapi.Member, usual string) string {
	if m.LocationName != "" {
		return m.LocationName
	}
	return usual
}

// entries writes a map's entries by key, so that the same answer always has the same bytes.
func (c *Codec) entries(dst []byte, name string, m *awsapi.Member, s *awsapi.Shape, v reflect.Value) []byte {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		dst = open(dst, name)
		if m != nil && m.Namespace != "" {
			dst = appendNamespace(dst, m.Prefix, m.Namespace)
		}
		dst = append(dst, '>')
		dst = c.element(dst, elementName(&s.Key, "key"), &s.Key, key)
		dst = c.element(dst, elementName(&s.Elem, "value"), &s.Elem, v.MapIndex(key))
		dst = closeTag(dst, name)
	}
	return dst
}

// AppendText writes character data that is safe in attributes too. A carriage return is written as a reference, or a
// parser would make a line feed of it (XML 1.0 section 2.11); what XML cannot hold at all becomes U+FFFD.
func AppendText(dst []byte, text string) []byte {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '"':
			dst = append(dst, "&quot;"...)
		case r == '\r':
			dst = append(dst, "&#xD;"...)
		case r < ' ' && r != '\t' && r != '\n', r == '\ufffe', r == '\uffff', r == utf8.RuneError:
			dst = append(dst, "\ufffd"...)
		default:
			dst = append(dst, text[i:i+size]...)
		}
		i += size
	}
	return dst
}
