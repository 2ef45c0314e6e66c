package mapping

import (
	"errors"
	"math"
	"strconv"
)

// toFloat is the numeric value of a number.
func toFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case bigNumber:
		f, err := strconv.ParseFloat(string(v), 64)
		return f, err == nil
	}
	return 0, false
}

// ordered compares numbers; anything else is not smaller, larger or alike.
func ordered(op operator, left, right any) bool {
	c, ok := compareNumbers(left, right)
	if !ok {
		return false
	}
	switch op {
	case opLt:
		return c < 0
	case opLe:
		return c <= 0
	case opGt:
		return c > 0
	}
	return c >= 0
}

func compareNumbers(left, right any) (int, bool) {
	if a, ok := left.(int64); ok {
		if b, ok := right.(int64); ok {
			return compare(a, b), true
		}
	}
	a, ok1 := toFloat(left)
	b, ok2 := toFloat(right)
	return compare(a, b), ok1 && ok2
}

func compare[T int64 | float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// equal is Velocity's ==: numbers by value, nulls alike, values of one kind by content, and values
// of different kinds by their text (so 5 == "5").
func (x *exec) equal(left, right any) (bool, error) {
	if left == nil || right == nil {
		return left == nil && right == nil, nil
	}
	if c, ok := compareNumbers(left, right); ok {
		return c == 0, nil
	}
	l, err := x.text(left)
	if err != nil {
		return false, err
	}
	r, err := x.text(right)
	if err != nil || len(l) != len(r) {
		return false, err
	}
	return l == r, x.spend(len(l) >> 6)
}

var errOverflow = errors.New("integer result is out of range")

// arithmetic calculates with integers as long as both sides are, else with doubles. Anything that is
// no number, and a division by zero, gives null.
func arithmetic(op operator, left, right any) (any, error) {
	a, ok1 := left.(int64)
	b, ok2 := right.(int64)
	if ok1 && ok2 {
		return integers(op, a, b)
	}
	f, ok1 := toFloat(left)
	g, ok2 := toFloat(right)
	if !ok1 || !ok2 {
		return nil, nil
	}
	return finite(doubles(op, f, g)), nil
}

// finite drops what no JSON can show: results beyond a double, and those of a division by zero.
func finite(f float64) any {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil
	}
	return f
}

func doubles(op operator, a, b float64) float64 {
	switch op {
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opDiv:
		return a / b
	}
	return math.Mod(a, b)
}

func integers(op operator, a, b int64) (any, error) {
	switch op {
	case opAdd:
		if sum := a + b; (sum > a) == (b > 0) {
			return sum, nil
		}
	case opSub:
		if diff := a - b; (diff < a) == (b > 0) {
			return diff, nil
		}
	case opMul:
		if product := a * b; a == 0 || product/a == b && !(a == -1 && b == math.MinInt64) {
			return product, nil
		}
	case opDiv, opMod:
		return divide(op, a, b)
	}
	return nil, errOverflow
}

// divide truncates towards zero, and a remainder has the sign of the dividend, in Java as in Go.
func divide(op operator, a, b int64) (any, error) {
	switch {
	case b == 0:
		return nil, nil
	case op == opMod:
		return a % b, nil
	case a == math.MinInt64 && b == -1:
		return nil, errOverflow
	}
	return a / b, nil
}
