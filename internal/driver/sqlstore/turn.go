package sqlstore

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"sync/atomic"

	"github.com/sallyport/sallyport/internal/core/record"
)

// errUnwound is the outcome of a closure that did not return: it panicked, or ended its goroutine as a failing test does.
var errUnwound = errors.New("the closure did not return")

const (
	waiting = iota
	taken   // by the writer
	skipped // by the caller, who gave up
)

// turn is a caller's wish to write. Exactly one of writer and caller moves it away from waiting.
type turn struct {
	state   atomic.Int32
	begun   chan *txn  // the writer to the caller: run your closure; closed when the turn ends without
	ran     chan error // the caller to the writer: it returned so
	outcome chan error // the writer to the caller: it is durable, or why not
	changes []change
	seen    []<-chan struct{} // closed when the watchers have seen the changes
	commit  []func()
}

func newTurn() *turn {
	return &turn{begun: make(chan *txn, 1), ran: make(chan error, 1), outcome: make(chan error, 1)}
}

func (t *turn) take() bool { return t.state.CompareAndSwap(waiting, taken) }
func (t *turn) skip() bool { return t.state.CompareAndSwap(waiting, skipped) }

func (t *turn) end(err error) {
	t.outcome <- err
	close(t.begun)
}

// run runs the closure and tells the writer, however the closure ends. A nil transaction is a turn that could not begin.
func (t *turn) run(tx *txn, change func(*txn) error) {
	if tx == nil {
		return
	}
	err := errUnwound
	defer func() { t.ran <- err }()
	err = runClosure(tx, change)
}

// runClosure marks the stack of a goroutine that has its turn, for insideClosure.
//
//go:noinline
func runClosure(tx *txn, change func(*txn) error) error { return change(tx) }

var runClosureName = runtime.FuncForPC(reflect.ValueOf(runClosure).Pointer()).Name()

// insideClosure says whether the calling goroutine is running a closure. Such a goroutine must not ask for another turn: it
// would wait for itself. The context cannot tell, since the mistake is to use one from outside; the stack can.
func insideClosure() bool {
	pcs := make([]uintptr, 64)
	for skip := 1; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs)
		frames := runtime.CallersFrames(pcs[:n])
		for more := n > 0; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if f.Function == runClosureName {
				return true
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}

func nested() error {
	return fmt.Errorf("write without the transaction's context: %w", record.ErrNested)
}
