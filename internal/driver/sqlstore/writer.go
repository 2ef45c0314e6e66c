package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A batch is bounded in number, so that a failed commit fails few, and in time, so that the first of it does not wait long.
const (
	maxBatch = 256
	maxWait  = 10 * time.Millisecond
)

// writer gives callers their turns, one at a time, and commits a batch of turns at once.
type writer struct {
	session session
	publish func([]change) (seen []<-chan struct{})
	running atomic.Bool // a closure has its turn
	ended   chan struct{}

	mu     sync.Mutex
	queue  []*turn
	closed bool
	wake   chan struct{}
}

func newWriter(db *sql.DB, begin string, publish func([]change) []<-chan struct{}) *writer {
	return &writer{
		session: session{db: db, begin: begin},
		publish: publish,
		ended:   make(chan struct{}),
		wake:    make(chan struct{}, 1),
	}
}

// do runs a change in a turn of its own and returns when it is committed. A caller who gives up before the turn has begun is
// told so and the change never runs; later it waits for the outcome, which is near.
func (w *writer) do(ctx context.Context, _ reach, change func(*txn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.running.Load() && insideClosure() {
		return nested()
	}
	t := newTurn()
	if !w.enqueue(t) {
		return ErrClosed
	}
	select {
	case tx := <-t.begun:
		t.run(tx, change)
	case <-ctx.Done():
		if t.skip() {
			return fmt.Errorf("write not begun: %w", context.Cause(ctx))
		}
		t.run(<-t.begun, change)
	}
	err := <-t.outcome
	await(t.seen)
	return err
}

func (w *writer) enqueue(t *turn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.queue = append(w.queue, t)
	w.signal()
	return true
}

func (w *writer) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// stop refuses further turns and waits for those in the queue.
func (w *writer) stop() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.signal()
	<-w.ended
}

func (w *writer) loop() {
	defer close(w.ended)
	defer w.session.close()
	for {
		t, closed := w.next()
		switch {
		case t != nil:
			w.batch(t)
		case closed:
			return
		default:
			<-w.wake
		}
	}
}

// next takes a turn whose caller still waits off the queue; nil when there is none.
func (w *writer) next() (t *turn, closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.queue) > 0 {
		t, w.queue[0] = w.queue[0], nil
		w.queue = w.queue[1:]
		if t.take() {
			return t, false
		}
	}
	return nil, w.closed
}

// batch gives turns within one transaction. A turn that fails is undone alone and told at once; the others are told after
// the commit.
func (w *writer) batch(t *turn) {
	if err := w.session.start(); err != nil {
		t.end(fmt.Errorf("begin a transaction: %w", err))
		return
	}
	var done []*turn
	for deadline := time.Now().Add(maxWait); t != nil; t, _ = w.next() {
		err, lost := w.turn(t)
		if lost != nil {
			w.fail(append(done, t), lost)
			return
		}
		if err != nil {
			t.end(err)
		} else {
			done = append(done, t)
		}
		if len(done) == maxBatch || time.Now().After(deadline) {
			break
		}
	}
	if err := w.session.commit(); err != nil {
		w.fail(done, fmt.Errorf("commit: %w", err))
		return
	}
	w.succeed(done)
}

// turn lets the caller run its closure within a savepoint. err is the caller's, lost that of the whole batch.
func (w *writer) turn(t *turn) (err, lost error) {
	if lost := w.session.control("SAVEPOINT turn"); lost != nil {
		return nil, lost
	}
	tx := &txn{session: &w.session}
	w.running.Store(true)
	t.begun <- tx
	err = <-t.ran
	w.running.Store(false)
	if broken := tx.finish(); err == nil {
		err = broken
	}
	if err != nil {
		if lost := w.session.control("ROLLBACK TO turn"); lost != nil {
			return nil, lost
		}
	}
	t.changes, t.commit = tx.changes, tx.commit
	return err, w.session.control("RELEASE turn")
}

func (w *writer) fail(turns []*turn, err error) {
	w.session.abandon()
	for _, t := range turns {
		t.end(err)
	}
}

func (w *writer) succeed(turns []*turn) {
	for _, t := range turns {
		for _, commit := range t.commit {
			commit()
		}
		t.seen = w.publish(t.changes)
		t.end(nil)
	}
}
