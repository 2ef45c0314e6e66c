package mapping

import (
	"errors"
	"fmt"
	"strings"
)

// Template is a compiled mapping template. It is immutable and safe for concurrent use.
type Template struct {
	body   block
	static bool
	text   string
}

// Error is a fault in a template, at compile time or while it runs.
type Error struct {
	Line, Column int // both count from 1; Column counts bytes
	Err          error
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %v", e.Line, e.Column, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Compile parses a template. An error is an *Error with the place of the fault.
func Compile(src string) (*Template, error) {
	if len(src) > MaxSource {
		return nil, &Error{1, 1, fmt.Errorf("template is %d bytes, more than %d", len(src), MaxSource)}
	}
	p := newParser(src)
	body, err := p.template()
	if err != nil {
		return nil, err
	}
	t := &Template{body: body}
	t.text, t.static = literalText(body)
	return t, nil
}

// literalText reports the text of a body in which nothing is evaluated.
func literalText(body block) (string, bool) {
	if len(body) == 0 {
		return "", true
	}
	text, ok := body[0].(textNode)
	return string(text), ok && len(body) == 1
}

// Static returns the output of a template that is literal text alone, so that a hot path can skip
// Execute and its Env.
func (t *Template) Static() (string, bool) { return t.text, t.static }

// Execute renders the template. Overrides the template assigns are stored in env.Overrides, and only
// if the run succeeds. env is never shared between concurrent runs.
func (t *Template) Execute(env *Env) (string, error) {
	if t.static {
		return t.text, nil
	}
	x := newExec(env)
	var out strings.Builder
	err := t.body.render(x, &out)
	if err != nil && !errors.Is(err, errStop) && !errors.Is(err, errBreak) {
		return "", err
	}
	if err := x.storeOverrides(); err != nil {
		return "", err
	}
	return out.String(), nil
}
