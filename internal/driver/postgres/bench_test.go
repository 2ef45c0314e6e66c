package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/driver/postgres"
)

// spread runs a function b.N times, from so many goroutines at once.
func spread(b *testing.B, goroutines int, run func(key string) error) {
	var next atomic.Int64
	var done sync.WaitGroup
	b.ResetTimer()
	for range goroutines {
		done.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if err := run(fmt.Sprintf("user-%08d", i)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	done.Wait()
}

// BenchmarkInsert: durable inserts.
func BenchmarkInsert(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			users := table(b, open(b, durable.Used(b), postgres.Options{}), plain())
			spread(b, writers, func(key string) error {
				return users.Insert(b.Context(), &noun{ID: key, Name: key})
			})
		})
	}
}

// BenchmarkTx: durable transactions of three inserts, each reading the index that the others write.
func BenchmarkTx(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			db := open(b, durable.Used(b), postgres.Options{})
			users := table(b, db, plain())
			spread(b, writers, func(key string) error {
				return db.Tx(b.Context(), func(ctx context.Context) error {
					if _, err := users.List(ctx, record.Query{Index: "tag", Value: key}); err != nil {
						return err
					}
					for i := range 3 {
						id := fmt.Sprint(key, "/", i)
						if err := users.Insert(ctx, &noun{ID: id, Name: id, Tags: []string{key}}); err != nil {
							return err
						}
					}
					return nil
				})
			})
		})
	}
}

// BenchmarkGet reads a row by its key.
func BenchmarkGet(b *testing.B) {
	for _, readers := range []int{1, 64} {
		b.Run(fmt.Sprintf("readers=%d", readers), func(b *testing.B) {
			users := table(b, open(b, durable.Used(b), postgres.Options{}), plain())
			if err := users.Insert(b.Context(), &noun{ID: "a", Name: "anna", Tags: []string{"x", "y"}}); err != nil {
				b.Fatal(err)
			}
			spread(b, readers, func(string) error {
				_, err := users.Get(b.Context(), "a")
				return err
			})
		})
	}
}

// BenchmarkOpen starts with an up-to-date database.
func BenchmarkOpen(b *testing.B) {
	url := durable.Used(b)
	for b.Loop() {
		db, err := postgres.Open(b.Context(), url, postgres.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
