package postgres_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/driver/postgres"
)

func TestFirstStartsMigrateOnce(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	var starts sync.WaitGroup
	for range 4 {
		starts.Go(func() {
			db, err := postgres.Open(t.Context(), url, postgres.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	starts.Wait()
	// Each version once, from none on, in order.
	got := query(t, url, "SELECT string_agg(version_id::text, ' ' ORDER BY id) FROM schema_version")
	want := query(t, url, "SELECT string_agg(v::text, ' ' ORDER BY v) FROM generate_series(0, (SELECT max(version_id) FROM schema_version)) v")
	if got != want || got == "0" {
		t.Errorf("migrations that ran: %s, want %s", got, want)
	}
}

// TestOnce: of several servers one at a time, and whoever comes later finds what the first did.
func TestOnce(t *testing.T) {
	t.Parallel()
	a, b := nodes(t, server.Used(t))
	var inside, made atomic.Int32
	work := func(n node) error {
		return n.db.Once(t.Context(), "root", func(ctx context.Context) error {
			if inside.Add(1) != 1 {
				t.Error("two at once")
			}
			defer inside.Add(-1)
			time.Sleep(5 * time.Millisecond)
			_, err := n.users.Get(ctx, "root")
			if errors.Is(err, record.ErrNotFound) {
				made.Add(1)
				err = n.users.Insert(ctx, &noun{ID: "root"})
			}
			return err
		})
	}
	var all sync.WaitGroup
	for _, n := range slices.Repeat([]node{a, b}, 10) {
		all.Go(func() {
			if err := work(n); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times", made.Load())
	}
	refused := errors.New("refused")
	if err := a.db.Once(t.Context(), "root", func(context.Context) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("work that fails: %v", err)
	}
	err := b.db.Once(t.Context(), "root", func(ctx context.Context) error {
		return b.db.Once(ctx, "other", func(context.Context) error { return nil })
	})
	if !errors.Is(err, record.ErrNested) {
		t.Errorf("once in once: %v", err)
	}
}

func TestOnceWaitsNoLongerThanAsked(t *testing.T) {
	t.Parallel()
	a, b := nodes(t, server.Used(t))
	err := a.db.Once(t.Context(), "root", func(context.Context) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		return b.db.Once(ctx, "root", func(context.Context) error { return errors.New("it ran") })
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}
