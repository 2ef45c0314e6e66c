package sqlstore

import (
	"slices"
	"sync"
	"time"
)

// maxPending is how many keys wait for a watcher before they become "anything may have changed".
const maxPending = 1024

// change is a row that a transaction wrote.
type change struct{ table, key string }

// changes tells watchers what was committed. Each watcher has a goroutine, so that a slow one delays neither the writer nor
// the others.
type changes struct {
	mu       sync.RWMutex
	watchers map[string]map[*watcher]struct{} // by table
	stopped  bool
	running  sync.WaitGroup
}

func newChanges() *changes {
	return &changes{watchers: map[string]map[*watcher]struct{}{}}
}

// publish tells the watchers and answers what to wait for until they have seen it.
func (c *changes) publish(committed []change) (seen []<-chan struct{}) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, change := range committed {
		for w := range c.watchers[change.table] {
			if told := w.add(change.key); !slices.Contains(seen, told) {
				seen = append(seen, told)
			}
		}
	}
	return seen
}

// publishAll tells every watcher that anything may have changed.
func (c *changes) publishAll() {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, watchers := range c.watchers {
		for w := range watchers {
			w.add("")
		}
	}
}

// maxLag is how long a write waits for the caches of this process: a watcher that hangs must not hang the writers.
const maxLag = time.Second

// await lets whoever wrote read what it wrote, through every cache of this process.
func await(seen []<-chan struct{}) {
	if len(seen) == 0 {
		return
	}
	limit := time.NewTimer(maxLag)
	defer limit.Stop()
	for _, told := range seen {
		select {
		case <-told:
		case <-limit.C:
			return
		}
	}
}

func (c *changes) watch(table string, changed func(string)) (stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return func() {}
	}
	w := newWatcher(changed)
	if c.watchers[table] == nil {
		c.watchers[table] = map[*watcher]struct{}{}
	}
	c.watchers[table][w] = struct{}{}
	c.running.Go(w.loop)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.watchers[table], w)
		w.end()
	}
}

func (c *changes) stop() {
	c.mu.Lock()
	c.stopped = true
	for _, watchers := range c.watchers {
		for w := range watchers {
			w.end()
		}
	}
	clear(c.watchers)
	c.mu.Unlock()
	c.running.Wait()
}

// watcher holds the keys its function has not seen yet.
type watcher struct {
	changed func(string)
	wake    chan struct{}
	quit    chan struct{}
	ending  sync.Once

	mu      sync.Mutex
	pending *batch
}

// batch is keys that a watcher is told together; done is closed when it has seen them.
type batch struct {
	keys map[string]struct{}
	done chan struct{}
}

func newBatch() *batch { return &batch{keys: map[string]struct{}{}, done: make(chan struct{})} }

func newWatcher(changed func(string)) *watcher {
	return &watcher{
		changed: changed,
		wake:    make(chan struct{}, 1),
		quit:    make(chan struct{}),
		pending: newBatch(),
	}
}

// add leaves a key for the watcher and answers what is closed once it has seen the key.
func (w *watcher) add(key string) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	keys := w.pending.keys
	if _, all := keys[""]; all {
		return w.pending.done
	}
	if len(keys) >= maxPending {
		clear(keys)
		key = ""
	}
	keys[key] = struct{}{}
	select {
	case w.wake <- struct{}{}:
	default:
	}
	return w.pending.done
}

func (w *watcher) take() *batch {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := w.pending
	w.pending = newBatch()
	return b
}

func (w *watcher) end() { w.ending.Do(func() { close(w.quit) }) }

func (w *watcher) loop() {
	for {
		select {
		case <-w.quit:
			close(w.take().done)
			return
		case <-w.wake:
		}
		b := w.take()
		w.tell(b)
		close(b.done)
	}
}

func (w *watcher) tell(b *batch) {
	for key := range b.keys {
		select {
		case <-w.quit:
			return
		default:
			w.changed(key)
		}
	}
}
