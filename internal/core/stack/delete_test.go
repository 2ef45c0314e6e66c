package stack_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
)

func TestTerminationProtection(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", chain, func(in *cloudformation.CreateStackInput) { in.EnableTerminationProtection = awsapi.Ptr(true) })
	err := r.Delete(r.ctx, &cloudformation.DeleteStackInput{StackName: awsapi.Ptr("demo")})
	wantRefusal(t, err, "ValidationError", "Stack [demo] cannot be deleted while TerminationProtection is enabled")
	if _, err := r.Protect(r.ctx, "demo", false); err != nil {
		t.Fatal(err)
	}
	r.delete("demo")
	if left := r.cloud.left(); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func TestDeleteWhatIsNotThere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.delete("nobody")
	st := r.mustCreate("demo", chain)
	r.delete("demo")
	r.delete(st.ID)
	_, err := r.Get(r.ctx, "demo")
	wantRefusal(t, err, "ValidationError", "Stack with id demo does not exist")
}

func TestDeleteWhileCreating(t *testing.T) {
	t.Parallel()
	for _, last := range []string{"create A", "create D"} {
		t.Run(last, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.hook = func(call string, done bool) error {
				if call == last && done {
					return r.Delete(r.ctx, &cloudformation.DeleteStackInput{StackName: awsapi.Ptr("demo")})
				}
				return nil
			}
			st, err := r.create("demo", fork)
			if err != nil {
				t.Fatal(err)
			}
			r.wantStatus(r.get(st.ID), stack.DeleteComplete)
			if left := r.cloud.left(); len(left) > 0 {
				t.Errorf("left %v", left)
			}
		})
	}
}

func TestOneOperationAtATime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := r.mustCreate("demo", before)
	r.holding = true
	if err := r.update("demo", added); err != nil {
		t.Fatal(err)
	}
	busy := "Stack:" + st.ID + " is in UPDATE_IN_PROGRESS state and can not be "
	wantRefusal(t, r.update("demo", added), "ValidationError", busy+"updated.")
	wantRefusal(t, r.Delete(r.ctx, &cloudformation.DeleteStackInput{StackName: awsapi.Ptr("demo")}), "ValidationError", busy+"deleted.")
	_, err := r.create("demo", chain)
	wantRefusal(t, err, "AlreadyExistsException", "Stack [demo] already exists")
	for _, work := range r.work {
		work(t.Context())
	}
	r.wantStatus(r.get("demo"), stack.UpdateComplete)
}

func TestStacksOfOthersAreNotThere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	st := r.mustCreate("demo", chain)
	for name, request := range map[string]awsapi.Request{
		"another account": {AccountID: "111111111111", Region: "eu-west-1"},
		"another region":  {AccountID: "000000000000", Region: "us-east-1"},
	} {
		ctx := awsapi.WithRequest(t.Context(), request)
		for _, id := range []string{"demo", st.ID} {
			if _, err := r.Get(ctx, id); err == nil {
				t.Errorf("%s sees %s", name, id)
			}
			if err := r.Delete(ctx, &cloudformation.DeleteStackInput{StackName: &id}); err != nil {
				t.Error(err)
			}
		}
		if list, err := r.List(ctx); err != nil || len(list) > 0 {
			t.Errorf("%s lists %v, %v", name, list, err)
		}
	}
	r.wantStatus(r.get("demo"), stack.CreateComplete)
}

func TestSideBySide(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Service.Run = func(ctx context.Context, work ...func(context.Context) error) error {
		errs := make([]error, len(work))
		var wait sync.WaitGroup
		for i, do := range work {
			wait.Go(func() { errs[i] = do(ctx) })
		}
		wait.Wait()
		return errors.Join(errs...)
	}
	var wide strings.Builder
	wide.WriteString("Resources:\n")
	for i := range 30 {
		fmt.Fprintf(&wide, "  R%d: {Type: \"Test::Thing::One\", Properties: {Value: \"%d\"}}\n", i, i)
	}
	r.wantStatus(r.mustCreate("demo", wide.String()), stack.CreateComplete)
	if n := len(r.cloud.left()); n != 30 {
		t.Errorf("%d things", n)
	}
	r.cloud.fail["update R7"] = refused("no")
	if err := r.update("demo", strings.ReplaceAll(wide.String(), "Value:", "Other:")); err != nil {
		t.Fatal(err)
	}
	r.story(r.get("demo"))
	r.delete("demo")
	if diff := cmp.Diff([]string(nil), r.cloud.left()); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	now := r.Now()
	r.Service.Now = func() time.Time { return now }
	r.cloud.hook = func(call string, done bool) error {
		if call == "create A" && done {
			now = now.Add(5 * time.Minute)
		}
		return nil
	}
	st := r.mustCreate("demo", fork, func(in *cloudformation.CreateStackInput) { in.TimeoutInMinutes = awsapi.Ptr(int64(5)) })
	r.wantStatus(st, stack.RollbackComplete)
	want := "demo ROLLBACK_IN_PROGRESS: Stack creation time exceeded the specified timeout. Rollback requested by user."
	if story := strings.Join(r.story(st), "\n"); !strings.Contains(story, want) {
		t.Error(story)
	}
}
