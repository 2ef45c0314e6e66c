package stack_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
)

func (r *rig) propose(name, kind, source string) (*stack.ChangeSet, error) {
	return r.CreateChangeSet(r.ctx, &cloudformation.CreateChangeSetInput{
		StackName: awsapi.Ptr("demo"), ChangeSetName: &name, ChangeSetType: &kind, TemplateBody: &source,
	})
}

func (r *rig) mustPropose(name, kind, source string) *stack.ChangeSet {
	r.t.Helper()
	c, err := r.propose(name, kind, source)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

func (r *rig) execute(c *stack.ChangeSet) error {
	return r.ExecuteChangeSet(r.ctx, &cloudformation.ExecuteChangeSetInput{ChangeSetName: &c.ID})
}

// outline tells changes in a line each.
func outline(c *stack.ChangeSet) []string {
	var lines []string
	for _, change := range c.Changes {
		rc := change.ResourceChange
		line := strings.Join([]string{*rc.Action, *rc.LogicalResourceId, awsapi.Val(rc.PhysicalResourceId), awsapi.Val(rc.Replacement)}, " ")
		for _, d := range rc.Details {
			line += " " + strings.Join([]string{*d.Target.Attribute, awsapi.Val(d.Target.Name), *d.Target.RequiresRecreation, *d.Evaluation}, "/")
		}
		lines = append(lines, line)
	}
	return lines
}

func TestChangeSetCreatesAndUpdates(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	c := r.mustPropose("first", "CREATE", before)
	r.wantStatus(r.get("demo"), stack.ReviewInProgress)
	if diff := cmp.Diff([]string{"Add A  ", "Add B  ", "Add Gone  "}, outline(c)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if calls := r.cloud.takeCalls(); calls != nil {
		t.Errorf("a change set made %v", calls)
	}
	if err := r.execute(c); err != nil {
		t.Fatal(err)
	}
	st := r.get("demo")
	r.wantStatus(st, stack.CreateComplete)
	if st.ChangeSetID != c.ID {
		t.Errorf("change set id %q", st.ChangeSetID)
	}
	want := []string{"demo REVIEW_IN_PROGRESS: User Initiated", "demo CREATE_IN_PROGRESS: User Initiated"}
	if diff := cmp.Diff(want, r.story(st)[:2]); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	c, err := r.ChangeSet(r.ctx, "first", "demo")
	if err != nil || c.ExecutionStatus != "EXECUTE_COMPLETE" {
		t.Errorf("%+v %v", c, err)
	}
	other := r.mustPropose("other", "UPDATE", added)
	c = r.mustPropose("second", "UPDATE", replacedA)
	if diff := cmp.Diff([]string{
		"Modify A A-1 True Properties/Kind/Always/Static",
		"Modify B B-2 False Properties/Value/Never/Dynamic",
	}, outline(c)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if err := r.execute(c); err != nil {
		t.Fatal(err)
	}
	r.wantStatus(r.get("demo"), stack.UpdateComplete)
	wantRefusal(t, r.execute(other), "ChangeSetNotFound", "does not exist")
	wantRefusal(t, r.execute(c), "InvalidChangeSetStatus", "cannot be executed in its current status of [EXECUTE_COMPLETE]")
}

func TestChangeSetOfAFailure(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", before)
	c := r.mustPropose("cs", "UPDATE", added)
	if diff := cmp.Diff([]string{"Modify A A-1 False Properties/Value/Never/Static", "Remove Gone Gone-3 ", "Add New  "}, outline(c)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	r.cloud.fail["create New"] = refused("no")
	if err := r.execute(c); err != nil {
		t.Fatal(err)
	}
	r.wantStatus(r.get("demo"), stack.UpdateRollbackComplete)
	c, err := r.ChangeSet(r.ctx, c.ID, "")
	if err != nil || c.ExecutionStatus != "EXECUTE_FAILED" {
		t.Errorf("%+v %v", c, err)
	}
}

func TestChangeSetWithoutChanges(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", before)
	c := r.mustPropose("same", "UPDATE", before)
	want := "The submitted information didn't contain changes. Submit different information to create a change set."
	if c.Status != "FAILED" || c.StatusReason != want || c.ExecutionStatus != "UNAVAILABLE" {
		t.Errorf("%s %q %s", c.Status, c.StatusReason, c.ExecutionStatus)
	}
	wantRefusal(t, r.execute(c), "InvalidChangeSetStatus", "cannot be executed in its current status of [FAILED]")
	if err := r.DeleteChangeSet(r.ctx, "same", "demo"); err != nil {
		t.Fatal(err)
	}
	_, err := r.ChangeSet(r.ctx, "same", "demo")
	wantRefusal(t, err, "ChangeSetNotFound", "ChangeSet [same] does not exist")
	if err := r.DeleteChangeSet(r.ctx, "same", "demo"); err != nil {
		t.Errorf("deleting again: %v", err)
	}
}

func TestChangeSetRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.propose("cs", "UPDATE", before)
	wantRefusal(t, err, "ValidationError", "Stack [demo] does not exist")
	_, err = r.propose("cs", "CREATE", one("Colour: red"))
	wantRefusal(t, err, "ValidationError", "extraneous key [Colour]")
	if _, err := r.Get(r.ctx, "demo"); err == nil {
		t.Error("a refused change set leaves a stack")
	}
	_, err = r.propose("cs", "IMPORT", before)
	wantRefusal(t, err, "ValidationError", "Importing resources is not supported")
	r.mustCreate("demo", before)
	_, err = r.propose("cs", "CREATE", before)
	wantRefusal(t, err, "ValidationError", "Stack [demo] already exists and cannot be created again with the changeSet [cs].")
	r.mustPropose("cs", "UPDATE", added)
	_, err = r.propose("cs", "UPDATE", added)
	wantRefusal(t, err, "AlreadyExistsException", "ChangeSet cs already exists")
	_, err = r.ChangeSet(r.ctx, "cs", "")
	wantRefusal(t, err, "ValidationError", "StackName must be specified")
	_, err = r.ChangeSet(r.ctx, "arn:aws:cloudformation:eu-west-1:111111111111:changeSet/cs/1", "")
	wantRefusal(t, err, "ChangeSetNotFound", "does not exist")
}

func TestReviewedStackCanBeDeleted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	c := r.mustPropose("cs", "CREATE", before)
	r.mustPropose("again", "CREATE", chain)
	r.delete("demo")
	r.wantStatus(r.get(c.StackID), stack.DeleteComplete)
	if list, err := r.ChangeSets(r.ctx, c.StackID); err != nil || len(list) > 0 {
		t.Errorf("change sets %v, %v", list, err)
	}
}
