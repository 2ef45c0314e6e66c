package awsapi

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// Validate checks a generated struct against its shape and answers in AWS's words:
//
//	1 validation error detected: Value 'x' at 'userPoolId' failed to satisfy constraint: Member must ...
//
// All violations are reported at once, in the order of the members.
func (s *Service) Validate(shape int, in any) error {
	v := validator{service: s}
	v.structure("", &s.Shapes[shape], reflect.Indirect(reflect.ValueOf(in)))
	if len(v.violations) == 0 {
		return nil
	}
	noun := "errors"
	if len(v.violations) == 1 {
		noun = "error"
	}
	return &Exception{
		Code: s.ValidationCode, Status: 400, Sender: true,
		Message: fmt.Sprintf("%d validation %s detected: %s", len(v.violations), noun, strings.Join(v.violations, "; ")),
	}
}

type validator struct {
	service    *Service
	violations []string
}

// maxViolations bounds the answer to hostile input.
const maxViolations = 20

func (v *validator) fail(path, value, rule string) {
	if len(v.violations) < maxViolations {
		v.violations = append(v.violations, "Value"+value+" at '"+path+"' failed to satisfy constraint: "+rule)
	}
}

func (v *validator) structure(path string, s *Shape, rv reflect.Value) {
	for i := range s.Members {
		m := &s.Members[i]
		f := rv.Field(i)
		if absent(f) {
			if m.Required {
				v.fail(memberPath(path, m.Name), " null", "Member must not be null")
			}
			continue
		}
		v.value(path, m.Name, &v.service.Shapes[m.Shape], reflect.Indirect(f))
	}
}

// memberPath writes a member as AWS does: lower camel case, joined by dots.
func memberPath(path, name string) string {
	name = lowerFirst(name)
	switch {
	case path == "":
		return name
	case name == "":
		return path
	}
	return path + "." + name
}

func lowerFirst(s string) string {
	if s == "" || !unicode.IsUpper(rune(s[0])) {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func absent(f reflect.Value) bool {
	switch f.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return f.IsNil()
	}
	return false
}

// value checks a value at a member of a path. The two are joined only where something is wrong or lies deeper: nearly
// every request is valid.
func (v *validator) value(path, name string, s *Shape, rv reflect.Value) {
	if s.EventStream {
		// It has not come yet, so there is nothing to check.
		return
	}
	if s.Kind == Structure {
		v.structure(memberPath(path, name), s, rv)
		return
	}
	s.broken(rv, func(rule string) {
		v.fail(memberPath(path, name), v.show(s, rv), "Member must "+rule)
	})
	switch s.Kind {
	case List:
		v.list(path, name, s, rv)
	case Map:
		v.mapping(path, name, s, rv)
	}
}

func (v *validator) list(path, name string, s *Shape, rv reflect.Value) {
	elem := &v.service.Shapes[s.Elem.Shape]
	for i := range rv.Len() {
		if !elem.scalar() {
			v.value(fmt.Sprintf("%s.%d.member", memberPath(path, name), i+1), "", elem, reflect.Indirect(rv.Index(i)))
		} else if elem.isBroken(rv.Index(i)) {
			v.fail(memberPath(path, name), v.show(s, rv), "Member must satisfy constraint: "+elem.rules())
			return
		}
	}
}

func (v *validator) mapping(path, name string, s *Shape, rv reflect.Value) {
	key, elem := &v.service.Shapes[s.Key.Shape], &v.service.Shapes[s.Elem.Shape]
	var badKey, badValue bool
	for _, k := range sortedKeys(rv) {
		badKey = badKey || key.isBroken(k)
		if elem.scalar() {
			badValue = badValue || elem.isBroken(rv.MapIndex(k))
		} else {
			v.value(memberPath(path, name)+"."+k.String()+".member", "", elem, reflect.Indirect(rv.MapIndex(k)))
		}
	}
	if badKey {
		v.fail(memberPath(path, name), v.show(s, rv), "Map keys must satisfy constraint: "+key.rules())
	}
	if badValue {
		v.fail(memberPath(path, name), v.show(s, rv), "Map value must satisfy constraint: "+elem.rules())
	}
}

// sortedKeys makes the same input always have the same answer.
func sortedKeys(rv reflect.Value) []reflect.Value {
	keys := rv.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}
