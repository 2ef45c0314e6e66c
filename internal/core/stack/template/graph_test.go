package template

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func graphOf(t *testing.T, src string) (*Graph, error) {
	t.Helper()
	e, err := evaluator(src)
	if err != nil {
		return nil, err
	}
	return e.Graph(), nil
}

func TestGraphOrder(t *testing.T) {
	t.Parallel()
	g, err := graphOf(t, `
Conditions: {No: !Equals [a, b], Yes: !Equals [a, a]}
Resources:
  Stage: {Type: T, DependsOn: [Api, Absent], Properties: {D: !Ref Deployment}}
  Deployment: {Type: T, Properties: {A: !Sub '${Api}', B: !If [No, !Ref Stage, !GetAtt Pool.Arn]}}
  Api: {Type: T, Properties: {Body: {paths: {/: {x: [{arns: [!GetAtt Pool.Arn]}]}}}}}
  Pool: {Type: T}
  Lone: {Type: T}
  Absent: {Type: T, Condition: No, Properties: {P: !Ref Stage}}
`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Pool", "Lone", "Api", "Deployment", "Stage"}, g.Order()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Api", "Pool"}, g.Dependencies("Deployment")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Deployment", "Api"}, g.Dependents("Pool")); diff != "" {
		t.Error(diff)
	}
	if got := g.Dependencies("Stage"); slices.Contains(got, "Absent") {
		t.Errorf("a DependsOn of an absent resource counts: %v", got)
	}
}

func TestCycles(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, src, want string }{
		{"ref", "Resources: {B: {Type: T, Properties: {P: !Ref A}}, A: {Type: T, DependsOn: B}, After: {Type: T, DependsOn: A}, Before: {Type: T}}",
			"Circular dependency between resources: [A, B]"},
		{"itself", "Resources: {A: {Type: T, Properties: {P: !Sub '${A.Arn}'}}}", "Circular dependency between resources: [A]"},
		{"under a true Fn::If", "Conditions: {Yes: !Equals [a, a]}\nResources: {A: {Type: T, Properties: {P: !If [Yes, !Ref B, x]}}, B: {Type: T, DependsOn: A}}",
			"Circular dependency between resources: [A, B]"},
		{"under a false Fn::If", "Conditions: {No: !Equals [a, b]}\nResources: {A: {Type: T, Properties: {P: !If [No, !Ref B, x]}}, B: {Type: T, DependsOn: A}}", ""},
		{"of which one is absent", "Conditions: {No: !Equals [a, b]}\nResources: {A: {Type: T, Condition: No, DependsOn: B}, B: {Type: T, DependsOn: A}}", ""},
		{"conditions", "Conditions: {A: !Not [!Condition B], B: !And [!Condition A, !Condition A]}\nResources: {R: {Type: T}}",
			"Template format error: Circular dependency between conditions: [A, B]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := graphOf(t, test.src)
			if (err == nil) != (test.want == "") || err != nil && Message(err) != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestValidateRefusesBeforeParametersHaveValues(t *testing.T) {
	t.Parallel()
	const resource = "\nResources: {A: {Type: T}}"
	tests := []struct{ src, want string }{
		{"Resources: {A: {Type: T, DependsOn: [X, Y]}}", "Template format error: Unresolved resource dependencies [X, Y] in the Resources block of the template"},
		{"Resources: {A: {Type: T, Condition: C}}", "Template format error: Unresolved condition dependencies [C] in the Resources block of the template"},
		{"Resources: {A: {Type: T, DependsOn: A}}", "Circular dependency between resources: [A]"},
		{"Outputs: {O: {Value: v, Condition: C}}" + resource, "Template format error: Unresolved condition dependencies [C] in the Outputs block of the template"},
		{"Outputs: {O: {Value: v, Export: {Name: !Ref X}}}" + resource, "Template format error: Unresolved resource dependencies [X] in the Outputs block of the template"},
		{"Conditions: {C: !Equals [!Ref A, x]}" + resource, "Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template"},
		{"Conditions: {C: !Not [!Condition D]}" + resource, "Template format error: Unresolved condition dependencies [D] in the Conditions block of the template"},
		{"Conditions: {C: !Equals [!GetAtt A.Arn, x]}" + resource, "Template error: Cannot use Fn::GetAtt in Conditions."},
		{"Conditions: {C: !Equals [!ImportValue x, x]}" + resource, "Template error: Cannot use Fn::ImportValue in Conditions."},
		{"Conditions: {C: !Equals [x]}" + resource, equalsUsage},
		{"Conditions: {C: !Not [x]}" + resource, notOperand},
		{"Conditions: {C: !Not []}" + resource, notUsage},
		{"Conditions: {C: !And [!Equals [a, a]]}" + resource, "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters."},
		{"Conditions: {C: !Or [a, b]}" + resource, "Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters."},
		{"Conditions: {C: !Ref 'AWS::Region'}" + resource, "Template format error: Every Conditions member must be a condition function"},
		{"Conditions: {C: !Not [Condition: [a]]}" + resource, "Template error: All Conditions must be of type string"},
		{"Rules: {R: {Assertions: [{Assert: {'Fn::RefAll': x}}]}}" + resource, "Template Error: Encountered unsupported function: Fn::RefAll"},
		{"Rules: {R: {Assertions: [{Assert: !Equals [!Ref A, x]}]}}" + resource, "Template format error: Unresolved dependencies [A]. Cannot reference resources in the Rules block of the template"},
	}
	for _, test := range tests {
		t.Run(test.src, func(t *testing.T) {
			t.Parallel()
			tmpl, err := Parse("t.yaml", []byte(test.src))
			if err == nil {
				err = tmpl.Validate()
			}
			if err == nil || len(Message(err)) < len(test.want) || Message(err)[:len(test.want)] != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	const head = "Parameters: {V: {Type: String, Default: '5'}, L: {Type: CommaDelimitedList, Default: 'a,b'}}\nResources: {A: {Type: T}}\nRules: {R: {"
	tests := []struct {
		rule  string
		holds bool
	}{
		{"Assertions: [{Assert: !Not [{'Fn::Contains': [['1', '2'], !Ref V]}], AssertDescription: old}]", true},
		{"Assertions: [{Assert: !Not [{'Fn::Contains': [['1', '5'], !Ref V]}], AssertDescription: old}]", false},
		{"Assertions: [{Assert: {'Fn::EachMemberIn': [!Ref L, [a, b, c]]}, AssertDescription: old}]", true},
		{"Assertions: [{Assert: {'Fn::EachMemberIn': [!Ref L, [a]]}, AssertDescription: old}]", false},
		{"Assertions: [{Assert: {'Fn::EachMemberEquals': [!Ref L, a]}, AssertDescription: old}]", false},
		{"Assertions: [{Assert: {'Fn::EachMemberEquals': [[a, a], a]}, AssertDescription: old}]", true},
		{"RuleCondition: !Equals [!Ref V, '1'], Assertions: [{Assert: !Equals [a, b], AssertDescription: old}]", true},
		{"RuleCondition: !Equals [!Ref V, '5'], Assertions: [{Assert: !Equals [a, b], AssertDescription: old}]", false},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			t.Parallel()
			_, err := evaluator(head + test.rule + "}}")
			if (err == nil) != test.holds {
				t.Fatalf("got %v", err)
			}
			if err != nil && Message(err) != "Template error: Rule R failed: old" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEvaluatorConditions(t *testing.T) {
	t.Parallel()
	e, err := evaluator(declarations)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"Yes": true, "No": false, "Both": false, "Either": true} {
		if got, ok := e.Condition(name); !ok || got != want {
			t.Errorf("%s is %v %v", name, got, ok)
		}
	}
	if _, ok := e.Condition("Nobody"); ok {
		t.Error("a condition nobody declared has a value")
	}
	if _, err := e.Resource("Gone"); err == nil {
		t.Error("a resource whose condition is false was evaluated")
	}
	if v, err := e.Resource("Other"); err != nil || string(v.JSON()) != "{}" {
		t.Errorf("no properties are %v, %v", v, err)
	}
}

func TestEvaluatedValuesKeepTheirPlace(t *testing.T) {
	t.Parallel()
	e, err := evaluator("Resources:\n  A:\n    Type: T\n    Properties:\n      P:\n        - !Join ['', [a]]\n")
	if err != nil {
		t.Fatal(err)
	}
	v, err := e.Resource("A")
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Get("P").Items[0].Pos.String(); got != "t.yaml:6:11" {
		t.Errorf("at %s", got)
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		want      Summary
	}{
		{"plain", "Resources: {B: {Type: U}, A: {Type: T}, C: {Type: T}}", Summary{ResourceTypes: []string{"T", "U"}}},
		{"role", "Resources: {A: {Type: AWS::IAM::Role}, B: {Type: AWS::IAM::Policy, Properties: {PolicyName: p}}}", Summary{
			Capabilities: []string{CapabilityIAM}, ResourceTypes: []string{"AWS::IAM::Policy", "AWS::IAM::Role"},
			CapabilitiesReason: "The following resource(s) require capabilities: [AWS::IAM::Policy, AWS::IAM::Role]",
		}},
		{"named role", "Resources: {A: {Type: AWS::IAM::Role, Properties: {RoleName: !Sub '${AWS::StackName}'}}}", Summary{
			Capabilities: []string{CapabilityNamedIAM}, ResourceTypes: []string{"AWS::IAM::Role"},
			CapabilitiesReason: "The following resource(s) require capabilities: [AWS::IAM::Role]",
		}},
		{"transform", "Transform: AWS::Serverless-2016-10-31\nResources: {A: {Type: T}}", Summary{
			Capabilities: []string{CapabilityAutoExpand}, ResourceTypes: []string{"T"}, DeclaredTransforms: []string{TransformServerless},
			CapabilitiesReason: "The following transform(s) require capabilities: [AWS::Serverless-2016-10-31]",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tmpl, err := Parse("t.yaml", []byte(test.src))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, tmpl.Summary()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
