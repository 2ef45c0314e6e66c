package stack_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/stack"
)

// real is the time that nodes agree on.
type real struct{ moved atomic.Int64 }

func (r *real) now() time.Time {
	return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.moved.Load()))
}

func (r *real) pass(d time.Duration) { r.moved.Add(int64(d)) }

// nodes are two programs over the same data and cloud.
func nodes(t *testing.T) (a, b *rig, clock *real) {
	t.Helper()
	store, c, clock := openStore(t), newCloud(), &real{}
	a, b = rigOver(t, store, c), rigOver(t, store, c)
	a.Node, b.Node = "a", "b"
	a.Real, b.Real = clock.now, clock.now
	return a, b, clock
}

func TestNoNodeTakesWhatAnotherWorksOn(t *testing.T) {
	t.Parallel()
	a, b, clock := nodes(t)
	a.holding = true
	st, err := a.create("demo", fork)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 { // kept alive for longer than a lease
		clock.pass(stack.LeaseTime / 2)
		a.must(a.Renew(t.Context()))
		b.must(b.Renew(t.Context()))
		b.must(b.Adopt(t.Context()))
	}
	a.wantStatus(a.get("demo"), stack.CreateInProgress)
	a.work[0](t.Context())
	a.wantStatus(a.get("demo"), stack.CreateComplete)
	clock.pass(time.Hour)
	b.must(b.Adopt(t.Context()))
	b.wantStatus(b.get(st.ID), stack.CreateComplete)
}

func TestAnotherNodeTakesOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(a *rig)
		do      func(a *rig) error
		want    stack.Status
		left    []string
	}{
		"creation": {func(*rig) {}, func(a *rig) error { _, err := a.create("demo", fork); return err }, stack.RollbackComplete, nil},
		"update": {
			func(a *rig) { a.mustCreate("demo", before) }, func(a *rig) error { return a.update("demo", added) },
			stack.UpdateRollbackComplete, []string{"A-1", "B-2", "Gone-3"},
		},
		"deletion": {
			func(a *rig) { a.mustCreate("demo", before) }, func(a *rig) error { a.delete("demo"); return nil },
			stack.DeleteComplete, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b, clock := nodes(t)
			c.prepare(a)
			st := a.only()
			a.holding = true
			a.must(c.do(a))
			if st.ID == "" {
				st = a.only()
			}
			clock.pass(stack.LeaseTime + time.Second)
			b.must(b.Adopt(t.Context()))
			b.wantStatus(b.get(st.ID), c.want)
			if got := b.cloud.left(); !slices.Equal(got, c.left) {
				t.Errorf("left %v, want %v", got, c.left)
			}
		})
	}
}

// A node that was away too long writes nothing more: the stack is another's.
func TestNodeThatWasThoughtDeadStops(t *testing.T) {
	t.Parallel()
	a, b, clock := nodes(t)
	away := true
	a.cloud.hook = func(call string, done bool) error {
		if call == "create A" && done && away {
			away = false
			clock.pass(stack.LeaseTime + time.Second)
			b.holding = true
			b.must(b.Adopt(t.Context()))
		}
		return nil
	}
	if _, err := a.create("demo", fork); err != nil {
		t.Fatal(err)
	}
	a.wantStatus(a.get("demo"), stack.CreateInProgress)
	if len(a.reported) != 1 || slices.Contains(a.cloud.calls, "create B") {
		t.Errorf("reported %v after calls %v", a.reported, a.cloud.calls)
	}
	b.work[0](t.Context())
	b.wantStatus(b.get("demo"), stack.RollbackComplete)
	if left := b.cloud.left(); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// A node that stops in good order does not make the others wait.
func TestNodeThatStopsLetsGo(t *testing.T) {
	t.Parallel()
	a, b, _ := nodes(t)
	ctx, stop := context.WithCancel(t.Context())
	a.holding = true
	if _, err := a.create("demo", fork); err != nil {
		t.Fatal(err)
	}
	a.cloud.hook = func(call string, _ bool) error {
		if call == "create A" {
			stop()
			return ctx.Err()
		}
		return nil
	}
	a.work[0](ctx)
	a.cloud.hook = nil
	a.wantStatus(a.get("demo"), stack.CreateInProgress)
	b.must(b.Adopt(t.Context()))
	b.wantStatus(b.get("demo"), stack.RollbackComplete)
}
