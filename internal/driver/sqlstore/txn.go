package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

var errOver = errors.New("the transaction is over: its context was kept beyond the closure")

// statements runs SQL within a transaction.
type statements interface {
	exec(query string, args ...any) (sql.Result, error)
	query(query string, args ...any) (*sql.Rows, error)
}

// txn is what a closure may use during its turn.
type txn struct {
	changing atomic.Bool // a closure of Update is running; it may not write

	mu      sync.Mutex
	session statements // nil when the turn is over
	broken  error      // a statement failed: the transaction fails even if the closure forgets the error
	changes []change
	commit  []func() // to run after it
}

func (t *txn) exec(query string, args ...any) (int64, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.session == nil {
		return 0, errOver
	}
	result, err := t.session.exec(query, args...)
	if err == nil {
		var affected int64
		if affected, err = result.RowsAffected(); err == nil {
			return affected, nil
		}
	}
	return 0, t.breaks(fmt.Errorf("write: %w", err))
}

func (t *txn) load(ctx context.Context, query string, args ...any) ([]row, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.session == nil {
		return nil, errOver
	}
	rows, err := t.session.query(query, args...)
	if err != nil {
		return nil, t.breaks(err)
	}
	found, err := scan(ctx, rows)
	if err != nil {
		return nil, t.breaks(err)
	}
	return found, nil
}

// breaks keeps the first failure: what follows it only says that the transaction has failed.
func (t *txn) breaks(err error) error {
	if t.broken == nil {
		t.broken = err
	}
	return err
}

func (t *txn) changed(table, key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.changes = append(t.changes, change{table, key})
}

func (t *txn) after(commit func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.commit = append(t.commit, commit)
}

// change runs a closure of Update, which may not write.
func (t *txn) change(closure func() error) error {
	t.changing.Store(true)
	defer t.changing.Store(false)
	return closure()
}

func (t *txn) finish() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.session = nil
	return t.broken
}
