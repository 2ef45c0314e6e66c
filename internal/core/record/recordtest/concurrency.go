package recordtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
)

// together runs a function n times at once.
func together(n int, run func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { run(i) })
	}
	wg.Wait()
}

func testCounterLosesNothing(t *testing.T, s Store) {
	const writers, rounds = 100, 5
	insert(t, s.Table, Noun{ID: "n"})
	together(writers, func(i int) {
		for range rounds {
			var err error
			if i%2 == 0 {
				_, err = s.Table.Update(t.Context(), "n", increment)
			} else {
				err = s.Tx.Tx(t.Context(), func(ctx context.Context) error {
					_, err := s.Table.Update(ctx, "n", increment)
					return err
				})
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
	wantRow(t, t.Context(), s.Table, Noun{ID: "n", Count: writers * rounds})
}

func testOneInsertWins(t *testing.T, s Store) {
	for _, c := range []struct {
		what string
		noun func(i int) Noun
	}{
		{"key", func(i int) Noun { return Noun{ID: "same", Count: i} }},
		{"unique value", func(i int) Noun { return Noun{ID: fmt.Sprint(i), Name: "same"} }},
	} {
		var won atomic.Int32
		together(20, func(i int) {
			n := c.noun(i)
			switch err := s.Table.Insert(t.Context(), &n); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, record.ErrExists):
				t.Errorf("same %s: %v", c.what, err)
			}
		})
		if won.Load() != 1 {
			t.Errorf("same %s: %d inserts won", c.what, won.Load())
		}
	}
}

// testFailuresStayAlone: writes that share a commit do not share a failure.
func testFailuresStayAlone(t *testing.T, s Store) {
	const writers = 60
	together(writers, func(i int) {
		defer func() {
			if v := recover(); v != nil && i%3 != 2 {
				t.Errorf("writer %d: panic %v", i, v)
			}
		}()
		err := s.Tx.Tx(t.Context(), func(ctx context.Context) error {
			err := s.Table.Insert(ctx, &Noun{ID: fmt.Sprintf("%02d", i), Tags: []string{fmt.Sprint(i % 3)}})
			switch i % 3 {
			case 1:
				return errRefused
			case 2:
				panic(errRefused)
			}
			return err
		})
		if (err == nil) != (i%3 == 0) {
			t.Errorf("writer %d: %v", i, err)
		}
	})
	for tag, want := range []int{writers / 3, 0, 0} {
		rows, err := s.Table.List(t.Context(), record.Query{Index: "tag", Value: fmt.Sprint(tag)})
		if err != nil || len(rows) != want {
			t.Errorf("%d rows of kind %d, %v; want %d", len(rows), tag, err, want)
		}
	}
}

func testCancelled(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "a"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, update := s.Table.Update(ctx, "a", increment)
	_, get := s.Table.Get(ctx, "a")
	_, list := s.Table.List(ctx, record.Query{})
	for what, err := range map[string]error{
		"insert": s.Table.Insert(ctx, &Noun{ID: "b"}),
		"update": update,
		"delete": s.Table.Delete(ctx, "a"),
		"tx":     s.Tx.Tx(ctx, func(context.Context) error { return nil }),
		"get":    get,
		"list":   list,
	} {
		wantError(t, what, err, context.Canceled)
	}
	wantRow(t, t.Context(), s.Table, Noun{ID: "a"})
	wantMissing(t, t.Context(), s.Table, "b")
}

// testCancelledWhileWaiting: a caller who gives up its place behind a long write of the same row is told at once, and its
// write never runs.
func testCancelledWhileWaiting(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "a"})
	begun, end, long := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := s.Table.Update(t.Context(), "a", func(n *Noun) error {
			close(begun)
			<-end
			return increment(n)
		})
		long <- err
	}()
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	ran := false
	err := s.Tx.Tx(ctx, func(ctx context.Context) error {
		_, err := s.Table.Update(ctx, "a", func(n *Noun) error { ran = true; return increment(n) })
		return err
	})
	wantError(t, "a write that gave up", err, context.DeadlineExceeded)
	close(end)
	if err := <-long; err != nil {
		t.Error(err)
	}
	insert(t, s.Table, Noun{ID: "b"}) // all that waited has had its turn
	if ran {
		t.Error("the write ran though its caller was told otherwise")
	}
	wantRow(t, t.Context(), s.Table, Noun{ID: "a", Count: 1})
}
