package openapi

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// cursor is a place in the document. A cursor at nothing is fine to ask for more: it stays at nothing.
type cursor struct {
	r  *reader
	at string // JSON pointer
	v  any
}

// fail notes a fault, once: what belongs to the whole document is read for every operation.
func (c cursor) fail(reason string) {
	f := Fault{c.at, reason}
	if !c.r.noted[f] {
		c.r.noted[f] = true
		c.r.faults = append(c.r.faults, f)
	}
}

func (c cursor) warn(text string) { c.r.def.Warnings = append(c.r.def.Warnings, c.at+": "+text) }

func (c cursor) present() bool { return c.v != nil }

// key goes to a member, through a reference if one stands there.
func (c cursor) key(name string) cursor {
	m, _ := c.v.(map[string]any)
	return cursor{c.r, c.at + "/" + escape(name), m[name]}.resolve()
}

// raw goes to a member and leaves a reference alone.
func (c cursor) raw(name string) cursor {
	m, _ := c.v.(map[string]any)
	return cursor{c.r, c.at + "/" + escape(name), m[name]}
}

// object makes sure that something that is there is an object.
func (c cursor) object() cursor {
	if _, ok := c.v.(map[string]any); c.v != nil && !ok {
		c.fail("must be an object")
		c.v = nil
	}
	return c
}

// keys lists the members in order.
func (c cursor) keys() []string {
	m, _ := c.object().v.(map[string]any)
	return slices.Sorted(maps.Keys(m))
}

// items lists the elements of a list.
func (c cursor) items() []cursor {
	list, ok := c.v.([]any)
	if c.v != nil && !ok {
		c.fail("must be a list")
	}
	out := make([]cursor, len(list))
	for i, v := range list {
		out[i] = cursor{c.r, c.at + "/" + strconv.Itoa(i), v}.resolve()
	}
	return out
}

// text reads a scalar as a text; nil if nothing is there.
func (c cursor) text() *string {
	var out string
	switch v := c.v.(type) {
	case nil:
		return nil
	case string:
		out = v
	case json.Number:
		out = v.String()
	case bool:
		out = strconv.FormatBool(v)
	default:
		c.fail("must be a text" + c.intrinsic())
		return nil
	}
	return &out
}

// intrinsic says more of a value that only a template can give.
func (c cursor) intrinsic() string {
	m, _ := c.v.(map[string]any)
	for name := range m {
		if len(m) == 1 && (name == "Ref" || strings.HasPrefix(name, "Fn::")) {
			return ": " + name + " refers to a resource that this document does not have"
		}
	}
	return ""
}

func (c cursor) val() string {
	if t := c.text(); t != nil {
		return *t
	}
	return ""
}

// flag reads true or false; nil if nothing is there.
func (c cursor) flag() *bool {
	switch v := c.v.(type) {
	case nil:
		return nil
	case bool:
		return &v
	case string:
		if b, err := strconv.ParseBool(v); err == nil {
			return &b
		}
	}
	c.fail("must be true or false")
	return nil
}

// number reads a whole number; nil if nothing is there.
func (c cursor) number() *int64 {
	t := c.text()
	if t == nil {
		return nil
	}
	n, err := strconv.ParseInt(*t, 10, 64)
	if err != nil {
		c.fail("must be a whole number")
		return nil
	}
	return &n
}

// texts reads a list of texts; a single text counts as a list of one.
func (c cursor) texts() []string {
	if s, ok := c.v.(string); ok {
		return []string{s}
	}
	var out []string
	for _, item := range c.items() {
		if t := item.text(); t != nil {
			out = append(out, *t)
		}
	}
	return out
}

// textMap reads an object of texts.
func (c cursor) textMap() map[string]string {
	out := map[string]string{}
	for _, name := range c.keys() {
		if t := c.raw(name).text(); t != nil {
			out[name] = *t
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// resolve follows references within the document.
func (c cursor) resolve() cursor {
	for range maxReferences {
		m, _ := c.v.(map[string]any)
		ref, ok := m["$ref"].(string)
		if !ok {
			return c
		}
		pointer, ok := strings.CutPrefix(ref, "#/")
		if !ok {
			c.fail("the reference " + strconv.Quote(ref) + " does not lead into this document")
			return cursor{c.r, c.at, nil}
		}
		next := c.r.root
		for _, name := range strings.Split(pointer, "/") {
			next = next.raw(unescape(name))
		}
		if next.v == nil {
			c.fail("the reference " + strconv.Quote(ref) + " leads nowhere")
			return cursor{c.r, c.at, nil}
		}
		c = next
	}
	c.fail("too many references in a row")
	return cursor{c.r, c.at, nil}
}

const maxReferences = 10

func escape(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

func unescape(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
}
