package query

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

const maxDepth = 64

func malformed(message string) error { return protocol.Malformed("MalformedInput", message) }

type decoder struct {
	service *awsapi.Service
	depth   int
}

func (d *decoder) enter() error {
	if d.depth++; d.depth > maxDepth {
		return malformed("The request is nested too deeply")
	}
	return nil
}

// structure reads the members whose names follow prefix; f holds nothing but names with that prefix.
func (d *decoder) structure(f form, prefix string, shape int, v reflect.Value) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer func() { d.depth-- }()
	members := d.service.Shapes[shape].Members
	for i := range members {
		m := &members[i]
		if err := d.member(f, prefix+d.name(m), m, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

// name is a member's name in a form; the elements of a list that has no wrapper lend theirs to a member without one.
func (d *decoder) name(m *awsapi.Member) string {
	s := &d.service.Shapes[m.Shape]
	if s.Kind == awsapi.List && s.Flat && m.LocationName == "" && s.Elem.LocationName != "" {
		return s.Elem.LocationName
	}
	return m.WireName()
}

// member reads one member if any parameter is about it.
func (d *decoder) member(f form, name string, m *awsapi.Member, field reflect.Value) error {
	s := &d.service.Shapes[m.Shape]
	exact, given := f.get(name)
	below := f.below(name + ".")
	if !given && len(below) == 0 {
		return nil
	}
	if scalar.Is(s) {
		if !given {
			return malformed("Unexpected complex element at " + quoted(name))
		}
		return setText(name, s, exact, scalar.Deref(field))
	}
	if exact != "" {
		return malformed("Unexpected text at " + quoted(name))
	}
	return d.complex(below, name+".", m, scalar.Deref(field))
}

func setText(name string, s *awsapi.Shape, text string, v reflect.Value) error {
	if err := scalar.Set(v, s, text); err != nil {
		return malformed("The value at " + quoted(name) + " " + err.Error())
	}
	return nil
}

func (d *decoder) complex(f form, prefix string, m *awsapi.Member, v reflect.Value) error {
	s := &d.service.Shapes[m.Shape]
	isFlat := m.Flat || s.Flat
	switch s.Kind {
	case awsapi.Structure:
		return d.structure(f, prefix, m.Shape, v)
	case awsapi.List:
		if !isFlat {
			prefix += cmp.Or(s.Elem.LocationName, "member") + "."
		}
		return d.list(f.below(prefix), prefix, s, v)
	case awsapi.Map:
		if !isFlat {
			prefix += "entry."
		}
		return d.mapping(f.below(prefix), prefix, s, v)
	}
	return malformed("The value at " + quoted(prefix) + " cannot be sent in a form")
}

// group is the parameters of one element of a list or map.
type group struct {
	number int
	prefix string // with the number
	params form
}

// groups splits the parameters below prefix by the number that follows it, in the order of the numbers: gaps are of no
// consequence.
func groups(f form, prefix string) ([]group, error) {
	var out []group
	for len(f) > 0 {
		digits, _, _ := strings.Cut(f[0].name[len(prefix):], ".")
		n, err := strconv.Atoi(digits)
		if err != nil || n < 0 || strconv.Itoa(n) != digits {
			return nil, malformed("A number was expected after " + quoted(prefix))
		}
		g := group{number: n, prefix: prefix + digits}
		// "x.1" sorts before "x.1.y", but "x.1-z" would stand between: so the exact name goes by itself.
		if f[0].name == g.prefix {
			g.params, f = f[:1], f[1:]
		} else {
			g.params = f.below(g.prefix + ".")
			f = f[len(g.params):]
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b group) int { return a.number - b.number })
	for i := 1; i < len(out); i++ {
		if out[i].number == out[i-1].number {
			return nil, malformed("Unexpected text at " + quoted(out[i].prefix))
		}
	}
	return out, nil
}

func (d *decoder) list(f form, prefix string, s *awsapi.Shape, v reflect.Value) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer func() { d.depth-- }()
	elements, err := groups(f, prefix)
	if err != nil {
		return err
	}
	v.Set(reflect.MakeSlice(v.Type(), len(elements), len(elements)))
	for i, g := range elements {
		if err := d.member(g.params, g.prefix, &s.Elem, v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) mapping(f form, prefix string, s *awsapi.Shape, v reflect.Value) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer func() { d.depth-- }()
	entries, err := groups(f, prefix)
	if err != nil {
		return err
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, g := range entries {
		key, ok := g.params.get(g.prefix + "." + cmp.Or(s.Key.LocationName, "key"))
		if !ok {
			return malformed("No key at " + quoted(g.prefix))
		}
		value := reflect.New(v.Type().Elem()).Elem()
		if err := d.member(g.params, g.prefix+"."+cmp.Or(s.Elem.LocationName, "value"), &s.Elem, value); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(key), value)
	}
	return nil
}
