package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
)

// reach says what a change may touch.
type reach int

const (
	oneRow     reach = iota // Insert, Update, Delete: a row and its index entries
	manyRows                // Tx: whatever the closure reads and writes
	everything              // a table's index anew: nobody else may write
)

// How a transaction begins where several write at once.
//
// One row needs no more than its lock and the unique indexes. Many rows need that the closure might as well have run alone,
// and the database undoes it when that does not hold. Both take a weak lock on the table writers, so that one who was undone
// too often can keep all others out. LOCK comes before the transaction's snapshot, which then shows what the others did.
const (
	beginOneRow   = "BEGIN ISOLATION LEVEL READ COMMITTED; LOCK TABLE writers IN ROW SHARE MODE"
	beginManyRows = "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE writers IN ROW SHARE MODE"
	beginAlone    = "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE writers IN EXCLUSIVE MODE"
)

// maxTries is how often a change runs; the last time alone, when nobody can get in its way.
const maxTries = 4

// parallel gives every caller a connection and a transaction of its own.
type parallel struct {
	db      *sql.DB
	changes *changes
	notice  func([]change) string // tells the other servers, as part of the transaction
	running atomic.Int64          // closures that run

	mu     sync.Mutex
	closed bool
	inside sync.WaitGroup
}

// do runs a change in a transaction of its own, again if it raced with another, and returns when it is committed.
func (p *parallel) do(ctx context.Context, reach reach, change func(*txn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.running.Load() > 0 && insideClosure() {
		return nested()
	}
	if !p.enter() {
		return ErrClosed
	}
	defer p.inside.Done()
	var err error
	for try := 1; try <= maxTries; try++ {
		var again bool
		if again, err = p.try(ctx, begin(reach, try), change); !again {
			break
		}
	}
	return err
}

func begin(reach reach, try int) string {
	switch {
	case try == maxTries || reach == everything:
		return beginAlone
	case reach == oneRow:
		return beginOneRow
	}
	return beginManyRows
}

func (p *parallel) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.inside.Add(1)
	}
	return !p.closed
}

// stop refuses further changes and waits for those under way.
func (p *parallel) stop() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.inside.Wait()
}

// try runs a change once. It may be tried again when it raced, or when the connection was gone before it began.
func (p *parallel) try(ctx context.Context, begin string, change func(*txn) error) (again bool, err error) {
	h, err := hold(ctx, p.db)
	if err != nil {
		return false, fmt.Errorf("write not begun: %w", err)
	}
	defer h.release()
	if _, err := h.exec(begin); err != nil {
		return ctx.Err() == nil && cut(err), fmt.Errorf("begin a transaction: %w", err)
	}
	tx := &txn{session: h}
	err = p.run(tx, change)
	broken := tx.finish()
	switch {
	case raced(broken): // whatever the closure made of it
		return true, broken
	case err != nil:
		return false, err
	case broken != nil:
		return false, broken
	}
	return p.commit(h, tx)
}

func (p *parallel) run(tx *txn, change func(*txn) error) error {
	p.running.Add(1)
	defer p.running.Add(-1)
	return runClosure(tx, change)
}

// commit commits and tells the watchers. They are told too when the outcome is unknown: it may have happened.
func (p *parallel) commit(h *held, tx *txn) (again bool, err error) {
	err = h.commit(p.notice(tx.changes))
	if raced(err) {
		return true, err
	}
	seen := p.changes.publish(tx.changes)
	if err != nil {
		return false, fmt.Errorf("commit: the outcome is unknown: %w", err)
	}
	for _, commit := range tx.commit {
		commit()
	}
	await(seen)
	return false, nil
}
