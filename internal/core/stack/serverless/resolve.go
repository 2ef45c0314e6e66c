package serverless

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// What variables may grow a project to; a service that AWS takes stays far
// below.
const (
	maxNesting = 200
	maxNodes   = 250_000
	maxText    = 1 << 20
)

// resolver replaces the variables of a tree. It works lazily: a variable that
// refers to another place resolves that place first.
type resolver struct {
	root    *template.Value
	files   *reader
	options Options
	dotenv  map[string]string
	done    map[*template.Value]*template.Value
	active  []*template.Value // texts being resolved, outermost first
	nodes   int               // put in the place of variables so far
	inside  int               // how many variables the one being read stands in
}

func newResolver(root *template.Value, files *reader, options Options) *resolver {
	return &resolver{root: root, files: files, options: options, done: map[*template.Value]*template.Value{}}
}

// value resolves every variable below v.
func (r *resolver) value(v *template.Value) (*template.Value, error) {
	switch v.Kind {
	case template.String:
		return r.text(v)
	case template.List:
		out := template.NewList(v.Pos)
		for _, item := range v.Items {
			resolved, err := r.value(item)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, resolved)
		}
		return out, nil
	case template.Map:
		return r.fields(v)
	}
	return v, nil
}

func (r *resolver) fields(v *template.Value) (*template.Value, error) {
	out := template.NewMap(v.Pos)
	for _, f := range v.Fields {
		if _, body, _, found, _ := nextVariable(f.Key); found {
			return nil, failf(f.Pos, "the variable ${%s} stands in a key; variables are resolved in values only", body)
		}
		resolved, err := r.value(f.Value)
		if err != nil {
			return nil, err
		}
		out.Fields = append(out.Fields, template.Field{Key: f.Key, Pos: f.Pos, Value: resolved})
	}
	return out, nil
}

// text resolves the variables of one text, once.
func (r *resolver) text(v *template.Value) (*template.Value, error) {
	if !strings.Contains(v.Text, "${") {
		return v, nil
	}
	if known, ok := r.done[v]; ok {
		return known, r.charge(v, known)
	}
	if slices.Contains(r.active, v) {
		return nil, failf(v.Pos, "the variable %s refers to itself", v.Text)
	}
	if len(r.active) >= maxNesting {
		return nil, failf(v.Pos, "variables are nested too deeply")
	}
	r.active = append(r.active, v)
	defer func() { r.active = r.active[:len(r.active)-1] }()
	resolved, err := r.interpolate(v)
	if err != nil {
		return nil, place(err, v.Pos)
	}
	r.done[v] = resolved
	return resolved, r.charge(v, resolved)
}

// place puts an error where the variable stands, unless it has a place.
func place(err error, pos template.Pos) error {
	var placed *template.Error
	if errors.As(err, &placed) {
		return err
	}
	return &template.Error{Pos: pos, Message: err.Error(), Err: err}
}

// interpolate keeps the structure of what a text that is one variable stands
// for; in the middle of a text a variable must be a scalar.
func (r *resolver) interpolate(v *template.Value) (*template.Value, error) {
	var out strings.Builder
	for rest := v.Text; ; {
		before, body, after, found, err := nextVariable(rest)
		if err != nil {
			return nil, err
		}
		out.WriteString(before)
		if !found {
			return template.NewString(v.Pos, out.String()), nil
		}
		part, err := r.variable(body)
		if err != nil {
			return nil, err
		}
		if before == "" && after == "" && rest == v.Text {
			return at(v.Pos, part), nil
		}
		text, ok := part.Scalar()
		if !ok {
			return nil, fmt.Errorf("cannot resolve ${%s}: a %s cannot stand inside a text", body, part.Kind)
		}
		out.WriteString(text)
		if out.Len() > maxText {
			return nil, fmt.Errorf("the variable ${%s} makes a text of more than %d bytes", body, maxText)
		}
		rest = after
	}
}

// at gives a value that has no place of its own, such as an option, the place
// of the variable that brought it.
func at(pos template.Pos, v *template.Value) *template.Value {
	if v.Pos.Line > 0 {
		return v
	}
	placed := *v
	placed.Pos = pos
	return &placed
}

// variable gives the first alternative that has a value.
func (r *resolver) variable(body string) (*template.Value, error) {
	sources, err := alternatives(body)
	if err != nil {
		return nil, fmt.Errorf("cannot resolve ${%s}: %w", body, err)
	}
	var missing []string
	for _, s := range sources {
		v, why, err := r.source(s)
		if err != nil {
			return nil, named(err, body)
		}
		if v != nil {
			return v, nil
		}
		missing = append(missing, why)
	}
	return nil, fmt.Errorf("cannot resolve ${%s}: %s", body, strings.Join(missing, "; "))
}

// named names the variable in an error that has no place yet.
func named(err error, body string) error {
	var placed *template.Error
	if errors.As(err, &placed) {
		return err
	}
	if strings.HasPrefix(err.Error(), "cannot resolve ${") {
		return err
	}
	return fmt.Errorf("cannot resolve ${%s}: %w", body, err)
}

// charge counts the nodes a variable brings: variables that repeat variables
// must not outgrow the memory of whoever deploys them.
func (r *resolver) charge(at, v *template.Value) error {
	if r.nodes++; r.nodes > maxNodes {
		return failf(at.Pos, "variables make more than %d values", maxNodes)
	}
	for _, item := range v.Items {
		if err := r.charge(at, item); err != nil {
			return err
		}
	}
	for _, f := range v.Fields {
		if err := r.charge(at, f.Value); err != nil {
			return err
		}
	}
	return nil
}
