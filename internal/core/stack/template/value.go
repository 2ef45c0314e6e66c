package template

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// Kind says what a Value is.
type Kind uint8

// The kinds of JSON.
const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Map
)

// String names the kind.
func (k Kind) String() string {
	return [...]string{"null", "Boolean", "Number", "String", "List", "Map"}[k]
}

// Value is a node of a template. A tree is never changed once it is built: a
// YAML alias and its anchor share one, and evaluations run side by side.
type Value struct {
	Kind Kind
	Pos  Pos
	// Text of a scalar. A number keeps its source text, so that 1.0 stays 1.0
	// where a String property takes it.
	Text   string
	Items  []*Value // of a List
	Fields []Field  // of a Map, in source order: OpenAPI paths are ordered
}

// Field is a member of a Map.
type Field struct {
	Key   string
	Pos   Pos // of the key
	Value *Value
}

// NewString makes a String.
func NewString(pos Pos, text string) *Value { return &Value{Kind: String, Pos: pos, Text: text} }

// NewList makes a List.
func NewList(pos Pos, items ...*Value) *Value { return &Value{Kind: List, Pos: pos, Items: items} }

// NewMap makes a Map.
func NewMap(pos Pos, fields ...Field) *Value { return &Value{Kind: Map, Pos: pos, Fields: fields} }

// Get gives the member of a Map, nil where there is none.
func (v *Value) Get(key string) *Value {
	if v == nil {
		return nil
	}
	for i := range v.Fields {
		if v.Fields[i].Key == key {
			return v.Fields[i].Value
		}
	}
	return nil
}

// Scalar gives the text of a String, Number or Bool: CloudFormation takes one
// for the other wherever a String is wanted.
func (v *Value) Scalar() (string, bool) {
	if v == nil || v.Kind == Null || v.Kind >= List {
		return "", false
	}
	return v.Text, true
}

// literal is the text of a Number as JSON writes it.
func (v *Value) literal() string {
	if json.Valid([]byte(v.Text)) {
		return v.Text
	}
	literal, _ := numberLiteral(v.Text)
	return literal
}

// Any gives the tree as map[string]any, []any, string, json.Number, bool and nil.
func (v *Value) Any() any {
	switch {
	case v == nil || v.Kind == Null:
		return nil
	case v.Kind == Bool:
		return v.Text == "true"
	case v.Kind == Number:
		return json.Number(v.literal())
	case v.Kind == String:
		return v.Text
	case v.Kind == List:
		items := make([]any, len(v.Items))
		for i, item := range v.Items {
			items[i] = item.Any()
		}
		return items
	}
	fields := make(map[string]any, len(v.Fields))
	for _, f := range v.Fields {
		fields[f.Key] = f.Value.Any()
	}
	return fields
}

// FromAny makes a tree of what Any gives, and of Go's own strings, numbers and
// lists of strings. Keys are sorted, having no order of their own.
func FromAny(pos Pos, x any) (*Value, error) {
	switch x := x.(type) {
	case nil:
		return &Value{Kind: Null, Pos: pos}, nil
	case string:
		return NewString(pos, x), nil
	case bool:
		return &Value{Kind: Bool, Pos: pos, Text: strconv.FormatBool(x)}, nil
	case json.Number:
		return fromNumber(pos, x.String())
	case int, int32, int64, uint32, uint64, float32, float64:
		return fromNumber(pos, fmt.Sprint(x))
	case []string:
		return fromStrings(pos, x), nil
	case []any:
		return fromList(pos, x)
	case map[string]any:
		return fromMap(pos, x)
	}
	return nil, fmt.Errorf("a template value cannot be a %T", x)
}

func fromNumber(pos Pos, text string) (*Value, error) {
	if _, ok := numberLiteral(text); !ok {
		return nil, fmt.Errorf("%q is not a number", text)
	}
	return &Value{Kind: Number, Pos: pos, Text: text}, nil
}

func fromStrings(pos Pos, items []string) *Value {
	list := NewList(pos)
	for _, item := range items {
		list.Items = append(list.Items, NewString(pos, item))
	}
	return list
}

func fromList(pos Pos, items []any) (*Value, error) {
	list := NewList(pos)
	for _, item := range items {
		v, err := FromAny(pos, item)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, v)
	}
	return list, nil
}

func fromMap(pos Pos, members map[string]any) (*Value, error) {
	keys := make([]string, 0, len(members))
	for key := range members {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	m := NewMap(pos)
	for _, key := range keys {
		v, err := FromAny(pos, members[key])
		if err != nil {
			return nil, err
		}
		m.Fields = append(m.Fields, Field{Key: key, Pos: pos, Value: v})
	}
	return m, nil
}
