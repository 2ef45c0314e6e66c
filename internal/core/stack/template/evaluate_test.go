package template

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type made map[string]any

func (m made) Ref(id string) (any, error) {
	if v, ok := m[id]; ok {
		return v, nil
	}
	return nil, errors.New("resource " + id + " is not ready")
}

func (m made) GetAtt(id, attribute string) (any, error) {
	if v, ok := m[id+"."+attribute]; ok {
		return v, nil
	}
	return nil, ErrNoAttribute
}

type exports map[string]string

func (x exports) Export(name string) (string, bool, error) {
	v, ok := x[name]
	return v, ok, nil
}

type secrets map[string]string

func (s secrets) Resolve(service, reference string) (string, error) {
	if v, ok := s[service+":"+reference]; ok {
		return v, nil
	}
	return "", errors.New("no parameter " + reference)
}

const declarations = `
Transform: [AWS::LanguageExtensions]
Parameters:
  Name: {Type: String, Default: weather}
  Port: {Type: Number, Default: '8080'}
  Zones: {Type: CommaDelimitedList, Default: 'a, b,c'}
Mappings: {Region: {eu-west-1: {Ami: ami-1, List: [x, y], Count: 1.0}}}
Conditions:
  Yes: !Equals [!Ref Name, weather]
  No: !Not [!Condition Yes]
  Both: !And [!Condition Yes, !Condition No]
  Either: !Or [!Condition Yes, !Condition No]
  Typed: !Equals [true, 'true']
  Mapped: !Equals [!FindInMap [Region, !Ref 'AWS::Region', Ami], ami-1]
Resources:
  Other: {Type: T}
  Gone: {Type: T, Condition: No}
`

func testEnvironment() Environment {
	return Environment{
		Region: "eu-west-1", AccountID: "123456789012", StackName: "app",
		StackID:          "arn:aws:cloudformation:eu-west-1:123456789012:stack/app/aaaaaaaa-bbbb-1ccc-8ddd-eeeeeeeeeeee",
		NotificationARNs: []string{"arn:n"},
	}
}

// evaluator builds one over src with every source filled.
func evaluator(src string) (*Evaluator, error) {
	tmpl, err := Parse("t.yaml", []byte(src))
	if err != nil {
		return nil, err
	}
	values, err := tmpl.ResolveParameters(nil, nil)
	if err != nil {
		return nil, err
	}
	return NewEvaluator(tmpl, testEnvironment(), values, Sources{
		Resources: made{"Other": "other-id", "Other.Arn": "arn:other", "Other.List": []string{"l1", "l2"}, "Other.A.B": 7, "Other.Bad": struct{}{}},
		Exports:   exports{"shared": "exported"},
		Dynamic:   secrets{"ssm:/k:1": "plain", "secretsmanager:s": "hush"},
	})
}

// evaluateProperty gives the property P of a resource, written as value.
func evaluateProperty(value string) (string, error) {
	e, err := evaluator(declarations + "  It: {Type: T, Properties: {P: " + value + "}}\n")
	if err != nil {
		return "", err
	}
	v, err := e.Resource("It")
	if err != nil {
		return "", err
	}
	if p := v.Get("P"); p != nil {
		return string(p.JSON()), nil
	}
	return "absent", nil
}

func TestIntrinsics(t *testing.T) {
	t.Parallel()
	tests := []struct{ value, want string }{
		{"!Ref Name", `"weather"`},
		{"!Ref Port", `"8080"`},
		{"!Ref Zones", `["a","b","c"]`},
		{"!Ref Other", `"other-id"`},
		{"!Ref 'AWS::Region'", `"eu-west-1"`},
		{"!Ref 'AWS::AccountId'", `"123456789012"`},
		{"!Ref 'AWS::Partition'", `"aws"`},
		{"!Ref 'AWS::URLSuffix'", `"amazonaws.com"`},
		{"!Ref 'AWS::StackName'", `"app"`},
		{"!Ref 'AWS::NotificationARNs'", `["arn:n"]`},
		{"!Ref 'AWS::NoValue'", "absent"},
		{"[1, !Ref 'AWS::NoValue', 2]", `[1,2]`},
		{"{a: !Ref 'AWS::NoValue', b: {c: !If [No, 1, !Ref 'AWS::NoValue']}}", `{"b":{}}`},
		{"{Ref: {type: string}, Other: {type: string}}", `{"Ref":{"type":"string"},"Other":{"type":"string"}}`},
		{"{Condition: {Bool: {k: v}}}", `{"Condition":{"Bool":{"k":"v"}}}`},
		{"{Condition: text}", `{"Condition":"text"}`},
		{"!GetAtt Other.Arn", `"arn:other"`},
		{"!GetAtt Other.List", `["l1","l2"]`},
		{"!GetAtt Other.A.B", `7`},
		{"{'Fn::GetAtt': Other.Arn}", `"arn:other"`},
		{"{'Fn::GetAtt': [Other, A, B]}", `7`},
		{"{'Fn::GetAtt': [Other, !Sub 'Arn']}", `"arn:other"`},
		{"!Sub 'x-${Name}-${AWS::Region}-${Other}-${Other.Arn}-${!Name}-$-${'", `"x-weather-eu-west-1-other-id-arn:other-${Name}-$-${"`},
		{"!Sub ['${A}/${Name}/${Port}', {A: !Join ['', [p, q]], Name: own}]", `"pq/own/8080"`},
		{"!Sub ['${A}', {A: 1.0}]", `"1.0"`},
		{"!Join ['-', [a, 1.0, true, !Ref Name]]", `"a-1.0-true-weather"`},
		{"!Join [',', !Ref Zones]", `"a,b,c"`},
		{"!Join ['', []]", `""`},
		{"!Split ['-', 'a-b--c']", `["a","b","","c"]`},
		{"!Select [1, [a, b]]", `"b"`},
		{"!Select ['0', !Ref Zones]", `"a"`},
		{"!Select [4, !Split ['-', !Select [2, !Split ['/', !Ref 'AWS::StackId']]]]", `"eeeeeeeeeeee"`},
		{"!If [Yes, {a: !Ref Name}, !Ref Gone]", `{"a":"weather"}`},
		{"!If [No, a, b]", `"b"`},
		{"[!If [Both, 1, 0], !If [Either, 1, 0], !If [Typed, 1, 0], !If [Mapped, 1, 0]]", `[0,1,1,1]`},
		{"!FindInMap [Region, !Ref 'AWS::Region', Ami]", `"ami-1"`},
		{"!FindInMap [Region, eu-west-1, List]", `["x","y"]`},
		{"!FindInMap [Region, eu-west-1, Count]", `1.0`},
		{"!FindInMap [Region, us-east-1, Ami, {DefaultValue: !Ref Name}]", `"weather"`},
		{"!ImportValue shared", `"exported"`},
		{"{'Fn::ImportValue': !Sub shared}", `"exported"`},
		{"!Base64 abc", `"YWJj"`},
		{"{'Fn::Base64': !Ref Name}", `"d2VhdGhlcg=="`},
		{"!Cidr [10.0.0.0/16, 3, 8]", `["10.0.0.0/24","10.0.1.0/24","10.0.2.0/24"]`},
		{"!Cidr ['2001:db8::/56', 2, 64]", `["2001:db8::/64","2001:db8:0:1::/64"]`},
		{"!Select [0, !Cidr [192.168.0.0/24, '6', '5']]", `"192.168.0.0/27"`},
		{"!GetAZs ''", `["eu-west-1a","eu-west-1b","eu-west-1c"]`},
		{"!GetAZs us-east-1", `["us-east-1a","us-east-1b","us-east-1c"]`},
		{"!ToJsonString {b: !Ref Name, a: [1, !Ref 'AWS::NoValue']}", `"{\"b\":\"weather\",\"a\":[1]}"`},
		{"!Length [a, b]", `2`},
		{"{'Fn::Length': !Ref Zones}", `3`},
		{"'{{resolve:ssm:/k:1}}'", `"plain"`},
		{"!Sub 'a-{{resolve:secretsmanager:s}}-${Name}'", `"a-hush-weather"`},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			t.Parallel()
			got, err := evaluateProperty(test.value)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestIntrinsicsRefused(t *testing.T) {
	t.Parallel()
	const unsupported = "Template Error: Encountered unsupported function: Fn::Foo Supported functions are: "
	tests := []struct{ value, want string }{
		{"!Ref Nobody", "Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template"},
		{"[!Ref B, !Sub '${A}${B}${C.Arn}']", "Template format error: Unresolved resource dependencies [B, A, C] in the Resources block of the template"},
		{"!Ref Gone", "Template format error: Unresolved resource dependencies [Gone] in the Resources block of the template"},
		{"{Ref: [a]}", refUsage},
		{"!GetAtt Nobody.Arn", "Template error: instance of Fn::GetAtt references undefined resource Nobody"},
		{"!GetAtt Other", attUsage},
		{"!GetAtt [Other, '']", attUsage},
		{"!GetAtt Other.Nope", "Template error: resource Other does not support attribute type Nope in Fn::GetAtt"},
		{"!Sub '${Other.Nope}'", "Template error: resource Other does not support attribute type Nope in Fn::GetAtt"},
		{"!GetAtt Other.Bad", "a template value cannot be a struct {}"},
		{"!Sub [a]", subUsage},
		{"!Sub {a: b}", subUsage},
		{"!Sub '${a-b}'", "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons"},
		{"!Sub '${Zones}'", "Template error: the variable Zones in Fn::Sub must resolve to a String"},
		{"!Join a", joinUsage},
		{"!Join ['-', [{a: b}]]", joinUsage},
		{"!Join ['-', a]", joinUsage},
		{"!Split ['', a]", splitUsage},
		{"!Split ['-', [a]]", splitUsage},
		{"!Select [x, [a]]", selectUsage},
		{"!Select [0, a]", selectUsage},
		{"!Select [0]", selectUsage},
		{"!Select [2, [a]]", "Template error: Fn::Select cannot select nonexistent value at index 2"},
		{"!Select [-1, [a]]", "Template error: Fn::Select cannot select nonexistent value at index -1"},
		{"!If [C, a, b]", "Template error: unresolved condition dependency C in Fn::If"},
		{"!If [Yes, a]", ifUsage},
		{"!If [[Yes], a, b]", ifCondition},
		{"!Equals [a, b]", "Template error: Cannot use Fn::Equals in Resources."},
		{"!FindInMap [M, K, V]", "Template error: Mapping named 'M' is not present in the 'Mappings' section of template."},
		{"!FindInMap [Region, K1, K2]", "Template error: Unable to get mapping for Region::K1::K2"},
		{"!FindInMap [Region, K1]", mapUsage},
		{"!FindInMap [Region, K1, K2, {Default: a}]", mapUsage},
		{"!ImportValue nobody", "No export named nobody found."},
		{"!ImportValue [a]", "Template error: the attribute in Fn::ImportValue must be a string or a function that returns a string"},
		{"!Base64 [a]", "Template error: every Fn::Base64 object must have a String-typed value."},
		{"!Cidr [a, 1, 1]", cidrUsage},
		{"!Cidr [10.0.0.0/24, 257, 1]", cidrUsage},
		{"!Cidr [10.0.0.0/24, 1, 9]", cidrUsage},
		{"!Cidr [10.0.0.0/24, 5, 6]", "Template error: Fn::Cidr cannot take 5 blocks of 6 bits from 10.0.0.0/24"},
		{"!GetAZs [a]", "Template error: every Fn::GetAZs object must have a String-typed value."},
		{"!Length a", "Template error: every Fn::Length object must have a list"},
		{"!ToJsonString a", "Template error: every Fn::ToJsonString object must have a map or a list"},
		{"!Transform {Name: AWS::Include}", "Template error: Fn::Transform AWS::Include is not supported"},
		{"{'Fn::Foo': a}", unsupported},
		{"{'Fn::Sub': a, b: c}", "Template error: Fn::Sub must be the only member of its object"},
		{"'{{resolve:ssm:/none}}'", "no parameter /none"},
		{"'{{resolve:ssm}}'", "Template error: a dynamic reference at /Resources/It/Properties/P does not have the form {{resolve:service:reference}}"},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			t.Parallel()
			got, err := evaluateProperty(test.value)
			if err == nil {
				t.Fatalf("accepted as %s", got)
			}
			if message := Message(err); message != test.want && (test.want != unsupported || !strings.HasPrefix(message, unsupported)) {
				t.Errorf("got %s\nwant %s", message, test.want)
			}
			var e *Error
			if !errors.As(err, &e) || e.Pos.Line == 0 || !strings.HasPrefix(e.Path, "/Resources/It/Properties/P") {
				t.Errorf("no place in %#v", e)
			}
		})
	}
}

func TestFunctionsDoNotMultiply(t *testing.T) {
	t.Parallel()
	nested := "''"
	for range 40 {
		nested = "!Sub ['${A}${A}', {A: " + nested + "}]"
	}
	if got, err := evaluateProperty(nested); err != nil || got != `""` {
		t.Errorf("got %s, %v", got, err)
	}
	const want = "Template error: Fn::Sub makes a text of more than 1048576 bytes"
	if _, err := evaluateProperty(strings.Replace(nested, "''", "x", 1)); err == nil || Message(err) != want {
		t.Errorf("got %v", err)
	}
}

func TestLanguageExtensionsMustBeDeclared(t *testing.T) {
	t.Parallel()
	without := strings.Replace(declarations, "Transform: [AWS::LanguageExtensions]", "", 1)
	for _, value := range []string{"!Length [a]", "!ToJsonString {a: b}", "!FindInMap [Region, a, b, {DefaultValue: c}]"} {
		_, err := evaluator(without + "  It: {Type: T, Properties: {P: " + value + "}}\n")
		if err == nil || !strings.HasSuffix(Message(err), "needs the transform AWS::LanguageExtensions") {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func TestNilSourcesRefuseByName(t *testing.T) {
	t.Parallel()
	tmpl, err := Parse("t.yaml", []byte("Resources: {A: {Type: T, Properties: {P: '{{resolve:ssm-secure:k}}'}}, B: {Type: T, Properties: {P: !ImportValue x}}}"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEvaluator(tmpl, testEnvironment(), nil, Sources{})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"A": "Template error: the dynamic reference {{resolve:ssm-secure:k}} is not supported",
		"B": "No export named x found.",
		"C": "Resource C does not exist for stack app",
	} {
		if _, err := e.Resource(id); err == nil || Message(err) != want {
			t.Errorf("%s: got %v", id, err)
		}
	}
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	e, err := evaluator(declarations + `
Outputs:
  Url: {Value: !Sub 'https://${Other}', Description: where, Export: {Name: !Sub '${AWS::StackName}-url'}}
  Port: {Value: 1.0}
  Absent: {Condition: No, Value: !Ref Gone}
  Open: {Value: '{{resolve:ssm:/k:1}}'}
`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.Outputs()
	if err != nil {
		t.Fatal(err)
	}
	want := []OutputValue{
		{Name: "Url", Value: "https://other-id", Description: "where", ExportName: "app-url"},
		{Name: "Port", Value: "1.0"}, {Name: "Open", Value: "plain"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOutputsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ value, want string }{
		{"!Ref Nobody", "Template format error: Unresolved resource dependencies [Nobody] in the Outputs block of the template"},
		{"!Ref Gone", "Template format error: Unresolved resource dependencies [Gone] in the Outputs block of the template"},
		{"!Ref 'AWS::NoValue'", "[/Outputs/X/Value] 'null' values are not allowed in templates"},
		{"!Ref Zones", "Template format error: Output X is malformed. The Value field of every Outputs member must evaluate to a String."},
		{"'{{resolve:secretsmanager:s}}'", "Template error: the dynamic reference {{resolve:secretsmanager:s}} is not allowed in Outputs"},
		{"!Sub '${Nobody.Arn}'", "Template format error: Unresolved resource dependencies [Nobody] in the Outputs block of the template"},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			t.Parallel()
			e, err := evaluator(declarations + "Outputs: {X: {Value: " + test.value + "}}\n")
			if err == nil {
				_, err = e.Outputs()
			}
			if err == nil || Message(err) != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}
