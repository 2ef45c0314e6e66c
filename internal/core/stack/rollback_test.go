package stack_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// fork is A, then B and C side by side, then D.
const fork = `
Resources:
  A: {Type: "Test::Thing::One"}
  B: {Type: "Test::Thing::One", Properties: {Value: !Ref A}}
  C: {Type: "Test::Thing::One", Properties: {Value: !Ref A}}
  D: {Type: "Test::Thing::One", Properties: {Value: !Sub "${B}${C}"}}
`

func TestCreateRollsBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fail   map[string]error
		change func(*cloudformation.CreateStackInput)
		status stack.Status
		reason string
		left   []string
		calls  []string
	}{
		"the first fails": {
			fail: map[string]error{"create A": refused("no")}, status: stack.RollbackComplete,
			calls: []string{"create A"},
		},
		"one of two side by side": {
			fail: map[string]error{"create B": refused("no")}, status: stack.RollbackComplete,
			calls: []string{"create A", "create B", "delete A"},
		},
		"the last": {
			fail: map[string]error{"create D": refused("no")}, status: stack.RollbackComplete,
			calls: []string{"create A", "create B", "create C", "create D", "delete B", "delete C", "delete A"},
		},
		"the rollback fails too": {
			fail: map[string]error{"create D": refused("no"), "delete B": refused("stuck")}, status: stack.RollbackFailed,
			reason: "The following resource(s) failed to delete: [B]. ", left: []string{"A-1", "B-2"},
			calls: []string{"create A", "create B", "create C", "create D", "delete B", "delete C"},
		},
		"nothing is to be done": {
			fail:   map[string]error{"create D": refused("no")},
			change: func(in *cloudformation.CreateStackInput) { in.DisableRollback = awsapi.Ptr(true) },
			status: stack.CreateFailed, reason: "The following resource(s) failed to create: [D]. ",
			left:  []string{"A-1", "B-2", "C-3"},
			calls: []string{"create A", "create B", "create C", "create D"},
		},
		"deletion is to follow": {
			fail:   map[string]error{"create B": refused("no")},
			change: func(in *cloudformation.CreateStackInput) { in.OnFailure = awsapi.Ptr("DELETE") },
			status: stack.DeleteComplete,
			calls:  []string{"create A", "create B", "delete A"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.fail = c.fail
			change := c.change
			if change == nil {
				change = func(*cloudformation.CreateStackInput) {}
			}
			st, err := r.create("demo", fork, change)
			if err != nil {
				t.Fatal(err)
			}
			st = r.get(st.ID)
			r.wantStatus(st, c.status)
			if st.StatusReason != c.reason {
				t.Errorf("reason %q, want %q", st.StatusReason, c.reason)
			}
			if diff := cmp.Diff(c.calls, r.cloud.takeCalls()); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.left, r.cloud.left()); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRollbackIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.fail["create B"] = refused("The thing is wrong.")
	st := r.mustCreate("demo", fork)
	got := r.story(st)
	i := slices.IndexFunc(got, func(line string) bool { return strings.HasPrefix(line, "B CREATE_FAILED") })
	if i < 0 || !strings.HasPrefix(got[i], "B CREATE_FAILED: The thing is wrong. (Service: Things, Status Code: 400, Request ID: ") {
		t.Fatalf("no failure with the service's words in\n%s", strings.Join(got, "\n"))
	}
	got[i] = "B CREATE_FAILED"
	want := []string{
		"demo CREATE_IN_PROGRESS: User Initiated",
		"A CREATE_IN_PROGRESS", "A CREATE_IN_PROGRESS: Resource creation Initiated", "A CREATE_COMPLETE",
		"B CREATE_IN_PROGRESS", "C CREATE_IN_PROGRESS",
		"B CREATE_FAILED", "C CREATE_FAILED: Resource creation cancelled",
		"demo ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [B, C]. Rollback requested by user.",
		"B DELETE_COMPLETE", "C DELETE_COMPLETE",
		"A DELETE_IN_PROGRESS", "A DELETE_COMPLETE",
		"demo ROLLBACK_COMPLETE",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestInternalErrorsAreNotShown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.fail["create A"] = errCrash
	st := r.mustCreate("demo", "Resources: {A: {Type: Test::Thing::One}}")
	story := strings.Join(r.story(st), "\n")
	if !strings.Contains(story, "A CREATE_FAILED: Internal Failure") || strings.Contains(story, errCrash.Error()) {
		t.Errorf("told\n%s", story)
	}
	if len(r.reported) != 1 || !strings.Contains(r.reported[0].Error(), errCrash.Error()) {
		t.Errorf("reported %v", r.reported)
	}
}

func TestDeleteFailsAndGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", fork)
	r.cloud.fail["delete C"] = refused("in use")
	r.delete("demo")
	st := r.get("demo")
	r.wantStatus(st, stack.DeleteFailed)
	if st.StatusReason != "The following resource(s) failed to delete: [C]. " {
		t.Errorf("reason %q", st.StatusReason)
	}
	if diff := cmp.Diff([]string{"A-1", "C-3"}, r.cloud.left()); diff != "" {
		t.Errorf("what C needs must stay (-want +got):\n%s", diff)
	}
	err := r.Delete(r.ctx, &cloudformation.DeleteStackInput{StackName: awsapi.Ptr("demo"), RetainResources: []string{"C"}})
	if err != nil {
		t.Fatal(err)
	}
	r.wantStatus(r.get(st.ID), stack.DeleteComplete)
	if diff := cmp.Diff([]string{"C-3"}, r.cloud.left()); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

func TestDeletionPolicies(t *testing.T) {
	t.Parallel()
	source := `
Resources:
  Kept: {Type: "Test::Thing::One", DeletionPolicy: Retain}
  Made: {Type: "Test::Thing::One", DeletionPolicy: RetainExceptOnCreate}
  Last: {Type: "Test::Thing::One", DependsOn: [Kept, Made]}
`
	for name, c := range map[string]struct {
		fail bool
		left []string
	}{
		"deletion keeps both":     {false, []string{"Kept-1", "Made-2"}},
		"a rollback keeps Retain": {true, []string{"Kept-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if c.fail {
				r.cloud.fail["create Last"] = refused("no")
			}
			r.mustCreate("demo", source)
			if !c.fail {
				r.delete("demo")
			}
			if diff := cmp.Diff(c.left, r.cloud.left()); diff != "" {
				t.Errorf("left (-want +got):\n%s", diff)
			}
		})
	}
}
