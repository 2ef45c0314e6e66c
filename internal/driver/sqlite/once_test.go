package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
)

// TestOnce: no other process has the file, so there are only the goroutines of this one to keep apart.
func TestOnce(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "data.db"), quick)
	users := table(t, db, plain())
	made := 0
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			err := db.Once(t.Context(), "root", func(ctx context.Context) error {
				_, err := users.Get(ctx, "root")
				if errors.Is(err, record.ErrNotFound) {
					made++
					err = users.Insert(ctx, &recordtest.Noun{ID: "root"})
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if made != 1 {
		t.Errorf("made %d times", made)
	}
	err := db.Once(t.Context(), "root", func(ctx context.Context) error {
		return db.Once(ctx, "other", func(context.Context) error { return nil })
	})
	if !errors.Is(err, record.ErrNested) {
		t.Errorf("once in once: %v", err)
	}
}
