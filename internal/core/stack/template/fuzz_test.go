package template

import (
	"encoding/json"
	"testing"
)

func seeds() []string {
	return []string{
		declarations,
		`{"Resources": {"A": {"Type": "T", "Properties": {"P": {"Ref": "AWS::Region"}}}}}`,
		"a: &a {b: 1}\nc: {<<: *a}",
		"Resources: {A: {Type: T, Properties: {P: !Select [4, !Split ['-', !Ref 'AWS::StackId']]}}}",
		"Resources: {A: {Type: T, Properties: {P: !Cidr ['::/0', 256, 128]}}}",
		"Resources: {A: {Type: T, Properties: {P: !Sub ['${X}${!Y}${', {X: 0x1F}]}}}",
		"Conditions: {C: !And [!Condition C, !Condition C]}\nResources: {A: {Type: T}}",
		"? !!binary x\n: .nan", "%YAML 1.1\n--- !<!Sub> x", "[", "{\"a\":1e999}",
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range seeds() {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		v, err := ParseValue("t.yaml", src)
		if err != nil {
			return
		}
		if !json.Valid(v.JSON()) || !json.Valid(v.CanonicalJSON()) {
			t.Fatalf("not JSON: %s", v.JSON())
		}
		back, err := FromAny(Pos{}, v.Any())
		if err != nil {
			t.Fatal(err)
		}
		if string(back.CanonicalJSON()) != string(v.CanonicalJSON()) {
			t.Fatalf("%s came back as %s", v.CanonicalJSON(), back.CanonicalJSON())
		}
	})
}

func FuzzEvaluate(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, err := evaluator(src)
		if err != nil {
			return
		}
		for _, id := range e.Graph().Order() {
			v, err := e.Resource(id)
			if err == nil && !json.Valid(v.JSON()) {
				t.Fatalf("not JSON: %s", v.JSON())
			}
		}
		if _, err := e.Outputs(); err != nil && Message(err) == "" {
			t.Fatal("an error without words")
		}
	})
}
