package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/sallyport/sallyport/internal/core/record"
)

// table implements record.Table for a noun.
type table[T any] struct {
	db    *DB
	spec  record.Spec[T]
	sql   queries
	named atomic.Bool // index_names holds this Spec's indexes
}

// errRaced says that a row changed between being read and being written. Neither one writer nor a locked row can race, save
// by goroutines that share a transaction.
var errRaced = errors.New("the row changed meanwhile")

// errOutdated says that this server must not write a table any more.
var errOutdated = errors.New("another version of the program, with other indexes, has taken the table over: this server must be updated")

// Insert implements record.Writer. What needs no transaction is done before the turn, which others wait for.
func (t *table[T]) Insert(ctx context.Context, value *T) error {
	key := t.spec.Key(value)
	if err := checkKey(key); err != nil {
		return fmt.Errorf("insert into %s: %w", t.spec.Table, err)
	}
	body, err := t.encode(key, value)
	if err != nil {
		return err
	}
	entries, err := t.entries(value)
	if err != nil {
		return err
	}
	return t.db.write(ctx, func(tx *txn) error { return t.insert(ctx, tx, key, body, entries) })
}

// insert checks before it writes, so that a caller who sees ErrExists inside a Tx may go on: nothing was written.
func (t *table[T]) insert(ctx context.Context, tx *txn, key string, body []byte, entries []entry) error {
	switch old, err := tx.load(ctx, t.sql.get, key); {
	case err != nil:
		return fmt.Errorf("insert into %s: %w", t.spec.Table, err)
	case len(old) > 0:
		return fmt.Errorf("%s %q: %w", t.spec.Table, key, record.ErrExists)
	}
	if err := t.checkFree(ctx, tx, key, entries); err != nil {
		return err
	}
	if err := t.writeNames(tx); err != nil {
		return err
	}
	if err := t.writeRow(tx, t.sql.insert, key, string(body)); err != nil {
		return fmt.Errorf("insert into %s: %w", t.spec.Table, err)
	}
	tx.changed(t.spec.Table, key)
	return t.writeEntries(tx, t.sql.addEntry, key, entries)
}

// writeRow writes the row itself, before its index entries. Where servers share the table it writes nothing if one with other
// indexes has opened it: the entries of this one would be incomplete.
func (t *table[T]) writeRow(tx *txn, statement string, args ...any) error {
	missed := errRaced
	if t.db.config.Dialect.Shared {
		args, missed = append(args, t.names()), errOutdated
	}
	affected, err := tx.exec(statement, args...)
	if err == nil && affected != 1 {
		err = missed
	}
	return err
}

// Update implements record.Writer.
func (t *table[T]) Update(ctx context.Context, key string, change func(*T) error) (*T, error) {
	var stored *T
	err := t.db.write(ctx, func(tx *txn) (err error) {
		stored, err = t.update(ctx, tx, key, change)
		return err
	})
	if err != nil {
		return nil, err
	}
	return stored, nil
}

func (t *table[T]) update(ctx context.Context, tx *txn, key string, change func(*T) error) (*T, error) {
	old, err := t.one(ctx, tx, t.sql.take, key)
	if err != nil {
		return nil, fmt.Errorf("%s %q: %w", t.spec.Table, key, err)
	}
	value, err := t.decode(old)
	if err != nil {
		return nil, err
	}
	before, err := t.entries(value)
	if err != nil {
		return nil, err
	}
	if err := tx.change(func() error { return change(value) }); err != nil {
		return nil, err
	}
	if now := t.spec.Key(value); now != key {
		return nil, fmt.Errorf("%s %q: an update may not change the key, and made it %q", t.spec.Table, key, now)
	}
	return value, t.replace(ctx, tx, old, value, before)
}

// replace writes a changed value over its row and moves its index entries.
func (t *table[T]) replace(ctx context.Context, tx *txn, old row, value *T, before []entry) error {
	body, err := t.encode(old.key, value)
	if err != nil {
		return err
	}
	if body, err = t.keepUnknown(old.body, body); err != nil {
		return err
	}
	after, err := t.entries(value)
	if err != nil {
		return err
	}
	gone, come := difference(before, after)
	if err := t.checkFree(ctx, tx, old.key, come); err != nil {
		return err
	}
	if err := t.writeRow(tx, t.sql.update, string(body), old.key, old.rev); err != nil {
		return fmt.Errorf("update %s %q: %w", t.spec.Table, old.key, err)
	}
	tx.changed(t.spec.Table, old.key)
	if err := t.writeEntries(tx, t.sql.removeEntry, old.key, gone); err != nil {
		return err
	}
	return t.writeEntries(tx, t.sql.addEntry, old.key, come)
}

// Delete implements record.Writer.
func (t *table[T]) Delete(ctx context.Context, key string) error {
	return t.db.write(ctx, func(tx *txn) error { return t.remove(ctx, tx, key) })
}

func (t *table[T]) remove(ctx context.Context, tx *txn, key string) error {
	old, err := t.one(ctx, tx, t.sql.take, key)
	if err != nil {
		return fmt.Errorf("%s %q: %w", t.spec.Table, key, err)
	}
	value, err := t.decode(old)
	if err != nil {
		return err
	}
	entries, err := t.entries(value)
	if err != nil {
		return err
	}
	if err := t.writeRow(tx, t.sql.delete, key); err != nil {
		return fmt.Errorf("delete %s %q: %w", t.spec.Table, key, err)
	}
	tx.changed(t.spec.Table, key)
	return t.writeEntries(tx, t.sql.removeEntry, key, entries)
}
