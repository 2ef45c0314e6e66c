package stack_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
)

func TestCallsAreMadeByTheRole(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Assume = func(ctx context.Context, role string) (context.Context, error) {
		if role != "arn:deployer" {
			return nil, refused("You may not assume " + role)
		}
		request := awsapi.RequestFrom(ctx)
		request.Caller = awsapi.Caller{Kind: awsapi.AssumedRole, ARN: role}
		return awsapi.WithRequest(ctx, request), nil
	}
	var callers, ids []string
	r.cloud.by = func(ctx context.Context) {
		callers, ids = append(callers, awsapi.RequestFrom(ctx).Caller.ARN), append(ids, awsapi.RequestFrom(ctx).ID)
	}
	role := func(arn string) func(*cloudformation.CreateStackInput) {
		return func(in *cloudformation.CreateStackInput) { in.RoleARN = &arn }
	}
	_, err := r.create("demo", chain, role("arn:other"))
	wantRefusal(t, err, "InvalidThing", "You may not assume arn:other")
	r.wantStatus(r.mustCreate("demo", chain, role("arn:deployer")), stack.CreateComplete)
	r.delete("demo")
	if len(callers) != 6 || len(slices.Compact(callers)) != 1 || callers[0] != "arn:deployer" {
		t.Errorf("callers %v", callers)
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != 6 {
		t.Errorf("each call has an id of its own: %v", ids)
	}
}

func TestUpdateReplacePolicy(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	source := `Resources: {A: {Type: Test::Thing::One, UpdateReplacePolicy: Retain, Properties: {Kind: x}}}`
	r.mustCreate("demo", source)
	if err := r.update("demo", strings.Replace(source, "Kind: x", "Kind: y", 1)); err != nil {
		t.Fatal(err)
	}
	r.wantStatus(r.get("demo"), stack.UpdateComplete)
	if diff := cmp.Diff([]string{"A-1", "A-2"}, r.cloud.left()); diff != "" {
		t.Errorf("the old one is kept (-want +got):\n%s", diff)
	}
}

func TestRigidTypesAreReplaced(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	source := `
Resources:
  A: {Type: "Test::Thing::Rigid", Properties: {Needed: x}}
  B: {Type: "Test::Thing::Rigid", Properties: {Needed: !Ref A}}
`
	r.mustCreate("demo", source)
	changed := strings.Replace(source, "Needed: x", "Needed: y", 1)
	c := r.mustPropose("cs", "UPDATE", changed)
	want := []string{"Modify A A-1 True Properties/Needed/Always/Static", "Modify B B-2 Conditional Properties/Needed/Always/Dynamic"}
	if diff := cmp.Diff(want, outline(c)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	r.cloud.takeCalls()
	if err := r.update("demo", changed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"create A", "create B", "delete B", "delete A"}, r.cloud.takeCalls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	wantRefusal(t, r.execute(c), "ChangeSetNotFound", "does not exist") // void: the stack is another now
}

func TestGeneratedNameStays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	source := `Resources: {A: {Type: Test::Thing::One, Properties: {Value: one}}}`
	r.mustCreate("demo", source)
	name := r.cloud.things["A-1"]
	if !strings.Contains(name, `"Name":"demo-A-`) {
		t.Fatalf("A is %s", name)
	}
	if err := r.update("demo", strings.Replace(source, "one", "two", 1)); err != nil {
		t.Fatal(err)
	}
	if got, want := r.cloud.things["A-1"], strings.Replace(name, "one", "two", 1); got != want {
		t.Errorf("A is %s, want %s", got, want)
	}
}

func TestWhatCannotBeFoundFails(t *testing.T) {
	t.Parallel()
	store, c := openStore(t), newCloud()
	first := rigOver(t, store, c)
	ctx, stop := context.WithCancel(t.Context())
	first.Service.Background = func(work func(context.Context)) { work(ctx) }
	c.hook = func(call string, done bool) error {
		if call == "create B" && done {
			stop()
			return ctx.Err()
		}
		return nil
	}
	first.mustCreate("demo", fork)
	c.hook = nil
	second := rigOver(t, store, c)
	for i := range second.Types {
		second.Types[i].Find = func(context.Context, *stack.Step) ([]string, error) { return nil, refused("I do not tell") }
	}
	if err := second.Resume(second.ctx); err != nil {
		t.Fatal(err)
	}
	st := second.get("demo")
	second.wantStatus(st, stack.RollbackFailed)
	if story := strings.Join(second.story(st), "\n"); !strings.Contains(story, "B DELETE_FAILED: I do not tell (Service: Things") {
		t.Error(story)
	}
}
