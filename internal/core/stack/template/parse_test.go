package template

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustValue(t *testing.T, src string) *Value {
	t.Helper()
	v, err := ParseValue("t.yaml", []byte(src))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return v
}

func TestShortTagsBecomeLongForms(t *testing.T) {
	t.Parallel()
	tests := []struct{ src, want string }{
		{"!Ref A", `{"Ref":"A"}`},
		{"!Ref 1", `{"Ref":"1"}`},
		{"!Sub '${A}-b'", `{"Fn::Sub":"${A}-b"}`},
		{"!Sub ['${A}', {A: 1}]", `{"Fn::Sub":["${A}",{"A":1}]}`},
		{"!GetAtt A.B", `{"Fn::GetAtt":["A","B"]}`},
		{"!GetAtt A.Outputs.Url", `{"Fn::GetAtt":["A","Outputs.Url"]}`},
		{"!GetAtt [A, B]", `{"Fn::GetAtt":["A","B"]}`},
		{"!Join ['-', [a, !Ref B]]", `{"Fn::Join":["-",["a",{"Ref":"B"}]]}`},
		{"!Select [0, !Split [',', 'a,b']]", `{"Fn::Select":[0,{"Fn::Split":[",","a,b"]}]}`},
		{"!If [C, !Ref 'AWS::NoValue', x]", `{"Fn::If":["C",{"Ref":"AWS::NoValue"},"x"]}`},
		{"!And [!Equals [a, a], !Or [!Condition C, !Not [!Condition D]]]",
			`{"Fn::And":[{"Fn::Equals":["a","a"]},{"Fn::Or":[{"Condition":"C"},{"Fn::Not":[{"Condition":"D"}]}]}]}`},
		{"!FindInMap [A, B, C]", `{"Fn::FindInMap":["A","B","C"]}`},
		{"!ImportValue x", `{"Fn::ImportValue":"x"}`},
		{"!Base64 x", `{"Fn::Base64":"x"}`},
		{"!Cidr [10.0.0.0/16, 2, 8]", `{"Fn::Cidr":["10.0.0.0/16",2,8]}`},
		{"!GetAZs ''", `{"Fn::GetAZs":""}`},
		{"!GetAZs", `{"Fn::GetAZs":""}`},
		{"!Transform {Name: M}", `{"Fn::Transform":{"Name":"M"}}`},
	}
	for _, test := range tests {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			if got := string(mustValue(t, test.src).JSON()); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestScalars(t *testing.T) {
	t.Parallel()
	tests := []struct {
		src  string
		kind Kind
		text string
		json string
	}{
		{"2010-09-09", String, "2010-09-09", `"2010-09-09"`},
		{"1.0", Number, "1.0", "1.0"},
		{"0123456789012", String, "0123456789012", `"0123456789012"`},
		{"012345670", String, "012345670", `"012345670"`},
		{"123456789012", Number, "123456789012", "123456789012"},
		{"0x1F", Number, "0x1F", "31"},
		{"1_000", Number, "1_000", "1000"},
		{"+5", Number, "+5", "5"},
		{".5", Number, ".5", "0.5"},
		{".inf", String, ".inf", `".inf"`},
		{"yes", String, "yes", `"yes"`},
		{"No", String, "No", `"No"`},
		{"True", Bool, "true", "true"},
		{"'true'", String, "true", `"true"`},
		{"!!str 12", String, "12", `"12"`},
		{"~", Null, "", "null"},
		{"a <b> & c", String, "a <b> & c", `"a <b> & c"`},
	}
	for _, test := range tests {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			v := mustValue(t, "k: "+test.src).Get("k")
			if v.Kind != test.kind || v.Text != test.text || string(v.JSON()) != test.json {
				t.Errorf("got %s %q %s", v.Kind, v.Text, v.JSON())
			}
		})
	}
}

func TestYAMLMergesAndAliasesKeepOrder(t *testing.T) {
	t.Parallel()
	v := mustValue(t, "base: &b {x: 1, y: 2}\nother: &o {y: 9, z: 3}\nuse:\n  <<: [*b, *o]\n  x: own\nagain: *b\n")
	if got, want := string(v.Get("use").JSON()), `{"x":"own","y":2,"z":3}`; got != want {
		t.Errorf("merged %s, want %s", got, want)
	}
	if got, want := string(v.Get("again").JSON()), `{"x":1,"y":2}`; got != want {
		t.Errorf("alias %s, want %s", got, want)
	}
}

func TestNotWellFormed(t *testing.T) {
	t.Parallel()
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 10; i++ {
		ref := fmt.Sprintf("*a%d", i-1)
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.Repeat(ref+",", 9)+ref)
	}
	tests := []struct{ name, src, message, detail string }{
		{"t.json", `{"Resources": {"A": {}, }}`, "Template format error: JSON not well-formed. (line 1, column 25)", "invalid character '}'"},
		{"t.json", "{\n  \"A\": 1,\n  \"A\": 2}", "Template format error: JSON not well-formed. (line 3, column 3)", `duplicate key "A"`},
		{"t.yaml", "{\"A\": [1,", "Template format error: JSON not well-formed. (line 1, column 9)", "unexpected end"},
		{"t.yaml", "a: [1", "Template format error: YAML not well-formed.", "did not find expected"},
		{"t.yaml", "a: 1\na: 2", "Template format error: YAML not well-formed.", `duplicate key "a"`},
		{"t.yaml", "a: 1\n---\nb: 2", "Template format error: YAML not well-formed.", "more than one document"},
		{"t.yaml", "? [a]\n: 1", "Template format error: YAML not well-formed.", "a key must be a scalar"},
		{"t.yaml", "<<: 1", "Template format error: YAML not well-formed.", "<< merges maps only"},
		{"t.yaml", "a: &a [*a]", "Template format error: YAML not well-formed.", "nested too deeply"},
		{"t.yaml", bomb.String(), "Template format error: YAML not well-formed.", "too many nodes"},
		{"t.yaml", strings.Repeat("[", 200) + strings.Repeat("]", 200), "Template format error: YAML not well-formed.", "nested too deeply"},
		{"t.yaml", "a: \xff", "Template format error: YAML not well-formed.", "not UTF-8"},
		{"t.json", strings.Repeat("[", 200) + strings.Repeat("]", 200), "Template format error: JSON not well-formed. (line 1, column 101)", "nested too deeply"},
		{"t.yaml", "a: !Foo 1", "Template format error: unsupported YAML tag !Foo", ""},
		{"t.yaml", "a: !!binary aGk=", "Template format error: unsupported YAML tag !!binary", ""},
	}
	for _, test := range tests {
		t.Run(test.message+test.detail, func(t *testing.T) {
			t.Parallel()
			_, err := ParseValue(test.name, []byte(test.src))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Message != test.message || !strings.Contains(e.Detail, test.detail) || e.Pos.Line == 0 {
				t.Errorf("got %q (%s) at %s", e.Message, e.Detail, e.Pos)
			}
		})
	}
}

func TestPositions(t *testing.T) {
	t.Parallel()
	yaml := mustValue(t, "a:\n  - b: é\n    c: 1\n")
	if got := yaml.Get("a").Items[0].Fields[1].Pos.String(); got != "t.yaml:3:5" {
		t.Errorf("YAML key at %s", got)
	}
	json := mustValue(t, "{\n \"é\": \"é\", \"b\": [1,\n 2]}")
	if got := json.Fields[1].Pos.String(); got != "t.yaml:2:12" {
		t.Errorf("JSON key at %s", got)
	}
	if got := json.Get("b").Items[1].Pos.String(); got != "t.yaml:3:2" {
		t.Errorf("JSON item at %s", got)
	}
}

func TestTemplateShape(t *testing.T) {
	t.Parallel()
	const resource = "Resources: {A: {Type: T}}\n"
	tests := []struct{ src, want string }{
		{"[]", "Template format error: unsupported structure."},
		{"", "Template format error: unsupported structure."},
		{"Foo: 1\nBar: 2\n" + resource, "Invalid template property or properties [Foo, Bar]"},
		{"Globals: {}\n" + resource, "Invalid template property or properties [Globals]"},
		{"AWSTemplateFormatVersion: 2011-01-01\n" + resource, "Template format error: unsupported value for AWSTemplateFormatVersion."},
		{"Description: " + strings.Repeat("x", 1025) + "\n" + resource, "Template format error: 'Description' length is greater than 1024."},
		{"Description: x", "Template format error: At least one Resources member must be defined."},
		{"Resources: {}", "Template format error: At least one Resources member must be defined."},
		{"Resources: []", "Template format error: [/Resources] must be a Map, not a List"},
		{"Resources: {A: {}}", "Template format error: [/Resources/A] Every Resources object must contain a Type member."},
		{"Resources: {A: x}", "Template format error: [/Resources/A] Every Resources object must contain a Type member."},
		{"Resources: {A-b: {Type: T}}", "Template format error: Resource name A-b is non alphanumeric."},
		{"Resources: {'Fn::ForEach::X': []}", "Template format error: Fn::ForEach in the Resources block is not supported"},
		{"Resources: {A: {Type: T, Propertes: {}}}", "Invalid template resource property 'Propertes'"},
		{"Resources: {A: {Type: T, Properties: [1]}}", "Template format error: [/Resources/A/Properties] must be a Map, not a List"},
		{"Resources:\n  A:\n    Type: T\n    Properties:\n", "[/Resources/A/Properties] 'null' values are not allowed in templates"},
		{"Resources: {A: {Type: T, DependsOn: {a: b}}}", "Template format error: DependsOn must be a string or list of strings."},
		{"Resources: {A: {Type: T, DeletionPolicy: Keep}}", "Template error: DeletionPolicy must be one of [Delete, Retain, Snapshot, RetainExceptOnCreate], in the resource A"},
		{resource + "Outputs: {X: {Description: d}}", "Template format error: Every Outputs member must contain a Value object"},
		{resource + "Outputs: {X: {Value: }}", "[/Outputs/X/Value] 'null' values are not allowed in templates"},
		{resource + "Outputs: {X: {Value: v, Exports: {}}}", "Template format error: Output X has the unknown property Exports"},
		{resource + "Outputs: {X: {Value: v, Export: {}}}", "Template format error: Output X is malformed. The Export field takes the member Name alone"},
		{resource + "Mappings: {M: {K: {A: {B: c}}}}", "Template format error: Every Mappings attribute must be a String or a List."},
		{resource + "Mappings: {M: {K: v}}", "Template format error: Every Mappings member must be a map"},
		{resource + "Transform: [{Parameters: {}}]", "Template format error: Every Transform must have a String name"},
		{resource + "Conditions: {C: x}", "Template format error: Every Conditions member must be a condition function"},
		{resource + "Rules: {R: {}}", "Template format error: Rule R must contain Assertions"},
		{resource + "Parameters: {P: {}}", "Template format error: Every Parameters object must contain a Type member."},
		{resource + "Parameters: {P: {Type: Strin}}", "Template format error: Unrecognized parameter type: Strin"},
		{resource + "Parameters: {P: {Type: String, Foo: 1}}", "Invalid template parameter property 'Foo'"},
		{resource + "Parameters: {P: {Type: Number, MinLength: 1}}", "Template error: Parameter 'P' MinLength and MaxLength must be on a parameter of type String"},
		{resource + "Parameters: {P: {Type: String, MaxValue: 1}}", "Template error: Parameter 'P' MinValue and MaxValue must be on a parameter of type Number"},
	}
	for _, test := range tests {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("t.yaml", []byte(test.src))
			if err == nil || Message(err) != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestQuotas(t *testing.T) {
	t.Parallel()
	var src strings.Builder
	src.WriteString("Resources:\n")
	for i := range maxResources + 1 {
		fmt.Fprintf(&src, "  R%d: {Type: T}\n", i)
	}
	_, err := Parse("t.yaml", []byte(src.String()))
	want := "Template format error: Number of resources, 501, is greater than maximum allowed, 500"
	if err == nil || Message(err) != want {
		t.Errorf("got %v", err)
	}
}

func TestTemplateSections(t *testing.T) {
	t.Parallel()
	tmpl, err := Parse("t.yaml", []byte(`
AWSTemplateFormatVersion: 2010-09-09
Description: d
Transform: [AWS::Serverless-2016-10-31, {Name: M, Parameters: {a: b}}]
Globals: {Function: {Timeout: 3}}
Metadata: {k: v}
Resources:
  A:
    Type: T
    DependsOn: [B, B]
    DeletionPolicy: Retain
    UpdateReplacePolicy: Snapshot
    CreationPolicy: {ResourceSignal: {Count: 1}}
    Metadata: {m: 1}
    Condition: C
  B: {Type: U}
Conditions: {C: !Equals [a, a]}
Outputs: {O: {Value: v, Description: od, Export: {Name: n}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := tmpl.Resource("A")
	got := []any{tmpl.Version, tmpl.Description, len(tmpl.Transforms), tmpl.Transforms[1].Name, string(tmpl.Globals.JSON()),
		a.DependsOn, a.DeletionPolicy, a.UpdateReplacePolicy, a.Condition, a.Pos.Line, tmpl.Output("O").ExportName.Text}
	want := []any{"2010-09-09", "d", 2, "M", `{"Function":{"Timeout":3}}`, []string{"B"}, "Retain", "Snapshot", "C", 8, "n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if tmpl.Resource("Z") != nil || tmpl.Parameter("Z") != nil || tmpl.Condition("Z") != nil {
		t.Error("what is not declared must be nil")
	}
}

func TestErrorShowsPlaceToDevelopersOnly(t *testing.T) {
	t.Parallel()
	_, err := Parse("dir/t.yaml", []byte("Resources:\n  A:\n    Type: T\n    Foo: 1\n"))
	if got, want := err.Error(), "dir/t.yaml:4:5: Invalid template resource property 'Foo'"; got != want {
		t.Errorf("got %q", got)
	}
	if got := Message(fmt.Errorf("deploy: %w", err)); got != "Invalid template resource property 'Foo'" {
		t.Errorf("got %q", got)
	}
}

func TestAnyAndBack(t *testing.T) {
	t.Parallel()
	v := mustValue(t, `{"b": [1, 2.50, true, null, "x"], "a": {"c": "d"}}`)
	back, err := FromAny(Pos{}, v.Any())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(v.CanonicalJSON()), string(back.JSON())); diff != "" {
		t.Error(diff)
	}
	if string(v.JSON()) == string(back.JSON()) {
		t.Error("JSON must keep source order")
	}
	if _, err := FromAny(Pos{}, struct{}{}); err == nil {
		t.Error("a struct is no template value")
	}
}
