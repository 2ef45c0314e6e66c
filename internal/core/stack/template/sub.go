package template

import (
	"regexp"
	"strings"
)

// subPart is a piece of a Fn::Sub text: a literal, or the name of a variable.
type subPart struct{ literal, name string }

var subName = regexp.MustCompile(`^[A-Za-z0-9_.:]+$`)

// subParts takes a Fn::Sub text apart. ${!Name} is the literal ${Name}, and a
// ${ that nothing closes is text.
func (c call) subParts(text string) ([]subPart, error) {
	var parts []subPart
	for {
		before, rest, found := strings.Cut(text, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return append(parts, subPart{literal: text}), nil
		}
		parts = append(parts, subPart{literal: before})
		text = after
		if literal, is := strings.CutPrefix(name, "!"); is {
			parts = append(parts, subPart{literal: "${" + literal + "}"})
			continue
		}
		if !subName.MatchString(name) {
			return nil, c.failf("Template error: variable names in Fn::Sub syntax must contain only " +
				"alphanumeric characters, underscores, periods, and colons")
		}
		parts = append(parts, subPart{name: name})
	}
}

// sub replaces the variables of a Fn::Sub: its own first, then what a Ref or,
// with a dot, a Fn::GetAtt of that name would give.
func (e *Evaluator) sub(c call) (*Value, error) {
	text, variables, err := c.sub()
	if err != nil {
		return nil, err
	}
	parts, err := c.subParts(text)
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	texts := map[string]string{} // each variable is evaluated once: nested ones would multiply
	for _, part := range parts {
		out.WriteString(part.literal)
		if part.name != "" {
			if _, known := texts[part.name]; !known {
				if texts[part.name], err = e.subVariable(c, variables, part.name); err != nil {
					return nil, err
				}
			}
			out.WriteString(texts[part.name])
		}
		if out.Len() > maxText {
			return nil, c.failf("Template error: Fn::Sub makes a text of more than %d bytes", maxText)
		}
	}
	return NewString(c.pos, out.String()), nil
}

func (e *Evaluator) subVariable(c call, variables *Value, name string) (string, error) {
	v, err := e.subValue(c, variables, name)
	if err != nil {
		return "", err
	}
	text, ok := v.Scalar()
	if !ok {
		return "", c.failf("Template error: the variable %s in Fn::Sub must resolve to a String", name)
	}
	return text, nil
}

func (e *Evaluator) subValue(c call, variables *Value, name string) (*Value, error) {
	if own := variables.Get(name); own != nil {
		return e.eval(own, c.path+"/1/"+name)
	}
	if resource, attribute, dotted := strings.Cut(name, "."); dotted {
		return e.getAtt(c, resource, attribute)
	}
	return e.ref(c, name)
}
