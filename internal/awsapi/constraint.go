package awsapi

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
)

// scalar says whether a shape's values are reported by the list or map that they are in.
func (s *Shape) scalar() bool { return s.Kind != Structure && s.Kind != List && s.Kind != Map }

func (s *Shape) isNumber() bool {
	return s.Kind == Integer || s.Kind == Long || s.Kind == Float || s.Kind == Double
}

// size is what Min and Max bound: the length of a value, or a number itself.
func (s *Shape) size(rv reflect.Value) (float64, bool) {
	switch s.Kind {
	case String:
		return float64(javaLength(rv.String())), true
	case List, Map, Blob:
		return float64(rv.Len()), true
	case Integer, Long:
		return float64(rv.Int()), true
	case Float, Double:
		return rv.Float(), true
	}
	return 0, false
}

// javaLength counts as the service does: in UTF-16 units.
func javaLength(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// broken reports each of the shape's own rules that a value breaks.
func (s *Shape) broken(rv reflect.Value, report func(rule string)) {
	if s.Min != nil || s.Max != nil {
		size, bounded := s.size(rv)
		// Written so that NaN, which is in no order, is outside.
		if bounded && s.Min != nil && !(size >= *s.Min) {
			report(s.minRule())
		}
		if bounded && s.Max != nil && !(size <= *s.Max) {
			report(s.maxRule())
		}
	}
	if s.Kind != String {
		return
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, rv.String()) {
		report(s.enumRule())
	}
	if s.Pattern != "" && !matches(cmp.Or(s.RE2, s.Pattern), rv.String()) {
		report(s.patternRule())
	}
}

func (s *Shape) isBroken(rv reflect.Value) bool {
	broken := false
	s.broken(rv, func(string) { broken = true })
	return broken
}

// rules lists all rules of the elements of a list or map: AWS does not say there which one was broken.
func (s *Shape) rules() string {
	var rules []string
	if s.Max != nil {
		rules = append(rules, "Member must "+s.maxRule())
	}
	if s.Min != nil {
		rules = append(rules, "Member must "+s.minRule())
	}
	if s.Pattern != "" {
		rules = append(rules, "Member must "+s.patternRule())
	}
	if len(s.Enum) > 0 {
		rules = append(rules, "Member must "+s.enumRule())
	}
	return "[" + strings.Join(rules, ", ") + "]"
}

func (s *Shape) measure() string {
	if s.isNumber() {
		return "have value "
	}
	return "have length "
}

func (s *Shape) minRule() string {
	return s.measure() + "greater than or equal to " + number(*s.Min)
}

func (s *Shape) maxRule() string { return s.measure() + "less than or equal to " + number(*s.Max) }

func (s *Shape) enumRule() string {
	return "satisfy enum value set: [" + strings.Join(s.Enum, ", ") + "]"
}

func (s *Shape) patternRule() string { return "satisfy regular expression pattern: " + s.Pattern }

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

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

// javaEscape is compiled when first needed: a program that imports this package does no work for it at start.
var javaEscape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`) })

// CompilePattern translates a model's pattern from Java's dialect and anchors it at both ends, as the services do.
func CompilePattern(pattern string) (*regexp.Regexp, error) {
	if strings.Contains(pattern, `\u`) {
		pattern = javaEscape().ReplaceAllString(pattern, `\x{$1}`)
	}
	return regexp.Compile(`^(?:` + pattern + `)$`)
}
