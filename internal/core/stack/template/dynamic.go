package template

import (
	"regexp"
	"strings"
)

var dynamicReference = regexp.MustCompile(`\{\{resolve:([a-z-]+):([^{}]*)\}\}`)

// resolveDynamic replaces {{resolve:service:reference}} in evaluated values,
// where Fn::Sub may have put it together. An output is public: there only
// plain Systems Manager parameters may stand.
func (e *Evaluator) resolveDynamic(v *Value, path string, public bool) (*Value, error) {
	switch v.Kind {
	case String:
		return e.resolveText(v, path, public)
	case List:
		out := NewList(v.Pos)
		err := eachChild(v, path, func(item *Value, path string) error {
			resolved, err := e.resolveDynamic(item, path, public)
			out.Items = append(out.Items, resolved)
			return err
		})
		return out, err
	case Map:
		out := NewMap(v.Pos)
		for _, f := range v.Fields {
			resolved, err := e.resolveDynamic(f.Value, path+"/"+f.Key, public)
			if err != nil {
				return nil, err
			}
			out.Fields = append(out.Fields, Field{Key: f.Key, Pos: f.Pos, Value: resolved})
		}
		return out, nil
	}
	return v, nil
}

func (e *Evaluator) resolveText(v *Value, path string, public bool) (*Value, error) {
	if !strings.Contains(v.Text, "{{resolve:") {
		return v, nil
	}
	if strings.Count(v.Text, "{{resolve:") != len(dynamicReference.FindAllString(v.Text, -1)) {
		return nil, failf(v.Pos, path, "Template error: a dynamic reference at %s does not have the form {{resolve:service:reference}}", path)
	}
	var failure error
	text := dynamicReference.ReplaceAllStringFunc(v.Text, func(found string) string {
		parts := dynamicReference.FindStringSubmatch(found)
		value, err := e.resolveOne(v, path, parts[1], parts[2], public)
		if failure == nil {
			failure = err
		}
		return value
	})
	if failure != nil {
		return nil, failure
	}
	return NewString(v.Pos, text), nil
}

// resolveOne asks for one reference. Errors name the reference, never a value.
func (e *Evaluator) resolveOne(v *Value, path, service, reference string, public bool) (string, error) {
	if public && service != "ssm" {
		return "", failf(v.Pos, path, "Template error: the dynamic reference {{resolve:%s:%s}} is not allowed in Outputs", service, reference)
	}
	if e.sources.Dynamic == nil {
		return "", failf(v.Pos, path, "Template error: the dynamic reference {{resolve:%s:%s}} is not supported", service, reference)
	}
	value, err := e.sources.Dynamic.Resolve(service, reference)
	if err != nil {
		return "", &Error{Pos: v.Pos, Path: path, Message: Message(err), Err: err}
	}
	return value, nil
}
