package awsapi

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf16"
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
		v.violations = append(v.violations, fmt.Sprintf("Value%s at '%s' failed to satisfy constraint: Member must %s", value, path, rule))
	}
}

func (v *validator) structure(path string, s *Shape, rv reflect.Value) {
	for i := range s.Members {
		m := &s.Members[i]
		at := memberPath(path, m.Name)
		f := rv.Field(i)
		if absent(f) {
			if m.Required {
				v.fail(at, " null", "not be null")
			}
			continue
		}
		v.value(at, &v.service.Shapes[m.Shape], reflect.Indirect(f))
	}
}

// memberPath writes a member as AWS does: lower camel case, joined by dots.
func memberPath(path, name string) string {
	name = lowerFirst(name)
	if path == "" {
		return name
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

func (v *validator) value(path string, s *Shape, rv reflect.Value) {
	switch s.Kind {
	case Structure:
		v.structure(path, s, rv)
	case List:
		v.bounds(path, s, float64(rv.Len()), rv)
		for i := range rv.Len() {
			v.value(fmt.Sprintf("%s.%d.member", path, i+1), &v.service.Shapes[s.Elem.Shape], reflect.Indirect(rv.Index(i)))
		}
	case Map:
		v.bounds(path, s, float64(rv.Len()), rv)
		v.mapEntries(path, s, rv)
	case String:
		v.text(path, s, rv.String())
	case Blob:
		if rv.Kind() == reflect.Slice {
			v.bounds(path, s, float64(rv.Len()), rv)
		}
	case Integer, Long:
		v.bounds(path, s, float64(rv.Int()), rv)
	case Float, Double:
		v.bounds(path, s, rv.Float(), rv)
	}
}

func (v *validator) mapEntries(path string, s *Shape, rv reflect.Value) {
	for it := rv.MapRange(); it.Next(); {
		v.value(path, &v.service.Shapes[s.Key.Shape], it.Key())
		value := it.Value()
		// A map's value is not addressable; structures are walked field by field all the same.
		v.value(fmt.Sprintf("%s.%s.member", path, it.Key().String()), &v.service.Shapes[s.Elem.Shape], reflect.Indirect(value))
	}
}

func (v *validator) text(path string, s *Shape, text string) {
	rv := reflect.ValueOf(text)
	v.bounds(path, s, float64(javaLength(text)), rv)
	if len(s.Enum) > 0 && !contains(s.Enum, text) {
		v.fail(path, show(s, rv), "satisfy enum value set: ["+strings.Join(s.Enum, ", ")+"]")
	}
	if s.Pattern != "" && !matches(cmp.Or(s.RE2, s.Pattern), text) {
		v.fail(path, show(s, rv), "satisfy regular expression pattern: "+s.Pattern)
	}
}

// javaLength counts as the service does: in UTF-16 units.
func javaLength(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

func (v *validator) bounds(path string, s *Shape, n float64, rv reflect.Value) {
	what := "have length"
	if k := s.Kind; k == Integer || k == Long || k == Float || k == Double {
		what = "have value"
	}
	if s.Min != nil && n < *s.Min {
		v.fail(path, show(s, rv), what+" greater than or equal to "+number(*s.Min))
	}
	if s.Max != nil && n > *s.Max {
		v.fail(path, show(s, rv), what+" less than or equal to "+number(*s.Max))
	}
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// show prints a value as it stands in a message; sensitive ones are left out.
func show(s *Shape, rv reflect.Value) string {
	if s.Sensitive {
		return ""
	}
	const longest = 1024
	var text string
	switch value := rv.Interface().(type) {
	case time.Time:
		text = value.Format(time.RFC3339)
	case []byte:
		text = fmt.Sprintf("java.nio.HeapByteBuffer[pos=0 lim=%d cap=%d]", len(value), len(value))
	case []string:
		text = "[" + strings.Join(value, ", ") + "]"
	default:
		text = fmt.Sprint(value)
		if s.Kind == List || s.Kind == Map || s.Kind == Structure {
			text = "[]"
			if rv.Len() > 0 {
				return ""
			}
		}
	}
	if len(text) > longest {
		text = text[:longest]
	}
	return " '" + text + "'"
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// patterns keeps compiled expressions; the set is bounded by the models.
var patterns sync.Map // string -> *regexp.Regexp

func matches(pattern, text string) bool {
	if cached, ok := patterns.Load(pattern); ok {
		return cached.(*regexp.Regexp).MatchString(text)
	}
	re, err := CompilePattern(pattern)
	if err != nil {
		// awsgen refuses models whose patterns do not compile, so this is a model changed by hand: refuse the value.
		return false
	}
	patterns.Store(pattern, re)
	return re.MatchString(text)
}

var javaEscape = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)

// CompilePattern translates a model's pattern from Java's dialect and anchors it at both ends, as the services do.
func CompilePattern(pattern string) (*regexp.Regexp, error) {
	return regexp.Compile(`^(?:` + javaEscape.ReplaceAllString(pattern, `\x{$1}`) + `)$`)
}
