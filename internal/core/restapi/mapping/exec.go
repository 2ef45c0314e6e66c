package mapping

import (
	"fmt"
	"regexp"
	"strings"
)

// Env is what one run of a template sees.
type Env struct {
	Input          Input
	Context        Context           // $context; nil is an empty one
	StageVariables map[string]string // $stageVariables

	// Overrides holds what earlier templates of the same request assigned, and after Execute also
	// what this one did.
	Overrides Overrides

	// PrintUndefined prints a reference without a value as its own source text, as Velocity does by
	// itself. API Gateway prints nothing, so that is the zero value.
	PrintUndefined bool
}

// Input is the payload and the parameters of a message.
type Input struct {
	Body   string
	Path   map[string]string
	Query  map[string][]string
	Header map[string][]string
}

// Context gives the values of $context. A value is a string, bool, number, nil, *Map, *List or a Go
// map or slice of those; it is copied before a template sees it.
type Context interface {
	Lookup(name string) (any, bool)
	Names() []string
}

// exec is the state of one run.
type exec struct {
	budget
	env        *Env
	vars       map[string]any
	loop       *loop
	iterations int
	depth      int
	context    *contextValue
	stage      *Map
	params     *Map
	body       any // parsed body, once asked for
	bodyErr    error
	bodyRead   bool
	patterns   map[string]*regexp.Regexp
}

func newExec(env *Env) *exec {
	x := &exec{env: env, vars: map[string]any{}}
	x.context = &contextValue{x: x}
	return x
}

// nest guards the Go stack at run time; the caller defers unnest.
func (x *exec) nest() error {
	if x.depth++; x.depth > 2*maxNesting {
		return fmt.Errorf("template nests deeper than %d", 2*maxNesting)
	}
	return nil
}

func (x *exec) unnest() { x.depth-- }

// write appends rendered text within the limits.
func (x *exec) write(w *strings.Builder, s string) error {
	if w.Len()+len(s) > MaxOutput {
		return fmt.Errorf("template renders more than %d bytes", MaxOutput)
	}
	if err := x.charge(len(s)); err != nil {
		return err
	}
	w.WriteString(s)
	return nil
}

// variable is the value of a root name: what the template set, else what API Gateway provides.
func (x *exec) variable(name string) any {
	if v, ok := x.vars[name]; ok {
		return v
	}
	switch name {
	case "input":
		return inputValue{x}
	case "util":
		return utilValue{x}
	case "context":
		return x.context
	case "stageVariables":
		return x.stageVariables()
	case "foreach":
		if x.loop != nil {
			return x.loop
		}
	case "velocityCount":
		if x.loop != nil {
			return int64(x.loop.index + 1)
		}
	}
	return nil
}

func (x *exec) stageVariables() *Map {
	if x.stage == nil {
		x.stage = fromStrings(x.env.StageVariables)
	}
	return x.stage
}

// property is a value of $foreach.
func (l *loop) property(name string) any {
	switch name {
	case "index":
		return int64(l.index)
	case "count":
		return int64(l.index + 1)
	case "hasNext":
		return l.index+1 < l.size
	case "first":
		return l.index == 0
	case "last":
		return l.index+1 == l.size
	case "parent":
		if l.parent != nil {
			return l.parent
		}
	case "topmost":
		for l.parent != nil {
			l = l.parent
		}
		return l
	}
	return nil
}
