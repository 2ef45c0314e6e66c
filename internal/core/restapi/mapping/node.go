package mapping

import (
	"errors"
	"fmt"
	"strings"
)

// node is a piece of a template that prints something.
type node interface {
	render(x *exec, w *strings.Builder) error
}

// block is a sequence of nodes.
type block []node

// What #stop and #break do on their way up.
var (
	errStop  = errors.New("#stop")
	errBreak = errors.New("#break")
)

func (b block) render(x *exec, w *strings.Builder) error {
	for _, n := range b {
		if err := x.spend(0); err != nil {
			return err
		}
		if err := n.render(x, w); err != nil {
			return err
		}
	}
	return nil
}

type textNode string

func (n textNode) render(x *exec, w *strings.Builder) error { return x.write(w, string(n)) }

// jumpNode is #stop or #break; outside a loop #break ends the template as #stop does.
type jumpNode struct{ stop bool }

func (n jumpNode) render(*exec, *strings.Builder) error {
	if n.stop {
		return errStop
	}
	return errBreak
}

type branch struct {
	cond expr
	body block
}

type ifNode struct {
	branches  []branch
	otherwise block
}

func (n *ifNode) render(x *exec, w *strings.Builder) error {
	for _, b := range n.branches {
		taken, err := x.test(b.cond)
		if err != nil {
			return err
		}
		if taken {
			return b.body.render(x, w)
		}
	}
	return n.otherwise.render(x, w)
}

// truth is Velocity's: a boolean is itself, null is false, everything else (0 and "" too) is true.
func truth(v any) bool {
	b, isBool := v.(bool)
	return v != nil && (!isBool || b)
}

type defineNode struct {
	name string
	def  *definition
}

// definition is the value of a #define: a block rendered where it is printed.
type definition struct{ body block }

func (n *defineNode) render(x *exec, _ *strings.Builder) error {
	x.vars[n.name] = n.def
	return nil
}

type foreachNode struct {
	name string
	list expr
	body block
	pos  position
}

// loop is what $foreach shows of a running #foreach.
type loop struct {
	index, size int
	parent      *loop
}

func (n *foreachNode) render(x *exec, w *strings.Builder) error {
	v, err := n.list.eval(x)
	if err != nil {
		return err
	}
	items := elements(v)
	if err := x.charge(16 * len(items)); err != nil {
		return n.pos.wrap(err)
	}
	saved, had := x.vars[n.name]
	x.loop = &loop{size: len(items), parent: x.loop}
	for i, item := range items {
		x.loop.index = i
		if err = n.iterate(x, w, item); err != nil {
			break
		}
	}
	x.loop = x.loop.parent
	if x.vars[n.name] = saved; !had {
		delete(x.vars, n.name)
	}
	if err == errBreak {
		return nil
	}
	return err
}

func (n *foreachNode) iterate(x *exec, w *strings.Builder, item any) error {
	if x.iterations++; x.iterations > MaxIterations {
		return n.pos.wrap(fmt.Errorf("#foreach runs more than %d times", MaxIterations))
	}
	x.vars[n.name] = item
	return n.body.render(x, w)
}

// elements lists what #foreach walks over: a copy, so the body may change the collection. Anything
// that is no collection has none.
func elements(v any) []any {
	switch v := v.(type) {
	case *List:
		return append([]any(nil), v.items...)
	case *Map:
		return v.values()
	case *contextValue:
		return v.materialise().values()
	}
	return nil
}
