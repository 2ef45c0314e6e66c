package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/postgres"
	"github.com/sallyport/sallyport/internal/driver/postgres/postgrestest"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

const wrong = "p4ss/w:rd"

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(t *testing.T, u *url.URL) // the database and its URL
		want []string
	}{
		"a wrong password": {func(_ *testing.T, u *url.URL) {
			u.User = url.UserPassword(u.User.Username(), wrong)
		}, []string{"password of user", "wrong"}},
		"a database that is not there": {func(_ *testing.T, u *url.URL) {
			u.Path = "/castles"
		}, []string{`"castles"`, "does not exist"}},
		"a newer schema": {func(t *testing.T, u *url.URL) {
			makeData(t, u.String())
			postgrestest.Execute(t, u.String(), "INSERT INTO schema_version (version_id, is_applied) VALUES (99, true)")
		}, []string{"a newer version of the program"}},
		"another program's tables": {func(t *testing.T, u *url.URL) {
			postgrestest.Execute(t, u.String(), "CREATE TABLE users (id int)")
		}, []string{"another program", "users"}},
		"a database in another encoding": {func(t *testing.T, u *url.URL) {
			latin := strings.TrimPrefix(u.Path, "/") + "_latin"
			postgrestest.Execute(t, u.String(), "CREATE DATABASE "+latin+" TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
			u.Path = "/" + latin
		}, []string{"LATIN1", "UTF8"}},
		"a replica that only reads": {func(t *testing.T, u *url.URL) {
			postgrestest.Execute(t, u.String(), "ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" SET default_transaction_read_only = on")
		}, []string{"read only"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(server.Database(t))
			if err != nil {
				t.Fatal(err)
			}
			c.make(t, u)
			wantOpenError(t, u.String(), c.want...)
		})
	}
}

func TestOpenRefusesURL(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ url, want string }{
		"no server":             {"postgres://sally:" + wrong[:4] + "@127.0.0.1:1/data", "127.0.0.1:1"},
		"no server on a socket": {"postgres://sally:" + wrong[:4] + "@/data?host=/nowhere&port=7", "/nowhere port 7"},
		"unescaped password":    {"postgres://sally:" + wrong + "%zz@localhost/data", "%40"},
		"another scheme":        {"mysql://sally:" + wrong + "@localhost/data", "postgres://"},
		"words":                 {"host=localhost password=" + wrong, "postgres://"},
		"a bad option":          {"postgres://sally:" + wrong[:4] + "@localhost/data?sslmode=perhaps", "postgres://"},
		"nothing":               {"", "postgres://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantOpenError(t, c.url, c.want)
		})
	}
}

func wantOpenError(t *testing.T, url string, want ...string) {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err == nil {
		t.Error(errors.Join(errors.New("it opened"), db.Close()))
		return
	}
	for _, part := range want {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q, want %q in it", err, part)
		}
	}
	if strings.Contains(err.Error(), wrong[:4]) || strings.Contains(err.Error(), "battery") {
		t.Errorf("the error shows the password: %v", err)
	}
}

func makeData(t *testing.T, url string) {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestReopenKeepsRows(t *testing.T) {
	t.Parallel()
	url := server.Used(t)
	for i := range 2 {
		db, err := postgres.Open(t.Context(), url, postgres.Options{})
		if err != nil {
			t.Fatal(err)
		}
		users := table(t, db, plain())
		if i == 0 {
			err = users.Insert(t.Context(), &recordtest.Noun{ID: "a", Count: 7})
		}
		got, getErr := users.Get(t.Context(), "a")
		if err = errors.Join(err, getErr, db.Close()); err != nil || got.Count != 7 {
			t.Errorf("opening %d: %+v, %v", i, got, err)
		}
	}
}

func TestClosedRefuses(t *testing.T) {
	t.Parallel()
	db := open(t, server.Used(t), postgres.Options{})
	users := table(t, db, plain())
	for range 2 {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := users.Insert(t.Context(), &recordtest.Noun{ID: "a"}); !errors.Is(err, sqlstore.ErrClosed) {
		t.Errorf("insert: %v", err)
	}
	if _, err := users.Get(t.Context(), "a"); err == nil || errors.Is(err, record.ErrNotFound) {
		t.Errorf("get: %v", err)
	}
}

func TestCloseInsideAClosureIsRefused(t *testing.T) {
	t.Parallel()
	db := open(t, server.Used(t), postgres.Options{})
	err := db.Tx(t.Context(), func(context.Context) error { return db.Close() })
	if !errors.Is(err, record.ErrNested) {
		t.Errorf("error %v", err)
	}
}

// TestSmallPools: more callers than connections, each of whom reads with another one while it writes.
func TestSmallPools(t *testing.T) {
	t.Parallel()
	db := open(t, server.Used(t), postgres.Options{Writers: 1, Readers: 1})
	users := table(t, db, plain())
	done := make(chan error, 20)
	for i := range cap(done) {
		go func() {
			done <- db.Tx(t.Context(), func(ctx context.Context) error {
				_, err := users.List(t.Context(), record.Query{})
				return errors.Join(err, users.Insert(ctx, &recordtest.Noun{ID: string(rune('a' + i))}))
			})
		}()
	}
	for range cap(done) {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(patience):
			t.Fatal("they wait for each other")
		}
	}
}

// TestSchemaIsThatOfSQLite: the tables of both databases have the same names.
func TestSchemaIsThatOfSQLite(t *testing.T) {
	t.Parallel()
	url := server.Used(t)
	makeData(t, url)
	found := strings.Fields(query(t, url, "SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('writers', 'watched')"))
	want := sqliteTables(t)
	slices.Sort(found)
	slices.Sort(want)
	if !slices.Equal(found, want) {
		t.Errorf("PostgreSQL has %v\nSQLite has %v", found, want)
	}
	sorted := query(t, url, `SELECT count(*)::text FROM information_schema.columns WHERE table_schema = 'public'
		AND column_name IN ('key', 'name', 'value', 'noun') AND collation_name IS DISTINCT FROM 'C'`)
	if sorted != "0" {
		t.Errorf("%s columns do not sort by bytes", sorted)
	}
}
