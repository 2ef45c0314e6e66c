package sqlstore

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Channel is where servers that share a database tell each other what they wrote.
const Channel = "sallyport_changes"

// Listener hears what is said on Channel. Listen connects, calls ready, then heard for each notice, and returns when the
// connection is lost or the context over. It must find out within half a second that a connection is dead.
type Listener interface {
	Listen(ctx context.Context, ready func(), heard func(notice string)) error
}

// While nothing is heard, or others may not tell yet, caches are told twice a second that anything may have changed, which makes them read through.
const deafBeat = 500 * time.Millisecond

// A lost connection is tried again soon, then less often.
const (
	minPause = 50 * time.Millisecond
	maxPause = 2 * time.Second
)

// feed passes on what other servers wrote to the watchers of this one.
//
//	follow           from now on every server tells of this table
//	Listen --heard--> the rows of a notice
//	   |----ready---> anything: what happened before is not told again
//	   '----lost----> anything, and again every deafBeat until ready
type feed struct {
	listener Listener
	node     string // leaves out what this server wrote, which its watchers have seen
	changes  *changes
	lost     func(error) // may be nil
	watched  func(ctx context.Context, table string) error

	deaf    atomic.Bool
	pause   time.Duration
	started chan error // the outcome of the first attempt
	life    context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu      sync.Mutex
	follows map[string]chan struct{} // by table; closed when the others tell of it
}

// start returns when the first connection listens.
func (f *feed) start(ctx context.Context) error {
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f.life, f.cancel, f.started, f.pause = background, cancel, make(chan error, 1), minPause
	f.follows = map[string]chan struct{}{}
	f.deaf.Store(true)
	f.running.Go(func() { f.loop(background) })
	f.running.Go(func() { f.beat(background) })
	var err error
	select {
	case err = <-f.started:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if err != nil {
		f.stop()
		return fmt.Errorf("listen for changes: %w", err)
	}
	return nil
}

func (f *feed) stop() {
	f.mu.Lock() // nobody begins to follow any more
	f.cancel()
	f.mu.Unlock()
	f.running.Wait()
}

func (f *feed) loop(ctx context.Context) {
	for ctx.Err() == nil {
		err := f.listener.Listen(ctx, f.ready, f.heard)
		if ctx.Err() != nil {
			return
		}
		f.fail(err)
		select {
		case <-ctx.Done():
		case <-time.After(f.pause):
		}
		f.pause = min(2*f.pause, maxPause)
	}
}

func (f *feed) ready() {
	f.deaf.Store(false)
	f.changes.publishAll()
	f.pause = minPause
	f.tellStart(nil)
}

func (f *feed) fail(err error) {
	if !f.deaf.Swap(true) && f.lost != nil {
		f.lost(err)
	}
	f.changes.publishAll()
	f.tellStart(err)
}

func (f *feed) tellStart(err error) {
	select {
	case f.started <- err:
	default:
	}
}

func (f *feed) heard(notice string) {
	node, changes, err := parseNotice(notice)
	switch {
	case err != nil: // another version of the program may say things that this one does not understand
		f.changes.publishAll()
	case node != f.node:
		f.changes.publish(changes)
	}
}

func (f *feed) beat(ctx context.Context) {
	ticker := time.NewTicker(deafBeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if f.deaf.Load() || f.waiting() {
				f.changes.publishAll()
			}
		}
	}
}
