package sqlstore

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// line is a Listener whose connection the test cuts.
type line struct {
	heard chan string
	cut   chan error
	dead  atomic.Bool // connecting gives errDead
}

var errDead = errors.New("no server")

func (l *line) Listen(ctx context.Context, ready func(), heard func(string)) error {
	if l.dead.Load() {
		return errDead
	}
	ready()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-l.cut:
			return err
		case notice := <-l.heard:
			heard(notice)
		}
	}
}

// told starts a feed on a line and a watcher, and gives what the watcher was told since the last call.
func told(t *testing.T, l *line) (f *feed, since func() []string) {
	t.Helper()
	f = &feed{listener: l, node: "own", changes: newChanges()}
	var mu sync.Mutex
	var keys []string
	f.changes.watch("users", func(key string) {
		mu.Lock()
		defer mu.Unlock()
		keys = append(keys, key)
	})
	if err := f.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.stop(); f.changes.stop() })
	return f, func() []string {
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		got := keys
		keys = nil
		return got
	}
}

func TestFeed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{heard: make(chan string), cut: make(chan error)}
		_, since := told(t, l)
		if diff := cmp.Diff([]string{""}, since()); diff != "" {
			t.Errorf("when it began to listen: %s", diff)
		}
		for _, c := range []struct {
			notice string
			want   []string
		}{
			{"1 other users=a", []string{"a"}},
			{"1 other stacks=a", nil},
			{"1 other stacks=a users", []string{""}},
			{"1 own users=b", nil},
			{"a later version's words", []string{""}},
		} {
			l.heard <- c.notice
			if diff := cmp.Diff(c.want, since()); diff != "" {
				t.Errorf("%s: %s", c.notice, diff)
			}
		}
		time.Sleep(time.Minute)
		if got := since(); got != nil {
			t.Errorf("while nothing happened: %q", got)
		}
	})
}

// TestFeedLost: watchers are told at once, again and again while it is deaf, and once more when it hears.
func TestFeedLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{heard: make(chan string), cut: make(chan error)}
		f, since := told(t, l)
		var lost []error
		f.lost = func(err error) { lost = append(lost, err) }
		since()
		l.dead.Store(true)
		l.cut <- errors.New("cut")
		if got := since(); len(got) != 1 {
			t.Errorf("when it was cut: %q", got)
		}
		for range 20 {
			time.Sleep(time.Second)
			if got := since(); len(got) < 2 {
				t.Errorf("in a second of silence: %q", got)
			}
		}
		if len(lost) != 1 || lost[0].Error() != "cut" {
			t.Errorf("lost %v, want it once", lost)
		}
		l.dead.Store(false)
		time.Sleep(maxPause)
		if got := since(); len(got) == 0 {
			t.Error("when it heard again: nothing")
		}
		time.Sleep(time.Minute)
		if got := since(); got != nil {
			t.Errorf("while it heard: %q", got)
		}
		l.heard <- "1 other users=a"
		if diff := cmp.Diff([]string{"a"}, since()); diff != "" {
			t.Error(diff)
		}
	})
}

// TestFeedFollows: until others tell of a table, anything in it may have changed.
func TestFeedFollows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &line{heard: make(chan string), cut: make(chan error)}
		f, since := told(t, l)
		var reachable atomic.Bool
		var asked atomic.Int64
		f.watched = func(context.Context, string) error {
			asked.Add(1)
			if reachable.Load() {
				return nil
			}
			return errDead
		}
		since()
		start := time.Now()
		f.follow("users")
		if waited := time.Since(start); waited != maxLag {
			t.Errorf("it waited %v", waited)
		}
		for range 5 {
			time.Sleep(time.Second)
			if got := since(); len(got) < 2 {
				t.Errorf("in a second without the others: %q", got)
			}
		}
		reachable.Store(true)
		time.Sleep(time.Second)
		since()
		asked.Store(0)
		f.follow("users")
		time.Sleep(time.Minute)
		if got := since(); got != nil || asked.Load() > 0 {
			t.Errorf("once they tell: %q, asked again %d times", got, asked.Load())
		}
	})
}

func TestFeedDoesNotStartDeaf(t *testing.T) {
	t.Parallel()
	l := new(line)
	l.dead.Store(true)
	f := &feed{listener: l, changes: newChanges()}
	if err := f.start(t.Context()); !errors.Is(err, errDead) {
		t.Errorf("error %v", err)
	}
}
