package mapping

import (
	"fmt"
	"strings"
)

// setNode is #set( reference = expression ).
type setNode struct {
	target *refNode
	value  expr
	pos    position
}

func (n *setNode) render(x *exec, _ *strings.Builder) error {
	v, err := n.value.eval(x)
	if err != nil {
		return err
	}
	if v == nil { // Velocity keeps the old value (directive.set.null.allowed is off)
		return nil
	}
	steps := n.target.steps
	if len(steps) == 0 {
		x.vars[n.target.root] = v
		return nil
	}
	holder := *n.target
	holder.steps = steps[:len(steps)-1]
	owner, err := holder.eval(x)
	if err != nil {
		return err
	}
	return n.pos.wrap(n.assign(x, owner, steps[len(steps)-1], v))
}

// assign stores into a map or list; into nothing it does nothing, as in Velocity.
func (n *setNode) assign(x *exec, owner any, last step, v any) error {
	if _, ok := owner.(*contextValue); ok {
		return fmt.Errorf("%s cannot be assigned", n.target.source)
	}
	switch s := last.(type) {
	case propertyStep:
		if m, ok := owner.(*Map); ok {
			return m.store(x, string(s), v)
		}
	case indexStep:
		key, err := s.key.eval(x)
		if err != nil {
			return err
		}
		switch o := owner.(type) {
		case *Map:
			return o.store(x, key, v)
		case *List:
			if i, ok := key.(int64); ok {
				return o.replace(i, v)
			}
		}
	case *callStep:
		return fmt.Errorf("%s is a method call and cannot be assigned", n.target.source)
	}
	return nil
}
