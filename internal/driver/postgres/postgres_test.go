package postgres_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/postgres"
	"github.com/sallyport/sallyport/internal/driver/postgres/postgrestest"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

var (
	server  postgrestest.Server
	durable = postgrestest.Server{Durable: true} // for benchmarks
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m, &server, &durable)) }

func TestConformance(t *testing.T) {
	t.Parallel()
	recordtest.Run(t, func(t *testing.T) recordtest.Store {
		url := server.Used(t)
		db := open(t, url, postgres.Options{Sealer: ring(t, 1)})
		return recordtest.Store{
			Name: "users", OtherName: "stacks",
			Table: table(t, db, recordtest.Spec("users")),
			Other: table(t, db, recordtest.Spec("stacks")),
			Newer: table(t, db, recordtest.NewerSpec("users")),
			Tx:    db, Changes: db,
			AtRest: func(t *testing.T) []byte { return atRest(t, url) },
		}
	})
}

func open(t testing.TB, url string, options postgres.Options) *sqlstore.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func table[T any](t testing.TB, db *sqlstore.DB, spec record.Spec[T]) record.Table[T] {
	t.Helper()
	opened, err := sqlstore.Open(t.Context(), db, spec)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// plain is the suite's Spec without secrets, for stores without a key.
func plain() (spec record.Spec[recordtest.Noun]) {
	spec = recordtest.Spec("users")
	spec.Secrets = nil
	return spec
}

func ring(t testing.TB, fill byte) *keyring.Ring {
	t.Helper()
	r, err := keyring.New(bytes.Repeat([]byte{fill}, keyring.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// atRest is the rows and their index entries.
func atRest(t *testing.T, url string) []byte {
	t.Helper()
	var all []byte
	for _, table := range []string{"users", "users_index"} {
		all = append(all, query(t, url, "SELECT string_agg(t::text, ' ') FROM "+table+" t")...)
	}
	return all
}

// query is one text out of a database, by another program.
func query(t *testing.T, url, statement string, args ...any) (text string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(conn.QueryRow(t.Context(), statement, args...).Scan(&text), conn.Close(t.Context())); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", strings.TrimSpace(statement), err))
	}
	return text
}
