package app

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

// everyRow asks for a whole table.
var everyRow = record.Query{}

// commits counts what the store was asked to make durable, and how long that took.
type commits struct {
	n  *metric.Table[metric.Labels, metric.Counter]
	in *metric.Histogram
}

func newCommits(r *metric.Registry) *commits {
	if r == nil {
		return nil
	}
	return &commits{
		n:  r.Counters("sallyport_store_commits_total", "Changes the store was asked for.", "table", "outcome"),
		in: r.Histogram("sallyport_store_commit_duration_seconds", "Time until a change was durable and every cache had seen it."),
	}
}

func (c *commits) done(table string, begin time.Time, err error) {
	outcome := "committed"
	if err != nil {
		outcome = "not_committed"
	}
	c.n.Get(metric.Labels{table, outcome}).Inc()
	c.in.Observe(time.Since(begin))
}

// insideKey marks a transaction: what is written in it is no commit of its own.
type insideKey struct{}

// countedTx counts transactions.
type countedTx struct {
	next    record.Tx
	commits *commits
}

// Tx implements record.Tx.
func (t countedTx) Tx(ctx context.Context, do func(ctx context.Context) error) error {
	begin := time.Now()
	err := t.next.Tx(ctx, func(ctx context.Context) error { return do(context.WithValue(ctx, insideKey{}, true)) })
	t.commits.done("transaction", begin, err)
	return err
}

// countedTable counts writes to a table outside transactions.
type countedTable[T any] struct {
	record.Table[T]
	name    string
	commits *commits
}

func (t countedTable[T]) done(ctx context.Context, begin time.Time, err error) {
	if ctx.Value(insideKey{}) == nil {
		t.commits.done(t.name, begin, err)
	}
}

// Insert implements record.Writer.
func (t countedTable[T]) Insert(ctx context.Context, value *T) error {
	begin := time.Now()
	err := t.Table.Insert(ctx, value)
	t.done(ctx, begin, err)
	return err
}

// Update implements record.Writer.
func (t countedTable[T]) Update(ctx context.Context, key string, change func(*T) error) (*T, error) {
	begin := time.Now()
	value, err := t.Table.Update(ctx, key, change)
	t.done(ctx, begin, err)
	return value, err
}

// Delete implements record.Writer.
func (t countedTable[T]) Delete(ctx context.Context, key string) error {
	begin := time.Now()
	err := t.Table.Delete(ctx, key)
	t.done(ctx, begin, err)
	return err
}
