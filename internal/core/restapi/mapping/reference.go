package mapping

import (
	"errors"
	"strings"
)

// refNode is a reference: in text it prints its value, in an expression it is the value.
type refNode struct {
	source  string // as written, for Velocity's way of printing an undefined one
	escapes int    // backslashes in front
	quiet   bool
	root    string
	steps   []step
	pos     position
}

// step goes from one value to the next. A nil result is null, which ends the walk.
type step interface {
	apply(x *exec, v any) (any, error)
}

func (n *refNode) eval(x *exec) (any, error) {
	v := x.variable(n.root)
	for _, s := range n.steps {
		if v == nil {
			return nil, nil
		}
		if err := x.spend(0); err != nil {
			return nil, n.pos.wrap(err)
		}
		var err error
		if v, err = s.apply(x, v); err != nil {
			return nil, n.pos.wrap(err)
		}
	}
	return v, nil
}

// render prints the reference. A backslash before a defined reference escapes it; two are one
// backslash and the value. Before an undefined one they are only text.
func (n *refNode) render(x *exec, w *strings.Builder) error {
	v, err := n.eval(x)
	if err != nil {
		return err
	}
	switch {
	case v == nil:
		return n.renderUndefined(x, w)
	case n.escapes%2 == 1:
		return n.pos.wrap(x.write(w, strings.Repeat(`\`, n.escapes/2)+n.source))
	}
	if err := x.write(w, strings.Repeat(`\`, n.escapes/2)); err != nil {
		return n.pos.wrap(err)
	}
	return n.pos.wrap(x.print(w, v))
}

func (n *refNode) renderUndefined(x *exec, w *strings.Builder) error {
	text := strings.Repeat(`\`, n.escapes)
	if n.escapes%2 == 1 || x.env.PrintUndefined && !n.quiet {
		text += n.source
	}
	return n.pos.wrap(x.write(w, text))
}

// print writes a value; a #define is rendered in place.
func (x *exec) print(w *strings.Builder, v any) error {
	if d, ok := v.(*definition); ok {
		defer x.unnest()
		if err := x.nest(); err != nil {
			return err
		}
		return d.body.render(x, w)
	}
	s, err := x.text(v)
	if err != nil {
		return err
	}
	return x.write(w, s)
}

type propertyStep string

func (s propertyStep) apply(x *exec, v any) (any, error) { return x.property(v, string(s)) }

// property is $v.name. A map has only its keys; other values have what Java's getters would show.
func (x *exec) property(v any, name string) (any, error) {
	switch v := v.(type) {
	case *Map:
		item, _ := v.Get(name)
		return item, nil
	case *contextValue:
		return v.property(name), nil
	case *loop:
		return v.property(name), nil
	case inputValue:
		if name == "body" {
			return v.bodyText(), nil
		}
	case *entry:
		switch name {
		case "key":
			return v.key, nil
		case "value":
			return v.value, nil
		}
	case *List:
		if name == "empty" {
			return len(v.items) == 0, nil
		}
	case string:
		if name == "empty" {
			return v == "", nil
		}
	}
	return nil, nil
}

type indexStep struct{ key expr }

// apply is get() of a list or map; a negative index of a list counts from its end.
func (s indexStep) apply(x *exec, v any) (any, error) {
	key, err := s.key.eval(x)
	if err != nil || key == nil {
		return nil, err
	}
	switch v := v.(type) {
	case *Map:
		return v.get(key), nil
	case *contextValue:
		return v.materialise().get(key), nil
	case *List:
		i, ok := key.(int64)
		if !ok {
			return nil, nil
		}
		if i < 0 {
			i += int64(len(v.items))
		}
		return v.at(i)
	}
	return nil, nil
}

// callStep is .name(args).
type callStep struct {
	name string
	args []expr
	path *jsonPath // $input.path and $input.json of a literal: parsed once, at compile time
}

// preparePath compiles the JSONPath of a literal argument. One that does not parse is left for the
// call to report, as the template may never reach it.
func (s *callStep) preparePath() {
	if s.name != "path" && s.name != "json" {
		return
	}
	if c, ok := s.args[0].(constExpr); ok {
		if text, ok := c.value.(string); ok {
			s.path, _ = parsePath(text)
		}
	}
}

func (s *callStep) apply(x *exec, v any) (any, error) {
	if in, ok := v.(inputValue); ok && s.path != nil {
		return in.query(s.name, s.path)
	}
	args := make([]any, len(s.args))
	for i, a := range s.args {
		var err error
		if args[i], err = a.eval(x); err != nil {
			return nil, err
		}
	}
	result, err := x.call(v, s.name, args)
	if errors.Is(err, errNoMethod) {
		return nil, nil
	}
	return result, err
}

// errNoMethod says that a value has no method of that name and those argument types. Velocity then
// takes the reference for undefined.
var errNoMethod = errors.New("no such method")
