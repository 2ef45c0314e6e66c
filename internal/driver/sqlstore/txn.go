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

// txn is what a closure may use during its turn.
type txn struct {
	changing atomic.Bool // a closure of Update is running; it may not write

	mu      sync.Mutex
	session *session // nil when the turn is over
	broken  error    // a statement failed halfway: the transaction fails even if the closure forgets the error
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
	t.broken = fmt.Errorf("write: %w", err)
	return 0, t.broken
}

func (t *txn) load(ctx context.Context, query string, args ...any) ([]row, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.session == nil {
		return nil, errOver
	}
	rows, err := t.session.query(query, args...)
	if err != nil {
		return nil, err
	}
	return scan(ctx, rows)
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

// row is a row as stored.
type row struct {
	key  string
	rev  int64
	body []byte
}

// loader runs a query for key, rev and body.
type loader interface {
	load(ctx context.Context, query string, args ...any) ([]row, error)
}

// scan reads and closes the rows. It looks at the context between rows, since a watch on it costs a goroutine a query.
func scan(ctx context.Context, rows *sql.Rows) ([]row, error) {
	defer rows.Close()
	var found []row
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var r row
		if err := rows.Scan(&r.key, &r.rev, &r.body); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

// pool is the read connections with their prepared statements, as many as there are queries in this package for each noun.
type pool struct {
	db         *sql.DB
	mu         sync.RWMutex
	statements map[string]*sql.Stmt
}

func (p *pool) load(ctx context.Context, query string, args ...any) ([]row, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	statement, err := p.statement(query)
	if err != nil {
		return nil, err
	}
	rows, err := statement.Query(args...)
	if err != nil {
		return nil, err
	}
	return scan(ctx, rows)
}

func (p *pool) statement(query string) (*sql.Stmt, error) {
	p.mu.RLock()
	statement, ok := p.statements[query]
	p.mu.RUnlock()
	if ok {
		return statement, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if statement, ok := p.statements[query]; ok {
		return statement, nil
	}
	statement, err := p.db.Prepare(query)
	if err != nil {
		return nil, err
	}
	p.statements[query] = statement
	return statement, nil
}
