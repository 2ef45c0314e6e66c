package stack_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/core/stack"
)

const chain = `
Resources:
  C: {Type: "Test::Thing::One", Properties: {Value: !Sub "${B.Arn}!", Size: "3"}}
  A: {Type: "Test::Thing::One", Properties: {Name: a}}
  B: {Type: "Test::Thing::One", Properties: {Name: b, Value: !Ref A}}
Outputs:
  Last: {Value: !GetAtt C.Arn, Description: the last, Export: {Name: last}}
`

func TestCreateAndDeleteInOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := r.mustCreate("demo", chain)
	r.wantStatus(st, stack.CreateComplete)
	if diff := cmp.Diff([]string{"create A", "create B", "create C"}, r.cloud.takeCalls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if want := []stack.Output{{"Last", "arn:thing:C-3", "the last", "last"}}; !cmp.Equal(want, st.Outputs) {
		t.Errorf("outputs %v", st.Outputs)
	}
	begun := "Resource creation Initiated"
	want := []string{
		"demo CREATE_IN_PROGRESS: User Initiated",
		"A CREATE_IN_PROGRESS", "A CREATE_IN_PROGRESS: " + begun, "A CREATE_COMPLETE",
		"B CREATE_IN_PROGRESS", "B CREATE_IN_PROGRESS: " + begun, "B CREATE_COMPLETE",
		"C CREATE_IN_PROGRESS", "C CREATE_IN_PROGRESS: " + begun, "C CREATE_COMPLETE",
		"demo CREATE_COMPLETE",
	}
	if diff := cmp.Diff(want, r.story(st)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	r.delete("demo")
	if diff := cmp.Diff([]string{"delete C", "delete B", "delete A"}, r.cloud.takeCalls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	gone, err := r.Get(r.ctx, st.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.wantStatus(gone, stack.DeleteComplete)
	if _, err := r.Get(r.ctx, "demo"); err == nil {
		t.Error("a deleted stack must not be found by name")
	}
}
