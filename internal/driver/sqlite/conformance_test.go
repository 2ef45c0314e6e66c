package sqlite_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	recordtest.Run(t, func(t *testing.T) recordtest.Store {
		path := filepath.Join(t.TempDir(), "data.db")
		db := open(t, path, sqlite.Options{Synchronous: sqlite.Off, Sealer: ring(t, 1)})
		return recordtest.Store{
			Name: "users", OtherName: "stacks",
			Table: table(t, db, recordtest.Spec("users")),
			Other: table(t, db, recordtest.Spec("stacks")),
			Newer: table(t, db, recordtest.NewerSpec("users")),
			Tx:    db, Changes: db,
			AtRest: func(t *testing.T) []byte { return atRest(t, path) },
		}
	})
}

func open(t testing.TB, path string, options sqlite.Options) *sqlstore.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, options)
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

func ring(t testing.TB, fill byte) *keyring.Ring {
	t.Helper()
	r, err := keyring.New(bytes.Repeat([]byte{fill}, keyring.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// atRest is the data file and its log.
func atRest(t *testing.T, path string) []byte {
	t.Helper()
	var all []byte
	for _, name := range []string{path, path + "-wal"} {
		part, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, part...)
	}
	return all
}
