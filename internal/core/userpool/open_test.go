package userpool_test

import (
	"crypto/rand"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

func openStore(t testing.TB) userpool.Store {
	t.Helper()
	ring, err := keyring.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Sealer: ring, Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return userpool.Store{
		Pools: table(t, db, userpool.PoolSpec()), Keys: table(t, db, userpool.KeySpec()),
		Clients: table(t, db, userpool.ClientSpec()), Servers: table(t, db, userpool.ServerSpec()),
		Domains: table(t, db, userpool.DomainSpec()), Groups: table(t, db, userpool.GroupSpec()),
		Users: table(t, db, userpool.UserSpec()), Members: table(t, db, userpool.MembershipSpec()),
		Tx: db, Changes: db,
	}
}

func table[T any](t testing.TB, db *sqlstore.DB, spec record.Spec[T]) record.Table[T] {
	t.Helper()
	opened, err := sqlstore.Open(t.Context(), db, spec)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}
