package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// session is the writer's connection with its prepared statements. Whoever has the turn uses it.
//
// Nothing here takes the caller's context: SQLite answers an interrupted write by rolling back the transaction, which is
// also that of the others in the batch.
type session struct {
	db         *sql.DB
	begin      string
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

// start begins a transaction, on a new connection if the last one was abandoned.
func (s *session) start() error {
	if s.conn == nil {
		conn, err := s.db.Conn(context.Background())
		if err != nil {
			return err
		}
		s.conn, s.statements = conn, map[string]*sql.Stmt{}
	}
	if _, err := s.exec(s.begin); err != nil {
		s.abandon()
		return err
	}
	return nil
}

func (s *session) commit() error {
	_, err := s.exec("COMMIT")
	return err
}

// control runs a statement about the transaction, without which the batch cannot go on.
func (s *session) control(statement string) error {
	if _, err := s.exec(statement); err != nil {
		return fmt.Errorf("the transaction is lost: %s: %w", statement, err)
	}
	return nil
}

// abandon throws the connection away, and with it a transaction whose state is unknown.
func (s *session) abandon() {
	if s.conn == nil {
		return
	}
	s.closeStatements()
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn }) // the pool closes a bad connection, which rolls back
	s.conn = nil
}

func (s *session) close() {
	if s.conn == nil {
		return
	}
	s.closeStatements()
	_ = s.conn.Close()
	s.conn = nil
}

// closeStatements comes first: SQLite keeps a connection alive, and its locks, until its last statement is closed.
func (s *session) closeStatements() {
	for _, statement := range s.statements {
		_ = statement.Close()
	}
	s.statements = nil
}

func (s *session) exec(query string, args ...any) (sql.Result, error) {
	statement, err := s.statement(query)
	if err != nil {
		return nil, err
	}
	return statement.Exec(args...)
}

func (s *session) query(query string, args ...any) (*sql.Rows, error) {
	statement, err := s.statement(query)
	if err != nil {
		return nil, err
	}
	return statement.Query(args...)
}

func (s *session) statement(query string) (*sql.Stmt, error) {
	if statement, ok := s.statements[query]; ok {
		return statement, nil
	}
	statement, err := s.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	s.statements[query] = statement
	return statement, nil
}
