package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// names describes the Spec's indexes. It is kept with the rows, so that a program whose Spec has other indexes notices; a
// changed meaning of Of needs a new name.
func (t *table[T]) names() string {
	names := make([]string, len(t.spec.Indexes))
	for i, index := range t.spec.Indexes {
		names[i] = index.Name
		if index.Unique {
			names[i] += "!"
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// reconcile rebuilds the index if the rows were written by a program with other indexes.
func (t *table[T]) reconcile(ctx context.Context) error {
	if done, err := t.compareNames(ctx, t.db.read); done || err != nil {
		return err
	}
	return t.db.writer.do(ctx, everything, func(tx *txn) error {
		if done, err := t.compareNames(ctx, tx); done || err != nil {
			return err
		}
		return t.reindex(ctx, tx)
	})
}

// compareNames is done when the names are the same. When there are none there are no rows: then the first row brings them,
// unless another server might write it.
func (t *table[T]) compareNames(ctx context.Context, from loader) (done bool, err error) {
	found, err := from.load(ctx, t.sql.indexNames, t.spec.Table)
	if err != nil || len(found) == 0 {
		return err == nil && !t.db.config.Dialect.Shared, err
	}
	if string(found[0].body) == t.names() {
		t.named.Store(true)
		return true, nil
	}
	return false, nil
}

func (t *table[T]) reindex(ctx context.Context, tx *txn) error {
	if _, err := tx.exec(t.sql.clearEntries); err != nil {
		return err
	}
	const page = 1000
	for after, n := "", page; n == page; {
		rows, err := tx.load(ctx, t.sql.list, after, "", page)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := t.reindexRow(ctx, tx, r); err != nil {
				return err
			}
			after = r.key
		}
		n = len(rows)
	}
	return t.writeNames(tx)
}

func (t *table[T]) reindexRow(ctx context.Context, tx *txn, r row) error {
	value, err := t.decode(r)
	if err != nil {
		return err
	}
	entries, err := t.entries(value)
	if err != nil {
		return err
	}
	if err := t.checkFree(ctx, tx, r.key, entries); err != nil {
		return fmt.Errorf("row %q: %w", r.key, err)
	}
	return t.writeEntries(tx, t.sql.addEntry, r.key, entries)
}

// writeNames records the indexes with the first row, in its transaction.
func (t *table[T]) writeNames(tx *txn) error {
	if t.named.Load() {
		return nil
	}
	if _, err := tx.exec(t.sql.setIndexNames, t.spec.Table, t.names()); err != nil {
		return fmt.Errorf("record the indexes of %s: %w", t.spec.Table, err)
	}
	tx.after(func() { t.named.Store(true) })
	return nil
}
