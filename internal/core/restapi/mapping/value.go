package mapping

import (
	"fmt"
	"slices"
)

// A value of a template is nil, bool, int64, float64, bigNumber, string, *Map, *List, *entry, or one
// of the objects API Gateway provides.

// bigNumber is a JSON number that fits neither int64 nor a double without loss; it keeps its text.
type bigNumber string

// Map is a map that remembers the order its keys were added in.
type Map struct {
	keys  []any
	items map[any]any
}

// NewMap returns an empty map.
func NewMap() *Map { return &Map{} }

// Get returns the value under a string key.
func (m *Map) Get(key string) (any, bool) {
	v, ok := m.items[key]
	return v, ok
}

// Set adds or replaces the value under a string key.
func (m *Map) Set(key string, value any) { m.put(key, value) }

// Len is the number of keys.
func (m *Map) Len() int { return len(m.keys) }

func (m *Map) get(key any) any { return m.items[key] }

func (m *Map) put(key, value any) {
	if m.items == nil {
		m.items = map[any]any{}
	}
	if _, ok := m.items[key]; !ok {
		m.keys = append(m.keys, key)
	}
	m.items[key] = value
}

// store is put on behalf of a template.
func (m *Map) store(x *exec, key, value any) error {
	if len(m.keys) >= maxElements {
		return fmt.Errorf("map holds more than %d keys", maxElements)
	}
	if err := x.charge(64); err != nil {
		return err
	}
	m.put(key, value)
	return nil
}

func (m *Map) remove(key any) any {
	v, ok := m.items[key]
	if ok {
		delete(m.items, key)
		i := slices.Index(m.keys, key)
		m.keys = slices.Delete(m.keys, i, i+1)
	}
	return v
}

func (m *Map) values() []any {
	values := make([]any, len(m.keys))
	for i, k := range m.keys {
		values[i] = m.items[k]
	}
	return values
}

func (m *Map) entries() []any {
	entries := make([]any, len(m.keys))
	for i, k := range m.keys {
		entries[i] = &entry{k, m.items[k]}
	}
	return entries
}

// entry is one pair of a map's entrySet().
type entry struct{ key, value any }

// List is a list. One that came from JSON prints as JSON, one the template made prints as Java does.
type List struct {
	items []any
	json  bool
}

// NewList returns a list of the given values.
func NewList(values ...any) *List { return &List{items: values} }

func (l *List) at(i int64) (any, error) {
	if i < 0 || i >= int64(len(l.items)) {
		return nil, fmt.Errorf("index %d is outside a list of %d", i, len(l.items))
	}
	return l.items[i], nil
}

func (l *List) replace(i int64, v any) error {
	if _, err := l.at(i); err != nil {
		return err
	}
	l.items[i] = v
	return nil
}

// insert adds values before position i on behalf of a template.
func (l *List) insert(x *exec, i int64, values ...any) error {
	if i < 0 || i > int64(len(l.items)) {
		return fmt.Errorf("index %d is outside a list of %d", i, len(l.items))
	}
	if len(l.items)+len(values) > maxElements {
		return fmt.Errorf("list holds more than %d elements", maxElements)
	}
	if err := x.charge(16*len(values) + len(l.items) - int(i)); err != nil {
		return err
	}
	l.items = slices.Insert(l.items, int(i), values...)
	return nil
}
