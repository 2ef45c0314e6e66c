// Package postgrestest starts a PostgreSQL server of its own for the tests of a package.
//
//	TestMain   os.Exit(postgrestest.Main(m, &server))
//	the first test that asks   initdb, postgres on a Unix socket in a temporary folder
//	server.Database(t)         an empty database, or a skip where PostgreSQL is not installed
//	server.Used(t)             the same with the tables of an earlier test, emptied
//	the end of the process     the server stops, however the process ends
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	role     = "sally"
	password = "correct horse:battery/staple"
)

// errAbsent says that PostgreSQL is not installed.
var errAbsent = errors.New("PostgreSQL is not installed: initdb and postgres are neither in /usr/lib/postgresql/*/bin nor in the PATH")

// Server is a PostgreSQL server that starts when the first test asks for a database.
type Server struct {
	Durable bool // waits for the disk at every commit, as in production

	once   sync.Once
	err    error
	folder string
	alive  io.Closer // the server stops when it is closed
	ended  chan struct{}
	made   atomic.Int64

	mu   sync.Mutex
	free []string // databases that tests have used and emptied
}

// Main runs the tests of a package and stops its servers.
func Main(m *testing.M, servers ...*Server) int {
	for _, s := range servers {
		defer s.stop()
	}
	return m.Run()
}

// Database makes an empty database and gives its URL. Where PostgreSQL is missing the test is skipped, or fails if
// SALLYPORT_TEST_REQUIRE is 1.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.require(t)
	name := fmt.Sprintf("test_%d", s.made.Add(1))
	Execute(t, s.URL("postgres"), "CREATE DATABASE "+name)
	return s.URL(name)
}

func (s *Server) require(t testing.TB) {
	t.Helper()
	s.once.Do(func() { s.err = s.start() })
	if errors.Is(s.err, errAbsent) && os.Getenv("SALLYPORT_TEST_REQUIRE") != "1" {
		t.Skip(s.err)
	}
	if s.err != nil {
		t.Fatal(s.err)
	}
}

// empty deletes the rows of every table but that of goose, which says which tables there are.
const empty = `DO $$
DECLARE
	name TEXT;
BEGIN
	FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version' LOOP
		EXECUTE format('DELETE FROM %I', name);
	END LOOP;
END
$$`

// Used gives a database that may have the tables already, but no rows: making tables takes longer than most tests. The test
// leaves the tables as they were and closes its connections.
func (s *Server) Used(t testing.TB) string {
	t.Helper()
	s.require(t)
	s.mu.Lock()
	var url string
	if last := len(s.free) - 1; last >= 0 {
		url, s.free = s.free[last], s.free[:last]
	}
	s.mu.Unlock()
	if url == "" {
		url = s.Database(t)
	}
	t.Cleanup(func() {
		if err := execute(context.WithoutCancel(t.Context()), url, empty); err != nil {
			t.Error(err)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.free = append(s.free, url)
	})
	return url
}

// URL is that of a database by name. It holds the password.
func (s *Server) URL(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(role, password), Path: "/" + database,
		RawQuery: url.Values{"host": {s.folder}}.Encode(),
	}
	return u.String()
}

// Execute is another program at work on a database.
func Execute(t testing.TB, url, statement string, args ...any) {
	t.Helper()
	if err := execute(t.Context(), url, statement, args...); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) run(ctx context.Context, statement string) error {
	return execute(ctx, s.URL("postgres"), statement)
}

func execute(ctx context.Context, url, statement string, args ...any) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement, args...)
	return errors.Join(err, conn.Close(ctx))
}

func (s *Server) start() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	if s.folder, err = os.MkdirTemp("", "sallyport-pg"); err != nil {
		return err
	}
	credential, err := unprivileged(s.folder)
	if err != nil {
		return err
	}
	secret := filepath.Join(s.folder, "password")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o644); err != nil {
		return err
	}
	data := filepath.Join(s.folder, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", data, "--username", role, "--pwfile", secret,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions")
	initdb.Dir, initdb.SysProcAttr = s.folder, credential
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s.serve(bin, data)
}

// keeper runs the server until its own standard input ends, which it does when the tests' process does.
const keeper = `"$@" </dev/null & server=$!; read -r _; kill -QUIT $server; wait $server`

func (s *Server) serve(bin, data string) error {
	args := []string{"-c", keeper, "keeper", filepath.Join(bin, "postgres"), "-D", data, "-k", s.folder,
		"-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=32MB"}
	if !s.Durable {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
	}
	server := exec.Command("/bin/sh", args...)
	var err error
	if server.SysProcAttr, err = unprivileged(s.folder); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(s.folder, "log"))
	if err != nil {
		return err
	}
	server.Dir, server.Stdout, server.Stderr = s.folder, log, log
	if s.alive, err = server.StdinPipe(); err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	s.ended = make(chan struct{})
	go func() {
		_ = server.Wait()
		_ = log.Close()
		close(s.ended)
	}()
	return s.await()
}

func (s *Server) await() error {
	var err error
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err = s.run(context.Background(), "SELECT 1"); err == nil {
			return nil
		}
		select {
		case <-s.ended:
			log, _ := os.ReadFile(filepath.Join(s.folder, "log"))
			return fmt.Errorf("the server ended: %s", log)
		default:
		}
	}
	return fmt.Errorf("the server does not start: %w", err)
}

func (s *Server) stop() {
	if s.alive != nil {
		_ = s.alive.Close()
		<-s.ended
	}
	if s.folder != "" {
		_ = os.RemoveAll(s.folder)
	}
}

// binaries finds the folder of initdb and postgres; the newest if there are several.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(slices.Max(found)), nil
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", errAbsent
	}
	if initdb, err = filepath.EvalSymlinks(initdb); err != nil {
		return "", err
	}
	return filepath.Dir(initdb), nil
}
