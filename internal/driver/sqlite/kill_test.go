package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
)

// killedChild names the data file to the test binary run as a child that writes until it is killed.
const killedChild = "SQLITE_TEST_KILLED_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(killedChild); path != "" {
		if err := writeForEver(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeForEver tells every key after its insert has returned. Each row has an index entry, to see that both are there.
func writeForEver(path string) error {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	users, err := openPlain(ctx, db)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for writer := range 8 {
		go func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%d-%d-%d", os.Getpid(), writer, i)
				if err := users.Insert(ctx, &recordtest.Noun{ID: key, Name: key}); err != nil {
					failed <- err
				}
				fmt.Println(key) // one write to the pipe: it arrives whole or not at all
			}
		}()
	}
	return <-failed
}

// TestKilledProcessLosesNothing kills a writing process several times over one file, and finds all it acknowledged.
func TestKilledProcessLosesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	var acknowledged []string
	for round := range 3 {
		keys := killWriter(t, path, 50+50*round)
		acknowledged = append(acknowledged, keys...)
		db, err := sqlite.Open(t.Context(), path, quick)
		if err != nil {
			t.Fatalf("open after the kill: %v", err)
		}
		users := table(t, db, plain())
		for _, key := range acknowledged {
			if got, err := users.Find(t.Context(), "name", key); err != nil || got.ID != key {
				t.Fatalf("acknowledged and lost: %s: %v", key, err)
			}
		}
		rows, err := users.List(t.Context(), record.Query{})
		if err != nil || len(rows) < len(acknowledged) {
			t.Fatalf("%d rows, %v; %d were acknowledged", len(rows), err, len(acknowledged))
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killWriter runs a child until it has acknowledged n keys, kills it, and returns all it acknowledged.
func killWriter(t *testing.T, path string, n int) (keys []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0])
	child.Env = append(os.Environ(), killedChild+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		keys = append(keys, lines.Text())
		if len(keys) == n {
			wantOpenError(t, path, "in use by process "+strconv.Itoa(child.Process.Pid))
			if err := child.Process.Kill(); err != nil { // the rest of the pipe is read to its end
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // killed: there is no other way it ends
	if len(keys) < n {
		t.Fatalf("the child ended by itself after %d keys", len(keys))
	}
	return keys
}
