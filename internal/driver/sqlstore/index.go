package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/record"
)

// entry is a value under which a row is found.
type entry struct {
	name, value string
	unique      bool
}

// entries are those of a value, each once.
func (t *table[T]) entries(value *T) ([]entry, error) {
	var all []entry
	for _, index := range t.spec.Indexes {
		for _, text := range index.Of(value) {
			if err := checkText(text); err != nil {
				return nil, fmt.Errorf("index %s of %s: %w", index.Name, t.spec.Table, err)
			}
			e := entry{index.Name, text, index.Unique}
			if !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// difference are the entries that an update takes away and brings.
func difference(before, after []entry) (gone, come []entry) {
	for _, e := range before {
		if !slices.Contains(after, e) {
			gone = append(gone, e)
		}
	}
	for _, e := range after {
		if !slices.Contains(before, e) {
			come = append(come, e)
		}
	}
	return gone, come
}

// checkFree says ErrExists if another row has one of the unique values.
func (t *table[T]) checkFree(ctx context.Context, tx *txn, key string, entries []entry) error {
	for _, e := range entries {
		if !e.unique {
			continue
		}
		owners, err := tx.load(ctx, t.sql.owners, e.name, e.value)
		if err != nil {
			return fmt.Errorf("look into index %s of %s: %w", e.name, t.spec.Table, err)
		}
		if slices.ContainsFunc(owners, func(r row) bool { return r.key != key }) {
			return fmt.Errorf("%s with this %s: %w", t.spec.Table, e.name, record.ErrExists)
		}
	}
	return nil
}

// writeEntries adds or removes entries.
func (t *table[T]) writeEntries(tx *txn, statement, key string, entries []entry) error {
	for _, e := range entries {
		args := []any{e.name, e.value, key}
		if statement == t.sql.addEntry {
			args = append(args, uniq(e.unique))
		}
		if _, err := tx.exec(statement, args...); err != nil {
			return fmt.Errorf("write index %s of %s: %w", e.name, t.spec.Table, err)
		}
	}
	return nil
}

func uniq(unique bool) int {
	if unique {
		return 1
	}
	return 0
}

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
	return t.db.writer.do(ctx, manyRows, func(tx *txn) error {
		if done, err := t.compareNames(ctx, tx); done || err != nil {
			return err
		}
		return t.reindex(ctx, tx)
	})
}

// compareNames is done when there are no names, since then there are no rows, or when they are the same.
func (t *table[T]) compareNames(ctx context.Context, from loader) (done bool, err error) {
	found, err := from.load(ctx, t.sql.indexNames, t.spec.Table)
	if err != nil || len(found) == 0 {
		return err == nil, err
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
