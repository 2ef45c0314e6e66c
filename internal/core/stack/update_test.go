package stack_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
)

const before = `
Resources:
  A: {Type: "Test::Thing::One", Properties: {Name: a, Value: one, Kind: x}}
  B: {Type: "Test::Thing::One", Properties: {Name: b, Value: !Ref A}}
  Gone: {Type: "Test::Thing::One", Properties: {Name: gone, Value: !Ref B}}
Outputs: {B: {Value: !GetAtt B.Arn}}
`

const added = `
Resources:
  A: {Type: "Test::Thing::One", Properties: {Name: a, Value: two, Kind: x}}
  B: {Type: "Test::Thing::One", Properties: {Name: b, Value: !Ref A}}
  New: {Type: "Test::Thing::One", Properties: {Name: new, Value: !Ref B}}
Outputs: {B: {Value: !GetAtt New.Arn}}
`

var replacedA = strings.Replace(before, "Kind: x", "Kind: y", 1)

func TestUpdate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source string
		fail   map[string]error
		status stack.Status
		calls  []string
		left   []string
	}{
		"add, change and remove": {
			source: added, status: stack.UpdateComplete,
			calls: []string{"update A", "create New", "delete Gone"}, left: []string{"A-1", "B-2", "New-4"},
		},
		"replace, and change who refers to it": {
			source: replacedA, status: stack.UpdateComplete,
			calls: []string{"create A", "update B", "delete A"}, left: []string{"A-4", "B-2", "Gone-3"},
		},
		"the update fails": {
			source: added, fail: map[string]error{"create New": refused("no")}, status: stack.UpdateRollbackComplete,
			calls: []string{"update A", "create New", "update A"}, left: []string{"A-1", "B-2", "Gone-3"},
		},
		"a replacement fails later": {
			source: replacedA, fail: map[string]error{"update B": refused("no")}, status: stack.UpdateRollbackFailed,
			calls: []string{"create A", "update B", "update B"}, left: []string{"A-1", "A-4", "B-2", "Gone-3"},
		},
		"the replacement itself fails": {
			source: replacedA, fail: map[string]error{"create A": refused("no")}, status: stack.UpdateRollbackComplete,
			calls: []string{"create A"}, left: []string{"A-1", "B-2", "Gone-3"},
		},
		"the cleanup fails": {
			source: added, fail: map[string]error{"delete Gone": refused("no")}, status: stack.UpdateComplete,
			calls: []string{"update A", "create New", "delete Gone"}, left: []string{"A-1", "B-2", "Gone-3", "New-4"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.mustCreate("demo", before)
			was := r.cloud.things["A-1"]
			r.cloud.takeCalls()
			for call, err := range c.fail {
				r.cloud.fail[call] = err
			}
			if err := r.update("demo", c.source); err != nil {
				t.Fatal(err)
			}
			st := r.get("demo")
			r.wantStatus(st, c.status)
			if diff := cmp.Diff(c.calls, r.cloud.takeCalls()); diff != "" {
				t.Errorf("calls (-want +got):\n%s\n%s", diff, strings.Join(r.story(st), "\n"))
			}
			if diff := cmp.Diff(c.left, r.cloud.left()); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
			rolledBack := c.status != stack.UpdateComplete
			if rolledBack && (r.cloud.things["A-1"] != was || st.Template != before) {
				t.Errorf("after the rollback A is %s and the template\n%s", r.cloud.things["A-1"], st.Template)
			}
			if !rolledBack && st.Template != c.source {
				t.Errorf("template\n%s", st.Template)
			}
			clear(r.cloud.fail)
			if c.status == stack.UpdateRollbackFailed {
				if err := r.ContinueUpdateRollback(r.ctx, &cloudformation.ContinueUpdateRollbackInput{StackName: &st.Name}); err != nil {
					t.Fatal(err)
				}
				r.wantStatus(r.get("demo"), stack.UpdateRollbackComplete)
				if diff := cmp.Diff([]string{"A-1", "B-2", "Gone-3"}, r.cloud.left()); diff != "" {
					t.Errorf("left after going on (-want +got):\n%s", diff)
				}
			}
			r.delete("demo")
			if left := r.cloud.left(); len(left) > 0 {
				t.Errorf("left after deletion: %v", left)
			}
		})
	}
}

func TestUpdateIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", before)
	told := len(r.story(r.get("demo")))
	if err := r.update("demo", strings.Replace(replacedA, "Value: !Ref B", "Value: fixed", 1)); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"demo UPDATE_IN_PROGRESS: User Initiated",
		"A UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.",
		"Gone UPDATE_IN_PROGRESS",
		"A UPDATE_IN_PROGRESS: Resource creation Initiated",
		"A UPDATE_COMPLETE",
		"Gone UPDATE_COMPLETE",
		"B UPDATE_IN_PROGRESS", "B UPDATE_COMPLETE",
		"demo UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
		"A DELETE_IN_PROGRESS", "A DELETE_COMPLETE",
		"demo UPDATE_COMPLETE",
	}
	if diff := cmp.Diff(want, r.story(r.get("demo"))[told:]); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	for _, id := range []string{"A", "B"} {
		row, err := r.Resource(r.ctx, r.get("demo"), id)
		if err != nil || row.Status != stack.UpdateComplete || row.Before != nil || len(row.Old) != 0 {
			t.Errorf("%s: %+v, %v", id, row, err)
		}
	}
}

func TestUpdateRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source  string
		stack   string
		message string
	}{
		"nothing new":      {source: before, message: "No updates are to be performed."},
		"nobody's stack":   {source: before, stack: "other", message: "Stack with id other does not exist"},
		"another type":     {source: strings.Replace(before, `A: {Type: "Test::Thing::One", Properties: {Name: a, Value: one, Kind: x}`, `A: {Type: "Test::Thing::Rigid", Properties: {Needed: n}`, 1), message: "Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]"},
		"an unknown type":  {source: strings.Replace(before, "Test::Thing::One", "AWS::SNS::Topic", 1), message: "Unrecognized resource types: [AWS::SNS::Topic] (resources [A])"},
		"a wrong property": {source: strings.Replace(before, "Kind: x", "Sort: x", 1), message: "#: extraneous key [Sort] is not permitted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.mustCreate("demo", before)
			r.cloud.takeCalls()
			name := "demo"
			if c.stack != "" {
				name = c.stack
			}
			wantRefusal(t, r.update(name, c.source), "ValidationError", c.message)
			if calls := r.cloud.takeCalls(); calls != nil {
				t.Errorf("called %v", calls)
			}
			r.wantStatus(r.get("demo"), stack.CreateComplete)
		})
	}
}

func TestFixedProperty(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	source := "Resources: {A: {Type: Test::Thing::One, Properties: {Fixed: a}}}"
	r.mustCreate("demo", source)
	if err := r.update("demo", strings.Replace(source, "Fixed: a", "Fixed: b", 1)); err != nil {
		t.Fatal(err)
	}
	r.wantStatus(r.get("demo"), stack.UpdateRollbackComplete)
	if story := strings.Join(r.story(r.get("demo")), "\n"); !strings.Contains(story, "Updates are not allowed for property - Fixed.") {
		t.Error(story)
	}
}

func TestOutputsAndTagsAloneAreAnUpdate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", before)
	if err := r.update("demo", strings.Replace(before, "!GetAtt B.Arn", "!Ref B", 1)); err != nil {
		t.Fatal(err)
	}
	if st := r.get("demo"); st.Status != stack.UpdateComplete || st.Outputs[0].Value != "B-2" {
		t.Errorf("%s %v", st.Status, st.Outputs)
	}
	r.cloud.takeCalls()
	err := r.update("demo", r.get("demo").Template, func(in *cloudformation.UpdateStackInput) {
		in.Tags = []cloudformation.Tag{{Key: awsapi.Ptr("team"), Value: awsapi.Ptr("blue")}}
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"update A", "update B", "update Gone"}, r.cloud.takeCalls()); diff != "" {
		t.Errorf("the stack's tags reach its resources (-want +got):\n%s", diff)
	}
	if !strings.Contains(r.cloud.things["A-1"], `"Tags":{"team":"blue"}`) {
		t.Errorf("A is %s", r.cloud.things["A-1"])
	}
}

func TestCancelUpdate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", before)
	wantRefusal(t, r.CancelUpdate(r.ctx, "demo"), "ValidationError", "CancelUpdateStack cannot be called from current stack status")
	r.cloud.hook = func(call string, done bool) error {
		if call == "create A" && done {
			return r.CancelUpdate(r.ctx, "demo")
		}
		return nil
	}
	if err := r.update("demo", replacedA); err != nil {
		t.Fatal(err)
	}
	r.wantStatus(r.get("demo"), stack.UpdateRollbackComplete)
	if diff := cmp.Diff([]string{"A-1", "B-2", "Gone-3"}, r.cloud.left()); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}
