package sqlstore

import (
	"context"
	"database/sql"
	"sync"
)

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

// remote is the read connections to a database beyond a network, which takes a while and may be cut. Its driver keeps the
// prepared statements.
type remote struct{ db *sql.DB }

func (r remote) load(ctx context.Context, query string, args ...any) (found []row, err error) {
	for range maxTries {
		var rows *sql.Rows
		if rows, err = r.db.QueryContext(ctx, query, args...); err == nil {
			found, err = scan(ctx, rows)
		}
		if err == nil || ctx.Err() != nil || !cut(err) {
			break
		}
	}
	return found, err
}
