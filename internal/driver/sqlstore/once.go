package sqlstore

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/core/record"
)

// onceKey marks a context inside Once of one DB.
type onceKey struct{ db *DB }

// Once runs do while nobody else who shares the database runs theirs under the same name: work of a first start. Whoever
// comes later runs theirs too, and must look whether there is something left to do. It does not nest.
func (db *DB) Once(ctx context.Context, name string, do func(ctx context.Context) error) error {
	if ctx.Value(onceKey{db}) != nil || db.txn(ctx) != nil {
		return fmt.Errorf("once %s: %w", name, record.ErrNested)
	}
	select {
	case db.once <- struct{}{}: // one of this process at a time: waiting takes a connection, and they are few
	case <-ctx.Done():
		return fmt.Errorf("once %s: %w", name, context.Cause(ctx))
	}
	defer func() { <-db.once }()
	inside := context.WithValue(ctx, onceKey{db}, true)
	if !db.config.Dialect.Shared {
		return do(inside)
	}
	return db.exclusively(ctx, name, func() error { return do(inside) })
}

// exclusively holds a lock of the database, which is gone with the connection that took it.
func (db *DB) exclusively(ctx context.Context, name string, do func() error) error {
	conn, err := db.config.Write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("once %s: %w", name, err)
	}
	// However this ends, the lock ends with the connection.
	defer func() { _ = conn.Raw(func(any) error { return driver.ErrBadConn }) }()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", lockNumber(name)); err != nil {
		return fmt.Errorf("once %s: wait for another server: %w", name, err)
	}
	if err := do(); err != nil {
		return err
	}
	var held bool
	err = conn.QueryRowContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", lockNumber(name)).Scan(&held)
	if err == nil && !held {
		err = errors.New("nobody held it")
	}
	if err != nil {
		return fmt.Errorf("once %s: the lock was lost before the work was done: %w", name, err)
	}
	return nil
}

// lockNumber is the number under which a name is locked. Other programs may lock in the same database.
func lockNumber(name string) int64 {
	sum := sha256.Sum256([]byte("sallyport\x00" + name))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}
