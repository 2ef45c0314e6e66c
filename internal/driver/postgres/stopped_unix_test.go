//go:build unix

package postgres_test

import (
	"strconv"
	"syscall"
	"testing"
	"time"
)

// TestSilentServerIsNoticed: a connection may be open and dead, as behind a network that is gone.
func TestSilentServerIsNoticed(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	b := newNode(t, url)
	pid, err := strconv.Atoi(query(t, url, "SELECT max(pid)::text FROM pg_stat_activity WHERE "+listens))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Kill(pid, syscall.SIGCONT) }()
	start := time.Now()
	b.want(t, "")
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %v", took)
	}
}
