package recordtest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// patience is how long a change may take to arrive on a busy machine.
const patience = 10 * time.Second

// wantChange reads keys until the wanted one or "anything" is among them.
func wantChange(t *testing.T, keys <-chan string, want string) {
	t.Helper()
	timeout := time.After(patience)
	for {
		select {
		case key := <-keys:
			if key == want || key == "" {
				return
			}
		case <-timeout:
			t.Fatalf("no change of %q arrived", want)
		}
	}
}

func watch(t *testing.T, s Store, table string) (keys chan string, stop func()) {
	keys = make(chan string, 10_000)
	stop = s.Changes.Watch(table, func(key string) { keys <- key })
	t.Cleanup(stop)
	return keys, stop
}

func testChangesArrive(t *testing.T, s Store) {
	keys, stop := watch(t, s, s.Name)
	other, _ := watch(t, s, s.OtherName)
	insert(t, s.Table, Noun{ID: "a"})
	wantChange(t, keys, "a")
	if _, err := s.Table.Update(t.Context(), "a", increment); err != nil {
		t.Fatal(err)
	}
	wantChange(t, keys, "a")
	if err := s.Table.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	wantChange(t, keys, "a")
	err := s.Tx.Tx(t.Context(), func(ctx context.Context) error {
		return errors.Join(s.Table.Insert(ctx, &Noun{ID: "b"}), s.Other.Insert(ctx, &Noun{ID: "c"}))
	})
	if err != nil {
		t.Fatal(err)
	}
	wantChange(t, keys, "b")
	wantChange(t, other, "c")
	stop()
	stop()
	insert(t, s.Table, Noun{ID: "d"})
	insert(t, s.Other, Noun{ID: "e"})
	wantChange(t, other, "e")
	for len(keys) > 0 {
		if key := <-keys; key == "d" {
			t.Error("a change arrived after the watch was over")
		}
	}
}

// testChangesOnlyCommitted: what a watcher reads when told is what was committed.
func testChangesOnlyCommitted(t *testing.T, s Store) {
	keys, _ := watch(t, s, s.Name)
	_ = s.Tx.Tx(t.Context(), func(ctx context.Context) error {
		return errors.Join(s.Table.Insert(ctx, &Noun{ID: "undone"}), errRefused)
	})
	read := make(chan error, 1)
	stop := s.Changes.Watch(s.Name, func(key string) {
		_, err := s.Table.Get(context.Background(), "done")
		if key == "" && err != nil {
			return // anything may have changed, or nothing
		}
		select {
		case read <- err:
		default:
		}
	})
	defer stop()
	insert(t, s.Table, Noun{ID: "done"})
	if key := <-keys; key != "done" && key != "" {
		t.Errorf("a change of %q arrived first", key)
	}
	select {
	case err := <-read:
		if err != nil {
			t.Errorf("told of a row that is not there: %v", err)
		}
	case <-time.After(patience):
		t.Error("no change arrived")
	}
}

// testChangesUnderLoad: a watcher that stands still holds up nobody, and is told of the rest in the end.
func testChangesUnderLoad(t *testing.T, s Store) {
	blocked, keys := make(chan struct{}), make(chan string, 10_000)
	stop := s.Changes.Watch(s.Name, func(key string) { <-blocked; keys <- key })
	defer stop()
	const rows = 3000
	err := s.Tx.Tx(t.Context(), func(ctx context.Context) error {
		for i := range rows {
			if err := s.Table.Insert(ctx, &Noun{ID: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	insert(t, s.Table, Noun{ID: "last"})
	close(blocked)
	wantChange(t, keys, "last")
}

// testChangesBeforeReturn: who wrote reads what was written through a cache, at once.
func testChangesBeforeReturn(t *testing.T, s Store) {
	var seen atomic.Int64
	stop := s.Changes.Watch(s.Name, func(string) {
		time.Sleep(time.Millisecond) // a cache at work
		seen.Add(1)
	})
	defer stop()
	for i := range 20 {
		if err := s.Table.Insert(t.Context(), &Noun{ID: fmt.Sprintf("before-%02d", i)}); err != nil {
			t.Fatal(err)
		}
		if got := seen.Load(); got < int64(i+1) { // more if it was told that anything may have changed
			t.Fatalf("the write returned when the watcher had seen %d of %d changes", got, i+1)
		}
	}
}
