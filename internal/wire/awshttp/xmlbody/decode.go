package xmlbody

import (
	"reflect"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

// Decode reads an element into the struct that in points to; a nil element has no members.
func (c *Codec) Decode(n *Node, shape int, in any, scope protocol.Scope) error {
	if n == nil {
		return nil
	}
	return c.readStructure(n, &c.service.Shapes[shape], reflect.ValueOf(in).Elem(), scope)
}

func (c *Codec) readStructure(n *Node, s *awsapi.Shape, v reflect.Value, scope protocol.Scope) error {
	for i := range s.Members {
		m := &s.Members[i]
		if !scope.Holds(m) {
			continue
		}
		if m.Attribute {
			if err := c.readAttribute(n, m, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		if err := c.readMember(n, m, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Codec) readAttribute(n *Node, m *awsapi.Member, f reflect.Value) error {
	name := m.WireName()
	if _, local, found := strings.Cut(name, ":"); found {
		name = local
	}
	for _, a := range n.Attr {
		if a.Name.Local == name && a.Name.Space != "xmlns" {
			return c.readText(a.Value, m, scalar.Deref(f))
		}
	}
	return nil
}

// readMember finds the elements of a member among a structure's children.
func (c *Codec) readMember(n *Node, m *awsapi.Member, f reflect.Value) error {
	s := c.shape(m)
	isFlat := flat(m, s)
	for _, child := range n.Children {
		if child.Name != m.WireName() && (!isFlat || s.Kind != awsapi.List || child.Name != flatName(m, s)) {
			continue
		}
		var err error
		switch {
		case isFlat && s.Kind == awsapi.List:
			err = c.readElement(child, s, f)
		case isFlat:
			err = c.readEntry(child, s, f)
		default:
			f.SetZero()
			err = c.readValue(child, m, scalar.Deref(f))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Codec) readValue(n *Node, m *awsapi.Member, v reflect.Value) error {
	s := c.shape(m)
	switch s.Kind {
	case awsapi.Structure:
		return c.readStructure(n, s, v, protocol.Nested)
	case awsapi.List:
		v.Set(reflect.MakeSlice(v.Type(), 0, len(n.Children)))
		for _, child := range n.Children {
			if err := c.readElement(child, s, v); err != nil {
				return err
			}
		}
		return nil
	case awsapi.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, child := range n.Children {
			if err := c.readEntry(child, s, v); err != nil {
				return err
			}
		}
		return nil
	}
	if len(n.Children) > 0 {
		return malformed("The element " + n.Name + " has elements where a text was expected")
	}
	return c.readText(n.Text, m, v)
}

func (c *Codec) readElement(n *Node, s *awsapi.Shape, v reflect.Value) error {
	size := v.Len()
	v.Grow(1)
	v.SetLen(size + 1)
	v.Index(size).SetZero()
	return c.readValue(n, &s.Elem, v.Index(size))
}

func (c *Codec) readEntry(n *Node, s *awsapi.Shape, v reflect.Value) error {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	var key *string
	value := reflect.New(v.Type().Elem()).Elem()
	for _, child := range n.Children {
		switch child.Name {
		case elementName(&s.Key, "key"):
			key = &child.Text
		case elementName(&s.Elem, "value"):
			if err := c.readValue(child, &s.Elem, value); err != nil {
				return err
			}
		}
	}
	if key == nil {
		return malformed("The element " + n.Name + " has no key")
	}
	v.SetMapIndex(reflect.ValueOf(*key), value)
	return nil
}

func (c *Codec) readText(text string, m *awsapi.Member, v reflect.Value) error {
	s := c.shape(m)
	if s.Kind != awsapi.String {
		text = strings.TrimSpace(text)
	}
	if err := scalar.Set(v, s, text); err != nil {
		return malformed("The value of " + m.WireName() + " " + err.Error())
	}
	return nil
}
