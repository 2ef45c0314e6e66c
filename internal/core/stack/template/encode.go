package template

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
)

// JSON writes the tree with its keys in source order.
func (v *Value) JSON() []byte {
	var out bytes.Buffer
	writeJSON(&out, v, false)
	return out.Bytes()
}

// CanonicalJSON writes the tree with its keys sorted: two values that mean the
// same are the same bytes.
func (v *Value) CanonicalJSON() []byte {
	var out bytes.Buffer
	writeJSON(&out, v, true)
	return out.Bytes()
}

// MarshalJSON is JSON, for encoding/json.
func (v *Value) MarshalJSON() ([]byte, error) { return v.JSON(), nil }

func writeJSON(out *bytes.Buffer, v *Value, sorted bool) {
	switch {
	case v == nil || v.Kind == Null:
		out.WriteString("null")
	case v.Kind == Bool:
		out.WriteString(v.Text)
	case v.Kind == Number:
		out.WriteString(v.literal())
	case v.Kind == String:
		writeString(out, v.Text)
	case v.Kind == List:
		writeItems(out, v.Items, sorted)
	default:
		writeFields(out, v.Fields, sorted)
	}
}

func writeItems(out *bytes.Buffer, items []*Value, sorted bool) {
	out.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			out.WriteByte(',')
		}
		writeJSON(out, item, sorted)
	}
	out.WriteByte(']')
}

func writeFields(out *bytes.Buffer, fields []Field, sorted bool) {
	if sorted {
		fields = slices.SortedFunc(slices.Values(fields), func(a, b Field) int { return cmp.Compare(a.Key, b.Key) })
	}
	out.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			out.WriteByte(',')
		}
		writeString(out, f.Key)
		out.WriteByte(':')
		writeJSON(out, f.Value, sorted)
	}
	out.WriteByte('}')
}

// writeString leaves <, > and & as they are: a policy or a mapping template
// that comes back must look as it was written.
func writeString(out *bytes.Buffer, text string) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string into a buffer cannot fail
	out.Truncate(out.Len() - 1)
}
