package stack_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// one is a template of one resource with these properties.
func one(properties string) string {
	return "Resources: {A: {Type: Test::Thing::One, Properties: {" + properties + "}}}"
}

func TestNothingIsMadeOfWhatIsWrong(t *testing.T) {
	t.Parallel()
	validation := "Properties validation failed for resource A with message:\n#"
	for name, c := range map[string]struct{ source, message string }{
		"not a template":         {"[", "Template format error: YAML not well-formed."},
		"no resources":           {"Description: x", "Template format error: At least one Resources member must be defined."},
		"an unknown type":        {"Resources: {Mail: {Type: AWS::SES::Template}}", "Template format error: Unrecognized resource types: [AWS::SES::Template] (resources [Mail])"},
		"even if it is not made": {"Conditions: {Never: !Equals [a, b]}\nResources: {A: {Type: Test::Thing::One}, Mail: {Type: AWS::SES::Template, Condition: Never}}", "[AWS::SES::Template]"},
		"an unknown property":    {one("Colour: red"), validation + ": extraneous key [Colour] is not permitted"},
		"a missing one":          {"Resources: {A: {Type: Test::Thing::Rigid}}", validation + ": required key [Needed] not found"},
		"no number":              {one("Size: big"), validation + "/Size: expected type: Integer, found: String"},
		"a list for a string":    {one("Value: [a]"), validation + "/Value: expected type: String, found: JSONArray"},
		"a map for a list":       {one("List: {a: b}"), validation + "/List: expected type: JSONArray, found: JSONObject"},
		"two at once":            {one("Size: big, Colour: red"), "/Size: expected type: Integer, found: String\n#: extraneous key [Colour] is not permitted"},
		"a missing reference":    {one("Value: !Ref B"), "Template format error: Unresolved resource dependencies [B] in the Resources block of the template"},
		"an unknown attribute":   {one("Name: a") + "\nOutputs: {O: {Value: !GetAtt A.Colour}}", "Template error: resource A does not support attribute type Colour in Fn::GetAtt"},
		"a circle":               {"Resources: {A: {Type: Test::Thing::One, Properties: {Value: !Ref B}}, B: {Type: Test::Thing::One, DependsOn: A}}", "Circular dependency between resources: [A, B]"},
		"no value":               {"Parameters: {P: {Type: String}}\n" + one("Value: !Ref P"), "Parameters: [P] must have values"},
		"an unknown transform":   {"Transform: My::Macro\n" + one("Name: a"), "No transform named My::Macro found."},
		"a missing export":       {one("Value: !ImportValue nowhere"), "No export named nowhere found."},
		"a creation policy":      {"Resources: {A: {Type: Test::Thing::One, CreationPolicy: {}}}", "resource type Test::Thing::One does not support CreationPolicy, in the resource A"},
		"a snapshot":             {"Resources: {A: {Type: Test::Thing::One, DeletionPolicy: Snapshot}}", "does not support DeletionPolicy Snapshot"},
		"hidden behind a split": {
			"Resources: {A: {Type: Test::Thing::One}, B: {Type: Test::Thing::One, Properties: {Colour: !Select [3, !Split [\"-\", !Ref A]]}}}",
			"Properties validation failed for resource B with message:\n#: extraneous key [Colour] is not permitted",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			_, err := r.create("demo", c.source)
			wantRefusal(t, err, "ValidationError", c.message)
			if _, err := r.Get(r.ctx, "demo"); err == nil || r.cloud.takeCalls() != nil {
				t.Errorf("something was made: %v", err)
			}
		})
	}
}

func TestCreateRefusesOptions(t *testing.T) {
	t.Parallel()
	yes := awsapi.Ptr("x")
	for name, c := range map[string]struct {
		change  func(*cloudformation.CreateStackInput)
		message string
	}{
		"no template":     {func(in *cloudformation.CreateStackInput) { in.TemplateBody = nil }, "Either Template URL or Template Body must be specified."},
		"a URL":           {func(in *cloudformation.CreateStackInput) { in.TemplateBody, in.TemplateURL = nil, yes }, "S3 is not served"},
		"both":            {func(in *cloudformation.CreateStackInput) { in.TemplateURL = yes }, "Either Template URL or Template Body must be specified."},
		"a long template": {func(in *cloudformation.CreateStackInput) { in.TemplateBody = awsapi.Ptr(strings.Repeat("x", 51201)) }, "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200"},
		"a role":          {func(in *cloudformation.CreateStackInput) { in.RoleARN = yes }, "RoleARN is not supported"},
		"a policy":        {func(in *cloudformation.CreateStackInput) { in.StackPolicyBody = yes }, "Stack policies are not supported"},
		"types":           {func(in *cloudformation.CreateStackInput) { in.ResourceTypes = []string{"AWS::*"} }, "ResourceTypes is not supported"},
		"two ways to fail": {func(in *cloudformation.CreateStackInput) {
			in.OnFailure, in.DisableRollback = awsapi.Ptr("DELETE"), awsapi.Ptr(true)
		}, "either OnFailure or DisableRollback"},
		"unknown parameter": {func(in *cloudformation.CreateStackInput) {
			in.Parameters = []cloudformation.Parameter{{ParameterKey: yes, ParameterValue: yes}}
		}, "Parameters: [x] do not exist in the template"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			_, err := r.create("demo", one("Name: a"), c.change)
			wantRefusal(t, err, "ValidationError", c.message)
		})
	}
}

func TestCoercions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", one(`Name: n, Value: 60, Other: true, Size: "7", List: single, Tags: {count: 3}`))
	want := `{"List":["single"],"Name":"n","Other":"true","Size":7,"Tags":{"count":"3"},"Value":"60"}`
	if got := r.cloud.things["A-1"]; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNoEchoIsNeverShown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	source := "Parameters: {P: {Type: String, NoEcho: true}, Q: {Type: String, Default: open}}\n" + one(`Value: !Sub "${P}!${Q}", Name: a`)
	st := r.mustCreate("demo", source, func(in *cloudformation.CreateStackInput) {
		in.Parameters = []cloudformation.Parameter{{ParameterKey: awsapi.Ptr("P"), ParameterValue: awsapi.Ptr(`s3"cret`)}}
	})
	if got := r.cloud.things["A-1"]; got != `{"Name":"a","Value":"s3\"cret!open"}` {
		t.Errorf("made of %s", got)
	}
	events, err := r.History(r.ctx, st, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	masked := 0
	for _, e := range events {
		if strings.Contains(e.Properties, "cret") {
			t.Errorf("event shows %s", e.Properties)
		}
		if e.Properties == `{"Value":"****!open","Name":"a"}` {
			masked++
		}
	}
	if masked == 0 {
		t.Error("no event shows the masked properties")
	}
}

func TestUsePreviousValue(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := func(value *string, previous bool) []cloudformation.Parameter {
		return []cloudformation.Parameter{{ParameterKey: awsapi.Ptr("P"), ParameterValue: value, UsePreviousValue: &previous}}
	}
	source := "Parameters: {P: {Type: String}, R: {Type: String, Default: r}}\n" + one(`Name: a, Value: !Ref P, Other: !Ref R`)
	r.mustCreate("demo", source, func(in *cloudformation.CreateStackInput) { in.Parameters = p(awsapi.Ptr("v"), false) })
	err := r.update("demo", strings.Replace(source, "Default: r", "Default: s", 1), func(in *cloudformation.UpdateStackInput) { in.Parameters = p(nil, true) })
	if err != nil {
		t.Fatal(err)
	}
	if got := r.cloud.things["A-1"]; got != `{"Name":"a","Other":"s","Value":"v"}` {
		t.Errorf("made of %s", got)
	}
	err = r.update("demo", source, func(in *cloudformation.UpdateStackInput) { in.Parameters = p(awsapi.Ptr("x"), true) })
	wantRefusal(t, err, "ValidationError", "Invalid input for parameter key P")
	err = r.update("demo", "", func(in *cloudformation.UpdateStackInput) {
		in.TemplateBody, in.UsePreviousTemplate, in.Parameters = nil, awsapi.Ptr(true), p(awsapi.Ptr("w"), false)
	})
	if err != nil || !strings.Contains(r.cloud.things["A-1"], `"Value":"w"`) {
		t.Errorf("%v: %s", err, r.cloud.things["A-1"])
	}
}

func TestTransform(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Transform = func(_ context.Context, name string, root *template.Value) (*template.Value, error) {
		if name != "My::Macro" {
			return nil, stack.ErrNoTransform
		}
		out, err := template.ParseValue("out", []byte(one("Name: made")))
		out.Fields = append(out.Fields, template.Field{Key: "Transform", Value: root.Get("Transform")})
		return out, err
	}
	source := "Transform: My::Macro\nResources: {A: {Type: My::Own}}"
	_, err := r.create("demo", source)
	wantRefusal(t, err, "InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_AUTO_EXPAND]")
	st := r.mustCreate("demo", source, func(in *cloudformation.CreateStackInput) { in.Capabilities = []string{"CAPABILITY_AUTO_EXPAND"} })
	r.wantStatus(st, stack.CreateComplete)
	processed, err := r.Processed(r.ctx, st.Template)
	if err != nil || !strings.Contains(processed, `"Name":"made"`) || st.Template != source {
		t.Errorf("processed %s, %v", processed, err)
	}
	_, err = r.create("other", strings.Replace(source, "My::Macro", "Their::Macro", 1))
	wantRefusal(t, err, "ValidationError", "No transform named Their::Macro found.")
}

func TestExportsAndImports(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("giver", chain)
	taker := one("Name: t, Value: !ImportValue last")
	r.wantStatus(r.mustCreate("taker", taker), stack.CreateComplete)
	names, err := r.Importers(r.ctx, "last")
	if diff := cmp.Diff([]string{"taker"}, names); diff != "" || err != nil {
		t.Errorf("importers (-want +got):\n%s %v", diff, err)
	}
	r.delete("giver")
	giver := r.get("giver")
	r.wantStatus(giver, stack.DeleteFailed)
	if giver.StatusReason != "Export last cannot be deleted as it is in use by taker" {
		t.Errorf("reason %q", giver.StatusReason)
	}
	r.wantStatus(r.mustCreate("thief", strings.Replace(chain, "Name: a", "Name: z", 1)), stack.RollbackComplete)
	story := strings.Join(r.story(r.get("thief")), "\n")
	if !strings.Contains(story, "Export with name last is already exported by stack giver.") {
		t.Error(story)
	}
	exports, err := r.Exports(r.ctx)
	if diff := cmp.Diff([]stack.Export{{"last", "arn:thing:C-3", giver.ID}}, exports); diff != "" || err != nil {
		t.Errorf("exports (-want +got):\n%s %v", diff, err)
	}
	r.delete("taker")
	r.delete("giver")
	if exports, _ := r.Exports(r.ctx); exports != nil {
		t.Errorf("exports %v", exports)
	}
	_, err = r.Importers(r.ctx, "last")
	wantRefusal(t, err, "ValidationError", "Export 'last' is not imported by any stack.")
}
