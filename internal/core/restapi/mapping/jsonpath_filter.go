package mapping

import (
	"regexp"
	"strings"
)

// predicate is the condition of a filter.
type predicate interface {
	test(w *walker, v any) (bool, error)
}

type orPredicate struct{ left, right predicate }
type andPredicate struct{ left, right predicate }
type notPredicate struct{ operand predicate }

func (p orPredicate) test(w *walker, v any) (bool, error) {
	if ok, err := p.left.test(w, v); ok || err != nil {
		return ok, err
	}
	return p.right.test(w, v)
}

func (p andPredicate) test(w *walker, v any) (bool, error) {
	if ok, err := p.left.test(w, v); !ok || err != nil {
		return false, err
	}
	return p.right.test(w, v)
}

func (p notPredicate) test(w *walker, v any) (bool, error) {
	ok, err := p.operand.test(w, v)
	return !ok, err
}

// operand is a side of a comparison: a path, or a literal.
type operand struct {
	path    *jsonPath
	rooted  bool // the path starts at $, not at @
	literal any
}

func (o operand) value(w *walker, v any) (any, bool, error) {
	if o.path == nil {
		return o.literal, true, nil
	}
	if o.rooted {
		v = w.root
	}
	return o.path.from(w, v)
}

// existsPredicate is a path alone.
type existsPredicate struct{ operand operand }

func (p existsPredicate) test(w *walker, v any) (bool, error) {
	found, ok, err := p.operand.value(w, v)
	if l, isList := found.(*List); isList && p.operand.path != nil && !p.operand.path.definite {
		ok = len(l.items) > 0
	}
	return ok, err
}

type comparePredicate struct {
	op          string
	left, right operand
	pattern     *regexp.Regexp // of =~
}

func (p comparePredicate) test(w *walker, v any) (bool, error) {
	left, ok1, err := p.left.value(w, v)
	if err != nil {
		return false, err
	}
	right, ok2, err := p.right.value(w, v)
	if err != nil {
		return false, err
	}
	if !ok1 || !ok2 { // what is missing is like nothing, not even null
		return p.op == "!=" || p.op == "nin", nil
	}
	switch p.op {
	case "==":
		return w.same(left, right, 0)
	case "!=":
		same, err := w.same(left, right, 0)
		return !same, err
	case "=~":
		s, ok := left.(string)
		return ok && len(s) <= maxSubject && p.pattern.MatchString(s), w.spend(len(s) >> 2)
	case "in", "nin":
		member, err := w.member(left, right)
		return member == (p.op == "in"), err
	}
	return inOrder(p.op, left, right), nil
}

// same compares two JSON values.
func (w *walker) same(a, b any, depth int) (bool, error) {
	if err := w.spend(depth); err != nil {
		return false, err
	}
	if c, ok := compareNumbers(a, b); ok {
		return c == 0, nil
	}
	switch a := a.(type) {
	case *List:
		b, ok := b.(*List)
		if !ok || len(a.items) != len(b.items) {
			return false, nil
		}
		for i := range a.items {
			if same, err := w.same(a.items[i], b.items[i], depth+1); !same || err != nil {
				return false, err
			}
		}
		return true, nil
	case *Map:
		b, ok := b.(*Map)
		if !ok || len(a.keys) != len(b.keys) {
			return false, nil
		}
		for _, k := range a.keys {
			other, ok := b.items[k]
			if !ok {
				return false, nil
			}
			if same, err := w.same(a.items[k], other, depth+1); !same || err != nil {
				return false, err
			}
		}
		return true, nil
	}
	return a == b, nil
}

func (w *walker) member(v, list any) (bool, error) {
	for _, item := range children(list) {
		if same, err := w.same(v, item, 0); same || err != nil {
			return same, err
		}
	}
	return false, nil
}

// inOrder compares numbers with numbers and strings with strings.
func inOrder(op string, a, b any) bool {
	c, ok := compareNumbers(a, b)
	if !ok {
		s, ok1 := a.(string)
		t, ok2 := b.(string)
		if !ok1 || !ok2 {
			return false
		}
		c = strings.Compare(s, t)
	}
	switch op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}
