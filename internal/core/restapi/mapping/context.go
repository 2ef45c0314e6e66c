package mapping

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Overrides is what a template assigned to $context.requestOverride and $context.responseOverride.
// A header or parameter assigned a list has several values.
type Overrides struct {
	RequestHeader, RequestPath, RequestQuery map[string][]string

	ResponseHeader map[string][]string
	ResponseStatus int // 0: not overridden
}

// Vars is a Context over a Go map.
type Vars map[string]any

// Lookup returns one value.
func (v Vars) Lookup(name string) (any, bool) {
	value, ok := v[name]
	return value, ok
}

// Names lists the keys, in no particular order.
func (v Vars) Names() []string {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	return names
}

// contextValue is $context: values are copied in when first asked for.
type contextValue struct {
	x    *exec
	seen Map
	req  *Map // requestOverride
	resp *Map // responseOverride
}

func (c *contextValue) property(name string) any {
	switch name {
	case "requestOverride":
		c.openOverrides()
		return c.req
	case "responseOverride":
		c.openOverrides()
		return c.resp
	}
	if v, ok := c.seen.items[name]; ok {
		return v
	}
	if c.x.env.Context == nil {
		return nil
	}
	v, _ := c.x.env.Context.Lookup(name)
	v = fromGo(v, 0)
	c.seen.put(name, v)
	return v
}

// materialise makes a map of everything, for a template that walks over $context.
func (c *contextValue) materialise() *Map {
	m := NewMap()
	if c.x.env.Context == nil {
		return m
	}
	for _, name := range slices.Sorted(slices.Values(c.x.env.Context.Names())) {
		m.put(name, c.property(name))
	}
	return m
}

// openOverrides makes the maps that templates assign into, with what earlier templates assigned.
func (c *contextValue) openOverrides() {
	if c.req != nil {
		return
	}
	o := &c.x.env.Overrides
	c.req, c.resp = NewMap(), NewMap()
	c.req.put("header", openMulti(o.RequestHeader))
	c.req.put("path", openMulti(o.RequestPath))
	c.req.put("querystring", openMulti(o.RequestQuery))
	c.resp.put("header", openMulti(o.ResponseHeader))
	if o.ResponseStatus != 0 {
		c.resp.put("status", int64(o.ResponseStatus))
	}
}

func openMulti(values map[string][]string) *Map {
	m := map[string]any{}
	for k, v := range values {
		if m[k] = v; len(v) == 1 {
			m[k] = v[0]
		}
	}
	return fromGoMap(m, 0)
}

// storeOverrides hands what the template assigned back to the caller.
func (x *exec) storeOverrides() error {
	c := x.context
	if c.req == nil {
		return nil
	}
	var o Overrides
	for _, part := range []struct {
		owner    *Map
		name     string
		override string
		to       *map[string][]string
	}{
		{c.req, "header", "requestOverride.header", &o.RequestHeader},
		{c.req, "path", "requestOverride.path", &o.RequestPath},
		{c.req, "querystring", "requestOverride.querystring", &o.RequestQuery},
		{c.resp, "header", "responseOverride.header", &o.ResponseHeader},
	} {
		var err error
		if *part.to, err = x.closeMulti(part.override, part.owner.get(part.name)); err != nil {
			return err
		}
	}
	if err := onlyKeys("requestOverride", c.req, "header", "path", "querystring"); err != nil {
		return err
	}
	if err := onlyKeys("responseOverride", c.resp, "header", "status"); err != nil {
		return err
	}
	status, err := x.closeStatus(c.resp.get("status"))
	if err != nil {
		return err
	}
	o.ResponseStatus = status
	x.env.Overrides = o
	return nil
}

// onlyKeys refuses an override nothing would act on.
func onlyKeys(what string, m *Map, known ...string) error {
next:
	for _, k := range m.keys {
		for _, name := range known {
			if k == name {
				continue next
			}
		}
		return fmt.Errorf("$context.%s.%s cannot be assigned", what, scalar(k))
	}
	return nil
}

func (x *exec) closeMulti(what string, v any) (map[string][]string, error) {
	m, ok := v.(*Map)
	if !ok {
		return nil, fmt.Errorf("$context.%s is not a map", what)
	}
	if len(m.keys) == 0 {
		return nil, nil
	}
	out := make(map[string][]string, len(m.keys))
	for _, k := range m.keys {
		values := []any{m.items[k]}
		if l, ok := values[0].(*List); ok {
			values = l.items
		}
		for _, item := range values {
			s, err := x.text(item)
			if err != nil {
				return nil, err
			}
			out[scalar(k)] = append(out[scalar(k)], s)
		}
	}
	return out, nil
}

func (x *exec) closeStatus(v any) (int, error) {
	if v == nil {
		return 0, nil
	}
	s, err := x.text(v)
	if err != nil {
		return 0, err
	}
	status, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("$context.responseOverride.status is %q, not an integer", truncate(s))
	}
	return status, nil
}

// truncate keeps a quoted value in an error short.
func truncate(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}
