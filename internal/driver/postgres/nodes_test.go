package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/postgres"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

type noun = recordtest.Noun

// node is a server that shares the database with another.
type node struct {
	db    *sqlstore.DB
	users record.Table[noun]
	keys  chan string   // what its watcher is told
	lost  chan struct{} // it no longer hears the other
}

func nodes(t *testing.T, url string) (a, b node) {
	t.Helper()
	a, b = newNode(t, url), newNode(t, url)
	for len(a.keys) == 0 { // of the other's beginning
		time.Sleep(time.Millisecond)
	}
	<-a.keys
	return a, b
}

func newNode(t *testing.T, url string) node {
	t.Helper()
	n := node{keys: make(chan string, 10_000), lost: make(chan struct{}, 100)}
	n.db = open(t, url, postgres.Options{Lost: func(error) { n.lost <- struct{}{} }})
	n.users = table(t, n.db, plain())
	n.db.Watch("users", func(key string) { n.keys <- key })
	// What is said at the beginning is behind the node when it has seen a write of its own.
	n.insert(t, fmt.Sprintf("begin %p", n.keys))
	for len(n.keys) > 0 {
		<-n.keys
	}
	return n
}

// patience is how long something may take on a busy machine.
const patience = 10 * time.Second

// want fails the test unless the node's watcher is told the key, and says how long that took.
func (n node) want(t *testing.T, key string) time.Duration {
	t.Helper()
	start, timeout := time.Now(), time.After(patience)
	for {
		select {
		case got := <-n.keys:
			if got == key {
				return time.Since(start)
			}
		case <-timeout:
			t.Fatalf("the watcher was not told %q", key)
		}
	}
}

func (n node) insert(t *testing.T, id string) {
	t.Helper()
	if err := n.users.Insert(t.Context(), &noun{ID: id}); err != nil {
		t.Fatal(err)
	}
}

func TestNodesHearEachOther(t *testing.T) {
	t.Parallel()
	a, b := nodes(t, server.Used(t))
	for _, key := range []string{"k", "with space, = and ' and ünïcode", "2"} {
		a.insert(t, key)
		if took := b.want(t, key); took > time.Second {
			t.Errorf("it took %v", took)
		}
		if _, err := b.users.Update(t.Context(), key, func(n *noun) error { n.Count++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	told := map[string]int{}
	for range 6 { // three inserts of its own and what the other did; nothing twice
		told[<-a.keys]++
	}
	time.Sleep(100 * time.Millisecond)
	if len(told) != 3 || len(a.keys) > 0 {
		t.Errorf("the watcher was told %v and %d more", told, len(a.keys))
	}
}

// TestNobodyTellsOfWhatNobodyWatches: those who commit with something to tell wait for each other.
func TestNobodyTellsOfWhatNobodyWatches(t *testing.T) {
	t.Parallel()
	url := server.Used(t)
	a := newNode(t, url)
	stacks := plain()
	stacks.Table = "stacks"
	unwatched := table(t, a.db, stacks)
	ear, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer ear.Close(context.WithoutCancel(t.Context()))
	if _, err := ear.Exec(t.Context(), "LISTEN "+sqlstore.Channel); err != nil {
		t.Fatal(err)
	}
	if err := unwatched.Insert(t.Context(), &noun{ID: "silent"}); err != nil {
		t.Fatal(err)
	}
	a.insert(t, "loud")
	heard, err := ear.WaitForNotification(t.Context())
	if err != nil || !strings.Contains(heard.Payload, "users=loud") {
		t.Errorf("heard %+v, %v", heard, err)
	}
}

func TestNodesHearOfManyKeys(t *testing.T) {
	t.Parallel()
	a, b := nodes(t, server.Used(t))
	err := a.db.Tx(t.Context(), func(ctx context.Context) error {
		for i := range 500 {
			if err := a.users.Insert(ctx, &noun{ID: fmt.Sprintf("a long key that many share %04d", i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b.want(t, "")
}

// TestNodesLoseNothing: two servers count on the same rows, within transactions and without.
func TestNodesLoseNothing(t *testing.T) {
	t.Parallel()
	a, b := nodes(t, server.Used(t))
	a.insert(t, "x")
	a.insert(t, "y")
	increment := func(n *noun) error { n.Count++; return nil }
	const rounds = 25
	var all sync.WaitGroup
	for i, n := range []node{a, b, a, b} {
		all.Go(func() {
			for round := range rounds {
				err := n.db.Tx(t.Context(), func(ctx context.Context) error {
					first, second := "x", "y"
					if i >= 2 && round == 0 { // once in the other order, so that they may block each other
						first, second = second, first
					}
					_, err := n.users.Update(ctx, first, increment)
					if err == nil {
						_, err = n.users.Update(ctx, second, increment)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if _, err := n.users.Update(t.Context(), "x", increment); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for id, want := range map[string]int{"x": 8 * rounds, "y": 4 * rounds} {
		if n, err := b.users.Get(t.Context(), id); err != nil || n.Count != want {
			t.Errorf("%s: %+v, %v; want %d", id, n, err, want)
		}
	}
}

// TestTransactionsAreSerial: two servers may each add a row if there are fewer than the limit; together they keep to it.
func TestTransactionsAreSerial(t *testing.T) {
	t.Parallel()
	a, b := nodes(t, server.Used(t))
	const limit = 5
	full := errors.New("full")
	var all sync.WaitGroup
	for i, n := range slices.Repeat([]node{a, b}, 10) {
		all.Go(func() {
			err := n.db.Tx(t.Context(), func(ctx context.Context) error {
				rows, err := n.users.List(ctx, record.Query{Index: "tag", Value: "t"})
				if err != nil {
					return err
				}
				if len(rows) >= limit {
					return full
				}
				return n.users.Insert(ctx, &noun{ID: fmt.Sprint("row", i), Tags: []string{"t"}})
			})
			if err != nil && !errors.Is(err, full) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if rows, err := a.users.List(t.Context(), record.Query{Index: "tag", Value: "t"}); err != nil || len(rows) != limit {
		t.Errorf("%d rows, %v; want %d", len(rows), err, limit)
	}
}
