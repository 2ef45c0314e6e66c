package mapping

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// fromGo turns a caller's value into a template's. Collections are copied, since templates may
// change what they hold; map keys are sorted so that output does not vary.
func fromGo(v any, depth int) any {
	if depth > maxDepth {
		return nil
	}
	switch v := v.(type) {
	case nil, bool, string, int64, float64, bigNumber:
		return v
	case int:
		return int64(v)
	case int32:
		return int64(v)
	case json.Number:
		return number(string(v))
	case *Map:
		return fromMap(v, depth)
	case *List:
		return &List{items: fromSlice(v.items, depth), json: v.json}
	case map[string]any:
		return fromGoMap(v, depth)
	case map[string]string:
		return fromStrings(v)
	case []any:
		return &List{items: fromSlice(v, depth), json: true}
	case []string:
		return &List{items: fromSlice(v, depth), json: true}
	}
	return fmt.Sprint(v)
}

func fromSlice[T any](items []T, depth int) []any {
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = fromGo(item, depth+1)
	}
	return out
}

func fromMap(m *Map, depth int) *Map {
	out := NewMap()
	for _, k := range m.keys {
		out.put(k, fromGo(m.items[k], depth+1))
	}
	return out
}

func fromGoMap(m map[string]any, depth int) *Map {
	out := NewMap()
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out.put(k, fromGo(m[k], depth+1))
	}
	return out
}

func fromStrings(m map[string]string) *Map {
	out := NewMap()
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out.put(k, m[k])
	}
	return out
}
