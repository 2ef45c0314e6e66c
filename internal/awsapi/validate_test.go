package awsapi_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// A small service with every kind of rule.
const (
	text = iota
	secretText
	count
	ratio
	texts
	secretTexts
	tags
	inner
	inners
	blob
	anything
	moment
	root
	byName
	numbers
)

func limit(f float64) *float64 { return &f }

func zoo() *awsapi.Service {
	s := &awsapi.Service{ID: "zoo", ValidationCode: "ValidationException", Shapes: make([]awsapi.Shape, numbers+1)}
	s.Shapes[text] = awsapi.Shape{Kind: awsapi.String, Min: limit(2), Max: limit(4), Pattern: `[a-z\u00E9]+`}
	s.Shapes[secretText] = awsapi.Shape{Kind: awsapi.String, Max: limit(4), Sensitive: true}
	s.Shapes[count] = awsapi.Shape{Kind: awsapi.Integer, Min: limit(1), Max: limit(10)}
	s.Shapes[ratio] = awsapi.Shape{Kind: awsapi.Double, Min: limit(0), Max: limit(0.5)}
	s.Shapes[texts] = awsapi.Shape{Kind: awsapi.List, Max: limit(2), Elem: awsapi.Member{Shape: text}}
	s.Shapes[secretTexts] = awsapi.Shape{Kind: awsapi.List, Max: limit(1), Elem: awsapi.Member{Shape: secretText}}
	s.Shapes[tags] = awsapi.Shape{Kind: awsapi.Map, Key: awsapi.Member{Shape: text}, Elem: awsapi.Member{Shape: anything}}
	s.Shapes[inner] = awsapi.Shape{Kind: awsapi.Structure, Members: []awsapi.Member{{Name: "Name", Shape: text, Required: true}}}
	s.Shapes[inners] = awsapi.Shape{Kind: awsapi.List, Elem: awsapi.Member{Shape: inner}}
	s.Shapes[blob] = awsapi.Shape{Kind: awsapi.Blob, Max: limit(2)}
	s.Shapes[anything] = awsapi.Shape{Kind: awsapi.String, Enum: []string{"Cat", "Dog"}}
	s.Shapes[moment] = awsapi.Shape{Kind: awsapi.Timestamp}
	s.Shapes[byName] = awsapi.Shape{Kind: awsapi.Map, Key: awsapi.Member{Shape: text}, Elem: awsapi.Member{Shape: inner}}
	s.Shapes[numbers] = awsapi.Shape{Kind: awsapi.List, Elem: awsapi.Member{Shape: count}}
	s.Shapes[root] = awsapi.Shape{Kind: awsapi.Structure, Members: []awsapi.Member{
		{Name: "Id", Shape: text}, {Name: "Password", Shape: secretText}, {Name: "Count", Shape: count}, {Name: "Ratio", Shape: ratio},
		{Name: "Texts", Shape: texts}, {Name: "Secrets", Shape: secretTexts}, {Name: "Tags", Shape: tags},
		{Name: "Inner", Shape: inner}, {Name: "Inners", Shape: inners}, {Name: "Blob", Shape: blob}, {Name: "Kind", Shape: anything},
		{Name: "Since", Shape: moment}, {Name: "ByName", Shape: byName}, {Name: "Numbers", Shape: numbers},
	}}
	return s
}

type innerType struct{ Name *string }

type rootType struct {
	Id, Password *string
	Count        *int64
	Ratio        *float64
	Texts        []string
	Secrets      []string
	Tags         map[string]string
	Inner        *innerType
	Inners       []innerType
	Blob         []byte
	Kind         *string
	Since        *time.Time
	ByName       map[string]innerType
	Numbers      []int64
}

func TestValidate(t *testing.T) {
	t.Parallel()
	p := awsapi.Ptr[string]
	const elements = "Member must satisfy constraint: [Member must have length less than or equal to 4, " +
		`Member must have length greater than or equal to 2, Member must satisfy regular expression pattern: [a-z\u00E9]+]`
	for name, c := range map[string]struct {
		in   rootType
		want string // of the message, behind "failed to satisfy constraint"; empty: valid
	}{
		"nothing":            {rootType{}, ""},
		"shortest":           {rootType{Id: p("ab")}, ""},
		"longest":            {rootType{Id: p("abcd")}, ""},
		"too short":          {rootType{Id: p("a")}, "Value 'a' at 'id' failed to satisfy constraint: Member must have length greater than or equal to 2"},
		"too long":           {rootType{Id: p("abcde")}, "Value 'abcde' at 'id' failed to satisfy constraint: Member must have length less than or equal to 4"},
		"Java's escape":      {rootType{Id: p("é\u00e9")}, ""},
		"pattern is whole":   {rootType{Id: p("ab\n")}, `Value 'ab` + "\n" + `' at 'id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z\u00E9]+`},
		"sensitive":          {rootType{Password: p("12345")}, "Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 4"},
		"UTF-16 units":       {rootType{Password: p("😀😀")}, ""},
		"UTF-16 units, more": {rootType{Password: p("😀😀a")}, "Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 4"},
		"number":             {rootType{Count: awsapi.Ptr[int64](10)}, ""},
		"number too small":   {rootType{Count: awsapi.Ptr[int64](0)}, "Value '0' at 'count' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		"number too large":   {rootType{Count: awsapi.Ptr[int64](11)}, "Value '11' at 'count' failed to satisfy constraint: Member must have value less than or equal to 10"},
		"fraction":           {rootType{Ratio: awsapi.Ptr(0.75)}, "Value '0.75' at 'ratio' failed to satisfy constraint: Member must have value less than or equal to 0.5"},
		"infinite":           {rootType{Ratio: awsapi.Ptr(math.Inf(1))}, "Value '+Inf' at 'ratio' failed to satisfy constraint: Member must have value less than or equal to 0.5"},
		"list":               {rootType{Texts: []string{"ab", "cd"}}, ""},
		"list too long":      {rootType{Texts: []string{"ab", "cd", "ef"}}, "Value '[ab, cd, ef]' at 'texts' failed to satisfy constraint: Member must have length less than or equal to 2"},
		"bad element":        {rootType{Texts: []string{"ab", "c"}}, "Value '[ab, c]' at 'texts' failed to satisfy constraint: " + elements},
		"two bad elements":   {rootType{Texts: []string{"a", "c"}}, "Value '[a, c]' at 'texts' failed to satisfy constraint: " + elements},
		"sensitive element":  {rootType{Secrets: []string{"12345"}}, "Value at 'secrets' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 4]"},
		"sensitive elements": {rootType{Secrets: []string{"1", "2"}}, "Value at 'secrets' failed to satisfy constraint: Member must have length less than or equal to 1"},
		"map":                {rootType{Tags: map[string]string{"ab": "Cat"}}, ""},
		"bad key": {rootType{Tags: map[string]string{"b": "Dog", "ab": "Cat"}}, "Value '{ab=Cat, b=Dog}' at 'tags' failed to satisfy constraint: " +
			strings.Replace(elements, "Member must satisfy constraint", "Map keys must satisfy constraint", 1)},
		"bad value":        {rootType{Tags: map[string]string{"ab": "Cow"}}, "Value '{ab=Cow}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must satisfy enum value set: [Cat, Dog]]"},
		"enum":             {rootType{Kind: p("Cow")}, "Value 'Cow' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [Cat, Dog]"},
		"required, nested": {rootType{Inner: &innerType{}}, "Value null at 'inner.name' failed to satisfy constraint: Member must not be null"},
		"in a list":        {rootType{Inners: []innerType{{p("ab")}, {p("AB")}}}, `Value 'AB' at 'inners.2.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z\u00E9]+`},
		"in a map":         {rootType{ByName: map[string]innerType{"ab": {}}}, "Value null at 'byName.ab.member.name' failed to satisfy constraint: Member must not be null"},
		"bytes":            {rootType{Blob: []byte("abc")}, "Value 'java.nio.HeapByteBuffer[pos=0 lim=3 cap=3]' at 'blob' failed to satisfy constraint: Member must have length less than or equal to 2"},
		"time":             {rootType{Since: &time.Time{}}, ""},
		"empty list":       {rootType{Texts: []string{}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := zoo().Validate(root, &c.in)
			if c.want == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			e := awsapi.AsException(err)
			if e == nil || e.Code != "ValidationException" || e.Status != 400 || !e.Sender {
				t.Fatalf("got %v", err)
			}
			if want := "1 validation error detected: " + c.want; e.Message != want {
				t.Errorf("got  %s\nwant %s", e.Message, want)
			}
		})
	}
}

func TestValidateReportsAllInOrder(t *testing.T) {
	t.Parallel()
	in := rootType{Id: awsapi.Ptr("A"), Count: awsapi.Ptr[int64](0)}
	want := "3 validation errors detected: Value 'A' at 'id' failed to satisfy constraint: Member must have length greater than or equal to 2; " +
		`Value 'A' at 'id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z\u00E9]+; ` +
		"Value '0' at 'count' failed to satisfy constraint: Member must have value greater than or equal to 1"
	if e := awsapi.AsException(zoo().Validate(root, &in)); e == nil || e.Message != want {
		t.Errorf("got %v\nwant %s", e, want)
	}
}

func TestValidateBoundsItsAnswer(t *testing.T) {
	t.Parallel()
	in := rootType{Inners: make([]innerType, 1000), Id: awsapi.Ptr(strings.Repeat("é", 5000))}
	e := awsapi.AsException(zoo().Validate(root, &in))
	if e == nil || len(e.Message) > 4000 {
		t.Fatalf("got %d bytes", len(e.Message))
	}
	if !strings.HasPrefix(e.Message, "20 validation errors") || strings.ContainsRune(e.Message, '\ufffd') {
		t.Errorf("got %.100s", e.Message)
	}
}

func TestCompilePattern(t *testing.T) {
	t.Parallel()
	for pattern, c := range map[string]struct{ yes, no string }{
		`a|b`:                    {"b", "ab"},
		`[\u0021-\u007E]+`:       {"!~", " "},
		`^[\S]+.*[\S]+$`:         {"a b", " a"},
		`[\p{L}\p{M}\p{S}\p{N}]`: {"é", "é "},
	} {
		re, err := awsapi.CompilePattern(pattern)
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		if !re.MatchString(c.yes) || re.MatchString(c.no) {
			t.Errorf("%s: %q must match, %q must not", pattern, c.yes, c.no)
		}
	}
	if _, err := awsapi.CompilePattern(`(?<!x)`); err == nil {
		t.Error("a look-behind was compiled")
	}
}
