package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/driver/postgres/postgrestest"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// TestDeafNodeKnows: a server that lost the connection on which it listens tells its caches that anything may have changed
// until it hears again.
func TestDeafNodeKnows(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	a, b := nodes(t, url)
	a.insert(t, "before")
	b.want(t, "before")
	killListeners(t, url)
	<-b.lost
	b.want(t, "")
	a.insert(t, "after")
	for deadline := time.Now().Add(patience); ; { // told by key again, once it listens
		a.insert(t, fmt.Sprint("again", time.Now().UnixNano()))
		if key := <-b.keys; strings.HasPrefix(key, "again") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the node does not hear again")
		}
	}
}

// TestDeafNodeGoesOnKnowing: as long as the database takes no new connection.
func TestDeafNodeGoesOnKnowing(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	b := newNode(t, url)
	name := query(t, url, "SELECT current_database()::text")
	postgrestest.Execute(t, server.URL("postgres"), "ALTER DATABASE "+name+" ALLOW_CONNECTIONS false")
	postgrestest.Execute(t, server.URL("postgres"), killed+"datname = $1", name)
	<-b.lost
	for start, last := time.Now(), time.Now(); time.Since(start) < 2*time.Second; last = time.Now() {
		b.want(t, "")
		if took := time.Since(last); took > time.Second {
			t.Errorf("nothing was said for %v", took)
		}
	}
	postgrestest.Execute(t, server.URL("postgres"), "ALTER DATABASE "+name+" ALLOW_CONNECTIONS true")
	b.insert(t, "own")
	b.want(t, "own")
}

const killed = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "

func killListeners(t *testing.T, url string) {
	t.Helper()
	postgrestest.Execute(t, url, killed+listens)
}

// What a backend ran last tells what it is: one that listens says nothing else but the empty query of a ping.
const listens = "datname = current_database() AND pid <> pg_backend_pid() AND query IN ('-- ping', 'LISTEN " + sqlstore.Channel + "')"

// TestConnectionsMayDie: reads and writes go on with others. A write whose commit was cut is not known to have happened.
func TestConnectionsMayDie(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	a := newNode(t, url)
	a.insert(t, "a")
	for i := range 5 {
		postgrestest.Execute(t, url, killed+"datname = current_database() AND pid <> pg_backend_pid()")
		if i%2 == 0 {
			if _, err := a.users.Get(t.Context(), "a"); err != nil {
				t.Errorf("read: %v", err)
			}
		}
		a.insert(t, fmt.Sprint("b", i))
	}
}

func TestConnectionDiesInATransaction(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	a := newNode(t, url)
	err := a.db.Tx(t.Context(), func(ctx context.Context) error {
		if err := a.users.Insert(ctx, &noun{ID: "half"}); err != nil {
			return err
		}
		postgrestest.Execute(t, url, killed+"datname = current_database() AND state = 'idle in transaction'")
		return nil
	})
	if err == nil {
		t.Error("it passed")
	}
	if _, err := a.users.Get(t.Context(), "half"); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("half of it: %v", err)
	}
	a.insert(t, "half")
}
