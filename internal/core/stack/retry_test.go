package stack_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// brokenTx fails while it is broken.
type brokenTx struct {
	tx     record.Tx
	broken *bool
}

func (b brokenTx) Tx(ctx context.Context, do func(context.Context) error) error {
	if *b.broken {
		return errors.New("the disk is full")
	}
	return b.tx.Tx(ctx, do)
}

// A full disk ends the work on a stack, not the stack: it goes on when there is room.
func TestRetryGoesOnWithWhatTheDiskRefused(t *testing.T) {
	t.Parallel()
	store, things, broken := openStore(t), newCloud(), false
	store.Tx = brokenTx{store.Tx, &broken}
	r := rigOver(t, store, things)
	things.hook = func(call string, done bool) error {
		broken = broken || call == "create B" && done
		return nil
	}
	if _, err := r.create("demo", fork); err != nil {
		t.Fatal(err)
	}
	things.hook = nil
	r.wantStatus(r.get("demo"), stack.CreateInProgress)
	r.must(r.Retry(r.ctx)) // the disk is still full
	r.wantStatus(r.get("demo"), stack.CreateInProgress)
	if len(r.reported) != 2 {
		t.Errorf("reported %v", r.reported)
	}
	broken = false
	r.must(r.Retry(r.ctx))
	r.wantStatus(r.get("demo"), stack.RollbackComplete)
	if left := things.left(); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	calls := len(things.takeCalls())
	r.must(r.Retry(r.ctx))
	if again := things.takeCalls(); calls == 0 || len(again) > 0 {
		t.Errorf("nothing was left to do, and %v was called", again)
	}
}

// atTheEnd lets somebody act when nothing but the last commit of an operation is left: its first look at the stack there.
type atTheEnd struct {
	record.Table[stack.Stack]
	act func()
}

func (a *atTheEnd) Update(ctx context.Context, key string, change func(*stack.Stack) error) (*stack.Stack, error) {
	return a.Table.Update(ctx, key, func(st *stack.Stack) error {
		before := st.Status
		err := change(st)
		if act := a.act; err == nil && act != nil && before == stack.CreateInProgress && st.Status != before {
			a.act = nil
			return errAgain{act}
		}
		return err
	})
}

// errAgain undoes a transaction, so that somebody comes first.
type errAgain struct{ act func() }

func (errAgain) Error() string { return "somebody else first" }

type againTx struct{ tx record.Tx }

func (a againTx) Tx(ctx context.Context, do func(context.Context) error) error {
	err := a.tx.Tx(ctx, do)
	var again errAgain
	if errors.As(err, &again) {
		again.act()
		err = a.tx.Tx(ctx, do)
	}
	return err
}

// However late DeleteStack comes before a creation ends, well or badly, it counts.
func TestDeletionAtTheLastMomentOfACreation(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]bool{"that goes well": false, "that fails": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, things := openStore(t), newCloud()
			late := &atTheEnd{Table: store.Stacks}
			store.Stacks, store.Tx = late, againTx{store.Tx}
			r := rigOver(t, store, things)
			if fails {
				things.fail["create A"] = refused("no")
			}
			late.act = func() {
				name := "demo"
				r.must(r.Delete(r.ctx, &cloudformation.DeleteStackInput{StackName: &name}))
			}
			if _, err := r.create("demo", named); err != nil {
				t.Fatal(err)
			}
			list, err := store.Stacks.List(r.ctx, record.Query{})
			if err != nil || len(list) != 1 {
				t.Fatalf("%v, %v", list, err)
			}
			r.wantStatus(list[0], stack.DeleteComplete)
			if left := things.left(); late.act != nil || len(left) > 0 {
				t.Errorf("left %v\n%s", left, strings.Join(r.story(list[0]), "\n"))
			}
		})
	}
}

// So does CancelUpdateStack before an update is committed.
func TestCancelAtTheLastMomentOfAnUpdate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustCreate("demo", named)
	r.cloud.hook = func(call string, done bool) error {
		if call == "update A" && done {
			r.cloud.hook = nil
			r.must(r.CancelUpdate(r.ctx, "demo"))
		}
		return nil
	}
	r.must(r.update("demo", strings.Replace(named, "Value: v", "Value: w", 1)))
	r.wantStatus(r.get("demo"), stack.UpdateRollbackComplete)
}
