package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

func TestClosedRefuses(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "data.db"), quick)
	users := table(t, db, plain())
	for range 2 {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := users.Insert(t.Context(), &recordtest.Noun{ID: "a"}); !errors.Is(err, sqlstore.ErrClosed) {
		t.Errorf("insert: %v", err)
	}
	if _, err := users.Get(t.Context(), "a"); err == nil || errors.Is(err, record.ErrNotFound) {
		t.Errorf("get: %v", err)
	}
	db.Watch("users", func(string) {})()
}

// TestCloseKeepsWhatItAccepted: every write is refused or durable, however it meets Close.
func TestCloseKeepsWhatItAccepted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	db, err := sqlite.Open(t.Context(), path, quick)
	if err != nil {
		t.Fatal(err)
	}
	users := table(t, db, plain())
	accepted := make([]bool, 200)
	var writers sync.WaitGroup
	for i := range accepted {
		writers.Go(func() {
			err := users.Insert(t.Context(), &recordtest.Noun{ID: fmt.Sprint("k", i)})
			accepted[i] = err == nil
			if err != nil && !errors.Is(err, sqlstore.ErrClosed) {
				t.Error(err)
			}
		})
		if i == len(accepted)/2 {
			writers.Go(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	writers.Wait()
	users = table(t, open(t, path, quick), plain())
	for i, want := range accepted {
		if _, err := users.Get(t.Context(), fmt.Sprint("k", i)); (err == nil) != want {
			t.Errorf("row %d: accepted %v, then %v", i, want, err)
		}
	}
}

func TestCloseInsideAClosureIsRefused(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "data.db"), quick)
	err := db.Tx(t.Context(), func(context.Context) error { return db.Close() })
	if !errors.Is(err, record.ErrNested) {
		t.Errorf("error %v", err)
	}
}

// TestClosureMayEndItsGoroutine: as a test that fails inside a closure does.
func TestClosureMayEndItsGoroutine(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "data.db"), quick)
	users := table(t, db, plain())
	var ended sync.WaitGroup
	ended.Go(func() {
		_ = db.Tx(t.Context(), func(ctx context.Context) error {
			if err := users.Insert(ctx, &recordtest.Noun{ID: "a"}); err != nil {
				t.Error(err)
			}
			runtime.Goexit()
			return nil
		})
	})
	ended.Wait()
	if err := users.Insert(t.Context(), &recordtest.Noun{ID: "b"}); err != nil {
		t.Fatal(err)
	}
	if rows, err := users.List(t.Context(), record.Query{}); err != nil || len(rows) != 1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestPanicKeepsItsStack: it unwinds the caller as if there were no transaction.
func TestPanicKeepsItsStack(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "data.db"), quick)
	defer func() {
		if v := recover(); v != "the value" {
			t.Errorf("recovered %v", v)
		}
	}()
	_ = db.Tx(t.Context(), func(context.Context) error { panic("the value") })
	t.Error("no panic")
}
