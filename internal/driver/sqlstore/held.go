package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"
)

// patience is how long a transaction may take to end. A network that is gone must not hold its caller for ever.
const patience = 30 * time.Second

// held is a connection in a transaction that belongs to one caller, whose context may interrupt its statements.
type held struct {
	ctx   context.Context
	conn  *sql.Conn
	ended bool
}

func hold(ctx context.Context, db *sql.DB) (*held, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &held{ctx: ctx, conn: conn}, nil
}

func (h *held) exec(query string, args ...any) (sql.Result, error) {
	return h.conn.ExecContext(h.ctx, query, args...)
}

func (h *held) query(query string, args ...any) (*sql.Rows, error) {
	return h.conn.QueryContext(h.ctx, query, args...)
}

// commit does not heed the caller's context: who interrupts a commit knows nothing of its outcome.
func (h *held) commit(notice string) error {
	err := h.end(notice + "COMMIT")
	h.ended = err == nil
	return err
}

// release gives the connection back, however the caller's stack unwinds. One that does not roll back is thrown away, and the
// server rolls back.
func (h *held) release() {
	if h.ended || h.end("ROLLBACK") == nil {
		_ = h.conn.Close()
		return
	}
	_ = h.conn.Raw(func(any) error { return driver.ErrBadConn })
}

func (h *held) end(statement string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.ctx), patience)
	defer cancel()
	_, err := h.conn.ExecContext(ctx, statement)
	return err
}
