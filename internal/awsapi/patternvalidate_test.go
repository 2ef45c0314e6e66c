package awsapi_test

import (
	"fmt"
	"reflect"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// sides are two texts one rune apart: the rules of a shape let the first in, its pattern refuses the second.
type sides struct {
	inside, outside string
	missing         string // says which of the two cannot be derived
}

func sidesOf(t *testing.T, s *awsapi.Shape) (found sides) {
	t.Helper()
	pattern := s.Pattern
	if s.RE2 != "" {
		pattern = s.RE2
	}
	re, err := awsapi.CompilePattern(pattern)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	all := candidates(tree, int(least(s)))
	i := slices.IndexFunc(all, func(text string) bool { return re.MatchString(text) && fits(s, text) })
	if i < 0 {
		return sides{missing: "inside"}
	}
	near := neighbours(all[i])
	j := slices.IndexFunc(near, func(text string) bool { return !re.MatchString(text) })
	if j < 0 {
		return sides{inside: all[i], missing: "outside"}
	}
	return sides{inside: all[i], outside: near[j]}
}

func least(s *awsapi.Shape) float64 {
	if s.Min == nil {
		return 0
	}
	return *s.Min
}

// fits says whether a text keeps the rules that stand beside the pattern.
func fits(s *awsapi.Shape, text string) bool {
	n := units(text)
	return n >= least(s) && (s.Max == nil || n <= *s.Max) && (len(s.Enum) == 0 || slices.Contains(s.Enum, text))
}

// oneSided names the only shapes that have a side without a value: [\s\S]+ takes every rune there is.
var oneSided = []string{
	"cloudformation ConfigurationSchema outside",
	"cloudformation PublisherName outside",
	"cloudformation S3Bucket outside",
	"cloudformation TypeConfiguration outside",
	"cloudformation TypeTestsStatusDescription outside",
}

// TestEveryPatternHasTwoSides holds that what TestEveryPattern leaves out does not grow unseen.
func TestEveryPatternHasTwoSides(t *testing.T) {
	t.Parallel()
	var got []string
	total := 0
	for _, service := range services(&nobody{}) {
		m := service.Model()
		for i := range m.Shapes {
			s := &m.Shapes[i]
			if s.Pattern == "" {
				continue
			}
			total++
			if missing := sidesOf(t, s).missing; missing != "" {
				got = append(got, m.ID+" "+s.Name+" "+missing)
			}
		}
	}
	if diff := cmp.Diff(oneSided, got); diff != "" {
		t.Errorf("of %d patterns, a side is missing (-want +got):\n%s", total, diff)
	}
	t.Logf("%d patterns", total)
}

// place is where a member holds a text with a pattern: it is one, or a list or map of them.
type place struct {
	text      *awsapi.Shape
	rule      string // what stands before the pattern's rule in the answer
	sensitive bool
	// set gives the field a value around the text and says how an answer shows that value.
	set func(f reflect.Value, text string) (shown string)
}

// places finds the texts with patterns in a member's shape.
func places(t *testing.T, m *awsapi.Service, s *awsapi.Shape) (found []place) {
	t.Helper()
	switch s.Kind {
	case awsapi.String:
		found = []place{{s, "Member must ", s.Sensitive, setText}}
	case awsapi.List:
		elem := &m.Shapes[s.Elem.Shape]
		found = []place{{elem, "Member must satisfy constraint: [", s.Sensitive || elem.Sensitive, setList(int(least(s)))}}
	case awsapi.Map:
		key, elem := &m.Shapes[s.Key.Shape], &m.Shapes[s.Elem.Shape]
		sensitive := s.Sensitive || key.Sensitive || elem.Sensitive || elem.Kind == awsapi.Structure
		found = []place{
			{key, "Map keys must satisfy constraint: [", sensitive, setKey(plain(t, elem))},
			{elem, "Map value must satisfy constraint: [", sensitive, setValue(plain(t, key))},
		}
	}
	return slices.DeleteFunc(found, func(p place) bool { return p.text.Pattern == "" })
}

// plain is a text that a shape lets in.
func plain(t *testing.T, s *awsapi.Shape) string {
	t.Helper()
	switch {
	case s.Pattern != "":
		return sidesOf(t, s).inside
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	return strings.Repeat("a", int(max(least(s), 1)))
}

func setText(f reflect.Value, text string) string {
	f.Set(reflect.ValueOf(&text))
	return text
}

func setList(n int) func(reflect.Value, string) string {
	return func(f reflect.Value, text string) string {
		texts := slices.Repeat([]string{text}, max(n, 1))
		f.Set(reflect.ValueOf(texts))
		return "[" + strings.Join(texts, ", ") + "]"
	}
}

func setKey(other string) func(reflect.Value, string) string {
	return func(f reflect.Value, text string) string {
		value := reflect.New(f.Type().Elem()).Elem()
		if value.Kind() == reflect.String {
			value.SetString(other)
		}
		f.Set(reflect.MakeMap(f.Type()))
		f.SetMapIndex(reflect.ValueOf(text), value)
		return fmt.Sprintf("{%s=%v}", text, value)
	}
}

func setValue(key string) func(reflect.Value, string) string {
	return func(f reflect.Value, text string) string {
		f.Set(reflect.ValueOf(map[string]string{key: text}))
		return "{" + key + "=" + text + "}"
	}
}

// TestEveryPattern sets every member of every input that has a pattern to a value on each side of it.
func TestEveryPattern(t *testing.T) {
	t.Parallel()
	for _, service := range services(&nobody{}) {
		m := service.Model()
		t.Run(m.ID, func(t *testing.T) {
			t.Parallel()
			checked := 0
			for shape, typ := range inputTypes(t, service) {
				members := m.Shapes[shape].Members
				for i := range members {
					for _, p := range places(t, m, &m.Shapes[members[i].Shape]) {
						checked += checkPattern(t, m, shape, typ, i, p)
					}
				}
			}
			patterned := slices.ContainsFunc(m.Shapes, func(s awsapi.Shape) bool { return s.Pattern != "" })
			if patterned && checked == 0 {
				t.Error("nothing was checked")
			}
			t.Logf("%d values checked", checked)
		})
	}
}

func checkPattern(t *testing.T, m *awsapi.Service, shape int, typ reflect.Type, i int, p place) (checked int) {
	t.Helper()
	name := m.Shapes[shape].Members[i].Name
	answer := func(text string) (message, shown string) {
		v := reflect.New(typ)
		shown = p.set(v.Elem().Field(i), text)
		if e := awsapi.AsException(m.Validate(shape, v.Interface())); e != nil {
			message = e.Message
		}
		return message, shown
	}
	at := " at '" + lower(name) + "' failed to satisfy constraint: "
	side := sidesOf(t, p.text)
	if message, _ := answer(side.inside); strings.Contains(message, at) {
		t.Errorf("%s.%s: %q is refused: %s", m.Shapes[shape].Name, name, side.inside, message)
	}
	if side.missing != "" {
		return 1
	}
	message, shown := answer(side.outside)
	value := "Value '" + shown + "'"
	if p.sensitive {
		value = "Value"
	}
	_, rules, refused := strings.Cut(message, value+at+p.rule)
	if !refused || !strings.Contains(rules, "satisfy regular expression pattern: "+p.text.Pattern) {
		t.Errorf("%s.%s: %q is not refused by %s: %s", m.Shapes[shape].Name, name, side.outside, p.text.Pattern, message)
	}
	if p.sensitive && strings.Contains(message, "'"+shown+"'") {
		t.Errorf("%s.%s: the answer shows a sensitive value: %s", m.Shapes[shape].Name, name, message)
	}
	return 2
}
