package resource

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// fill puts properties into the input of an operation, which may be another than the schema was made from: members that
// no property names stay absent, properties without a member are the type's own business.
func (d schema) fill(shape string, in any, properties *template.Value) error {
	s := shapeNamed(d.service, shape)
	out := reflect.Indirect(reflect.ValueOf(in))
	for i := range s.Members {
		m := &s.Members[i]
		name := d.property(m.Name)
		v := properties.Get(name)
		if v == nil || slices.Contains(d.without, m.Name) {
			continue
		}
		if name == d.tagList {
			v = tagMap(v)
		}
		if err := put(d.service, m.Shape, out.Field(i), v); err != nil {
			return fmt.Errorf("property %s: %w", name, err)
		}
	}
	return nil
}

// put sets a field of a generated struct, whose fields stand in the order of the shape's members.
func put(s *awsapi.Service, index int, field reflect.Value, v *template.Value) error {
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	switch shape := &s.Shapes[index]; shape.Kind {
	case awsapi.Structure:
		return putMembers(s, shape, field, v)
	case awsapi.List:
		return putItems(s, shape, field, v)
	case awsapi.Map:
		return putEntries(s, shape, field, v)
	default:
		return putScalar(shape.Kind, field, v)
	}
}

func putMembers(s *awsapi.Service, shape *awsapi.Shape, field reflect.Value, v *template.Value) error {
	for i := range shape.Members {
		m := &shape.Members[i]
		if member := v.Get(upperFirst(m.Name)); member != nil {
			if err := put(s, m.Shape, field.Field(i), member); err != nil {
				return fmt.Errorf("%s: %w", upperFirst(m.Name), err)
			}
		}
	}
	return nil
}

// putItems makes an empty list where there is one: that is not the same as none.
func putItems(s *awsapi.Service, shape *awsapi.Shape, field reflect.Value, v *template.Value) error {
	items := reflect.MakeSlice(field.Type(), len(v.Items), len(v.Items))
	for i, item := range v.Items {
		if err := put(s, shape.Elem.Shape, items.Index(i), item); err != nil {
			return err
		}
	}
	field.Set(items)
	return nil
}

func putEntries(s *awsapi.Service, shape *awsapi.Shape, field reflect.Value, v *template.Value) error {
	entries := reflect.MakeMapWithSize(field.Type(), len(v.Fields))
	for _, f := range v.Fields {
		value := reflect.New(field.Type().Elem()).Elem()
		if err := put(s, shape.Elem.Shape, value, f.Value); err != nil {
			return fmt.Errorf("%s: %w", f.Key, err)
		}
		entries.SetMapIndex(reflect.ValueOf(f.Key).Convert(field.Type().Key()), value)
	}
	field.Set(entries)
	return nil
}

// putScalar takes a document where a string is wanted: policies and schemas travel as text.
func putScalar(kind awsapi.Kind, field reflect.Value, v *template.Value) error {
	text, ok := v.Scalar()
	if !ok && kind == awsapi.String {
		text, ok = string(v.JSON()), true
	}
	if !ok {
		return fmt.Errorf("a %s is no scalar", v.Kind)
	}
	switch kind {
	case awsapi.String:
		field.SetString(text)
	case awsapi.Boolean:
		field.SetBool(text == "true")
	case awsapi.Integer, awsapi.Long:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		field.SetInt(n)
	case awsapi.Float, awsapi.Double:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return err
		}
		field.SetFloat(n)
	default:
		return fmt.Errorf("no property has the kind %d", kind)
	}
	return nil
}

// tagMap turns a list of tags into a map.
func tagMap(list *template.Value) *template.Value {
	out := template.NewMap(list.Pos)
	for _, item := range list.Items {
		key, _ := item.Get("Key").Scalar()
		out.Fields = append(out.Fields, template.Field{Key: key, Value: item.Get("Value")})
	}
	return out
}
