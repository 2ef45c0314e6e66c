package stack_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// fuse ends the process, in effect, after so many steps: every call and every commit counts before and after.
type fuse struct{ left int }

// blown is what a fuse panics with.
type blown struct{}

func (f *fuse) step() {
	if f.left--; f.left < 0 {
		panic(blown{})
	}
}

// guarded runs something that a fuse may end, and reports whether it did.
func guarded(do func()) (ended bool) {
	defer func() {
		switch r := recover(); r.(type) {
		case nil:
		case blown:
			ended = true
		default:
			panic(r)
		}
	}()
	do()
	return false
}

type insideTx struct{}

type fusedTx struct {
	tx   record.Tx
	fuse *fuse
}

func (t fusedTx) Tx(ctx context.Context, do func(context.Context) error) error {
	t.fuse.step()
	err := t.tx.Tx(ctx, func(ctx context.Context) error { return do(context.WithValue(ctx, insideTx{}, true)) })
	t.fuse.step()
	return err
}

type fusedRows struct {
	record.Table[stack.Resource]
	fuse *fuse
}

func (t fusedRows) around(ctx context.Context) func() {
	if ctx.Value(insideTx{}) != nil {
		return func() {}
	}
	t.fuse.step()
	return t.fuse.step
}

func (t fusedRows) Update(ctx context.Context, key string, change func(*stack.Resource) error) (*stack.Resource, error) {
	defer t.around(ctx)()
	return t.Table.Update(ctx, key, change)
}

func (t fusedRows) Delete(ctx context.Context, key string) error {
	defer t.around(ctx)()
	return t.Table.Delete(ctx, key)
}

// fused is a rig whose process ends after so many steps.
func fused(t *testing.T, store stack.Store, c *cloud, steps int) *rig {
	f := &fuse{left: steps}
	c.hook = func(string, bool) error { f.step(); return nil }
	store.Tx, store.Resources = fusedTx{store.Tx, f}, fusedRows{store.Resources, f}
	return rigOver(t, store, c)
}

func TestResumeFromEveryStep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare, do func(r *rig)
		ends        []stack.Status
		left        map[stack.Status][]string
	}{
		"create": {
			prepare: func(*rig) {},
			do:      func(r *rig) { r.mustCreate("demo", fork) },
			ends:    []stack.Status{"", stack.RollbackComplete, stack.CreateComplete},
			left:    map[stack.Status][]string{stack.CreateComplete: {"A-1", "B-2", "C-3", "D-4"}},
		},
		"create that fails": {
			prepare: func(r *rig) { r.cloud.fail["create D"] = refused("no") },
			do:      func(r *rig) { r.mustCreate("demo", fork) },
			ends:    []stack.Status{"", stack.RollbackComplete},
		},
		"update": {
			prepare: func(r *rig) { r.mustCreate("demo", before) },
			do:      func(r *rig) { r.must(r.update("demo", added)) },
			ends:    []stack.Status{stack.CreateComplete, stack.UpdateRollbackComplete, stack.UpdateComplete},
			left: map[stack.Status][]string{
				stack.CreateComplete: {"A-1", "B-2", "Gone-3"}, stack.UpdateRollbackComplete: {"A-1", "B-2", "Gone-3"},
				stack.UpdateComplete: {"A-1", "B-2", "New-4"},
			},
		},
		"replacement": {
			prepare: func(r *rig) { r.mustCreate("demo", before) },
			do:      func(r *rig) { r.must(r.update("demo", replacedA)) },
			ends:    []stack.Status{stack.CreateComplete, stack.UpdateRollbackComplete, stack.UpdateComplete},
			left: map[stack.Status][]string{
				stack.CreateComplete: {"A-1", "B-2", "Gone-3"}, stack.UpdateRollbackComplete: {"A-1", "B-2", "Gone-3"},
				stack.UpdateComplete: {"A-4", "B-2", "Gone-3"},
			},
		},
		"deletion": {
			prepare: func(r *rig) { r.mustCreate("demo", before) },
			do:      func(r *rig) { r.delete("demo") },
			ends:    []stack.Status{stack.CreateComplete, stack.DeleteComplete},
			left:    map[stack.Status][]string{stack.CreateComplete: {"A-1", "B-2", "Gone-3"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ended, store := true, openStore(t)
			stride := 1
			if testing.Short() {
				stride = 5
			}
			for steps := 0; ended && !t.Failed(); steps += stride {
				t.Run(fmt.Sprint(steps), func(t *testing.T) {
					ended = resumes(t, store, steps, c.prepare, c.do, c.ends, c.left)
				})
			}
		})
	}
}

// resumes lets an operation end after so many steps, resumes it and looks at what became of it. It reports whether the
// operation was cut off at all.
func resumes(
	t *testing.T, store stack.Store, steps int, prepare, do func(*rig), ends []stack.Status, left map[stack.Status][]string,
) bool {
	c, account := newCloud(), fmt.Sprintf("%012d", steps)
	prepare(rigOver(t, store, c).in(account))
	ended := guarded(func() { do(fused(t, store, c, steps).in(account)) })
	c.hook = nil
	r := rigOver(t, store, c).in(account)
	if err := r.Resume(r.ctx); err != nil {
		t.Fatalf("resume: %v", err)
	}
	st := r.only()
	if !slices.Contains(ends, st.Status) {
		t.Fatalf("ended as %q, want one of %q\n%s", st.Status, ends, strings.Join(r.story(st), "\n"))
	}
	if got, want := c.left(), left[st.Status]; !slices.Equal(got, want) {
		t.Fatalf("%s left %v, want %v\n%s", st.Status, got, want, strings.Join(r.story(st), "\n"))
	}
	r.settled(st)
	clear(c.fail)
	if st.ID != "" && st.Status != stack.DeleteComplete {
		r.delete(st.Name)
		r.wantStatus(r.get(st.ID), stack.DeleteComplete)
	}
	if got := c.left(); len(got) > 0 {
		t.Errorf("deletion left %v", got)
	}
	return ended
}

// in moves a rig to an account of its own.
func (r *rig) in(account string) *rig {
	request := awsapi.RequestFrom(r.ctx)
	request.AccountID = account
	r.ctx = awsapi.WithRequest(r.ctx, request)
	return r
}

func (r *rig) must(err error) {
	if err != nil {
		r.t.Fatal(err)
	}
}

// only is the one stack there is; an empty one if there is none.
func (r *rig) only() *stack.Stack {
	list, err := r.List(r.ctx)
	if err != nil || len(list) > 1 {
		r.t.Fatalf("%d stacks, %v", len(list), err)
	}
	if len(list) == 0 {
		return &stack.Stack{}
	}
	return list[0]
}

// settled wants no resource half done.
func (r *rig) settled(st *stack.Stack) {
	r.t.Helper()
	rows, err := r.Resources(r.ctx, st)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, row := range rows {
		if strings.HasSuffix(string(row.Status), "_IN_PROGRESS") || row.Before != nil || row.Added || row.Removed || len(row.Old) > 0 {
			r.t.Errorf("%s is not settled: %+v", row.LogicalID, row)
		}
	}
	if st.Next != nil {
		r.t.Error("the stack is still on its way")
	}
}

func TestResumeKeepsTheCaller(t *testing.T) {
	t.Parallel()
	store, c := openStore(t), newCloud()
	first := rigOver(t, store, c)
	first.holding = true
	first.mustCreate("demo", chain) // and the process ends before the work begins
	c.things["A-9"] = "{}"
	second := rigOver(t, store, c)
	second.ctx = context.Background() // nobody asks
	var callers []string
	c.by = func(ctx context.Context) { callers = append(callers, awsapi.RequestFrom(ctx).Caller.ARN) }
	row := &stack.Resource{StackID: first.get("demo").ID, LogicalID: "A", Type: "Test::Thing::One", Status: stack.CreateComplete}
	row.PhysicalID = "A-9"
	if err := store.Resources.Insert(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	if err := second.Resume(second.ctx); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(callers, []string{"arn:aws:iam::000000000000:user/ann"}) {
		t.Errorf("callers %v", callers)
	}
	first.wantStatus(first.get("demo"), stack.RollbackComplete)
}

// A program that ends in order leaves the operation as it is.
func TestShutdownIsNoFailure(t *testing.T) {
	t.Parallel()
	store, c := openStore(t), newCloud()
	r := rigOver(t, store, c)
	ctx, stop := context.WithCancel(t.Context())
	r.Service.Background = func(work func(context.Context)) { work(ctx) }
	c.hook = func(call string, done bool) error {
		if call == "create B" && done {
			stop()
			return ctx.Err()
		}
		return nil
	}
	r.mustCreate("demo", fork)
	r.wantStatus(r.get("demo"), stack.CreateInProgress)
	c.hook = nil
	again := rigOver(t, store, c)
	if err := again.Resume(again.ctx); err != nil {
		t.Fatal(err)
	}
	again.wantStatus(again.get("demo"), stack.RollbackComplete)
	if left := c.left(); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}
