package mapping

import "fmt"

// expr is a part of a template that has a value.
type expr interface {
	eval(x *exec) (any, error)
}

type constExpr struct{ value any }

func (e constExpr) eval(*exec) (any, error) { return e.value, nil }

// interpolation is a double-quoted string with references or directives in it.
type interpolation struct{ body block }

func (e *interpolation) eval(x *exec) (any, error) { return x.capture(e.body) }

type listExpr struct{ items []expr }

func (e *listExpr) eval(x *exec) (any, error) {
	if err := x.charge(16 * len(e.items)); err != nil {
		return nil, err
	}
	l := &List{items: make([]any, len(e.items))}
	for i, item := range e.items {
		var err error
		if l.items[i], err = item.eval(x); err != nil {
			return nil, err
		}
	}
	return l, nil
}

type mapExpr struct{ keys, values []expr }

func (e *mapExpr) eval(x *exec) (any, error) {
	m := NewMap()
	for i := range e.keys {
		key, err := e.keys[i].eval(x)
		if err != nil {
			return nil, err
		}
		value, err := e.values[i].eval(x)
		if err != nil {
			return nil, err
		}
		if err = m.store(x, key, value); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// rangeExpr is [first..last], which counts down when first is the larger.
type rangeExpr struct {
	first, last expr
	pos         position
}

func (e *rangeExpr) eval(x *exec) (any, error) {
	first, err := e.first.eval(x)
	if err != nil {
		return nil, err
	}
	last, err := e.last.eval(x)
	if err != nil {
		return nil, err
	}
	from, ok1 := first.(int64)
	to, ok2 := last.(int64)
	if !ok1 || !ok2 {
		return nil, nil
	}
	step, size := int64(1), uint64(to)-uint64(from)
	if from > to {
		step, size = -1, uint64(from)-uint64(to)
	}
	if size >= maxElements {
		return nil, e.pos.wrap(fmt.Errorf("range has more than %d elements", maxElements))
	}
	if err := x.charge(16 * int(size)); err != nil {
		return nil, e.pos.wrap(err)
	}
	l := &List{items: make([]any, 0, size+1)}
	for i := range int64(size) + 1 {
		l.items = append(l.items, from+i*step)
	}
	return l, nil
}

type notExpr struct{ operand expr }

func (e notExpr) eval(x *exec) (any, error) {
	v, err := x.test(e.operand)
	return !v, err
}

// test is an expression as a condition. References, comparisons and boolean literals have a truth;
// Velocity takes every other expression for false when it stands alone, so #if(1) is never taken.
func (x *exec) test(e expr) (bool, error) {
	switch e := e.(type) {
	case *refNode, notExpr:
	case *binaryExpr:
		if e.op >= opAdd {
			return false, nil
		}
	case constExpr:
		b, _ := e.value.(bool)
		return b, nil
	default:
		return false, nil
	}
	v, err := e.eval(x)
	return truth(v), err
}

type operator int

const (
	opOr operator = iota
	opAnd
	opEq
	opNe
	opLt
	opLe
	opGt
	opGe
	opAdd
	opSub
	opMul
	opDiv
	opMod
)

type binaryExpr struct {
	op          operator
	left, right expr
	pos         position
}

func (e *binaryExpr) eval(x *exec) (any, error) {
	if e.op <= opAnd {
		return e.logical(x)
	}
	left, err := e.left.eval(x)
	if err != nil {
		return nil, err
	}
	right, err := e.right.eval(x)
	if err != nil {
		return nil, err
	}
	v, err := e.apply(x, left, right)
	return v, e.pos.wrap(err)
}

// logical is and and or, which look at their right side only if they must.
func (e *binaryExpr) logical(x *exec) (any, error) {
	left, err := x.test(e.left)
	if err != nil || left == (e.op == opOr) {
		return left, err
	}
	return x.test(e.right)
}

func (e *binaryExpr) apply(x *exec, left, right any) (any, error) {
	if err := x.spend(0); err != nil {
		return nil, err
	}
	switch e.op {
	case opEq:
		return x.equal(left, right)
	case opNe:
		same, err := x.equal(left, right)
		return !same, err
	case opLt, opLe, opGt, opGe:
		return ordered(e.op, left, right), nil
	case opAdd:
		if isText(left) || isText(right) {
			return e.concat(x, left, right)
		}
	}
	return arithmetic(e.op, left, right)
}

func isText(v any) bool {
	_, ok := v.(string)
	return ok
}

// concat joins as soon as one side is a string. A null side shows what printing it would.
func (e *binaryExpr) concat(x *exec, left, right any) (any, error) {
	l, err := x.operandText(e.left, left)
	if err != nil {
		return nil, err
	}
	r, err := x.operandText(e.right, right)
	if err != nil {
		return nil, err
	}
	if len(l)+len(r) > MaxOutput {
		return nil, fmt.Errorf("string is more than %d bytes", MaxOutput)
	}
	return l + r, x.charge(len(l) + len(r))
}

func (x *exec) operandText(source expr, v any) (string, error) {
	if v != nil {
		return x.text(v)
	}
	if ref, ok := source.(*refNode); !ok {
		return "null", nil
	} else if x.env.PrintUndefined {
		return ref.source, nil
	}
	return "", nil
}
