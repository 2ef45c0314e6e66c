package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

func openPlain(ctx context.Context, db *sqlstore.DB) (record.Table[recordtest.Noun], error) {
	return sqlstore.Open(ctx, db, plain())
}

// BenchmarkInsert: durable inserts. Writers who wait together share a flush.
func BenchmarkInsert(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			users := table(b, open(b, filepath.Join(b.TempDir(), "data.db"), sqlite.Options{}), plain())
			var next atomic.Int64
			var done sync.WaitGroup
			b.ResetTimer()
			for range writers {
				done.Go(func() {
					for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
						key := fmt.Sprintf("user-%08d", i)
						if err := users.Insert(b.Context(), &recordtest.Noun{ID: key, Name: key}); err != nil {
							b.Error(err)
						}
					}
				})
			}
			done.Wait()
		})
	}
}

// BenchmarkGet reads a row by its key.
func BenchmarkGet(b *testing.B) {
	users := table(b, open(b, filepath.Join(b.TempDir(), "data.db"), quick), plain())
	if err := users.Insert(b.Context(), &recordtest.Noun{ID: "a", Name: "anna", Tags: []string{"x", "y"}}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := users.Get(b.Context(), "a"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen starts with an up-to-date file.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "data.db")
	for b.Loop() {
		db, err := sqlite.Open(b.Context(), path, quick)
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
