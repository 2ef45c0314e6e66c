package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

type noun struct{ ID, Name string }

func spec(table string) record.Spec[noun] {
	name := record.Index[noun]{Name: "name", Unique: true, Of: func(n *noun) []string { return []string{n.Name} }}
	return record.Spec[noun]{Table: table, Key: func(n *noun) string { return n.ID }, Indexes: []record.Index[noun]{name}}
}

func open(t *testing.T, tableName string) (*sqlstore.DB, record.Table[noun]) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	table, err := sqlstore.Open(t.Context(), db, spec(tableName))
	if err != nil {
		t.Fatal(err)
	}
	return db, table
}

func TestSchemaHasEveryNoun(t *testing.T) {
	t.Parallel()
	db, _ := open(t, "users")
	for name := range strings.FieldsSeq(`user_pools user_pool_clients resource_servers user_pool_domains user_pool_keys
		user_pool_groups users rest_apis rest_resources rest_authorizers rest_models rest_validators rest_gateway_responses
		rest_deployments rest_stages stacks stack_resources stack_events change_sets stack_exports access_keys settings outbox`) {
		table, err := sqlstore.Open(t.Context(), db, spec(name))
		if err != nil {
			t.Error(err)
			continue
		}
		if err := table.Insert(t.Context(), &noun{"a", "anna"}); err != nil {
			t.Error(err)
		}
		if n, err := table.Find(t.Context(), "name", "anna"); err != nil || n.ID != "a" {
			t.Errorf("%s: found %+v, %v", name, n, err)
		}
	}
}

// TestDatabaseEnforcesUnique: should the code's own check ever fail.
func TestDatabaseEnforcesUnique(t *testing.T) {
	t.Parallel()
	db, users := open(t, "users")
	err := db.Tx(t.Context(), func(ctx context.Context) error {
		return errors.Join(
			users.Insert(ctx, &noun{"a", "anna"}),
			sqlstore.Exec(ctx, db, "INSERT INTO users_index (name, value, key, uniq) VALUES ('name', 'anna', 'b', 1)"))
	})
	if err == nil || !strings.Contains(err.Error(), "UNIQUE") {
		t.Errorf("error %v", err)
	}
}

// TestBrokenStatementFailsTheTransaction, though the closure forgets the error.
func TestBrokenStatementFailsTheTransaction(t *testing.T) {
	t.Parallel()
	db, users := open(t, "users")
	err := db.Tx(t.Context(), func(ctx context.Context) error {
		err := users.Insert(ctx, &noun{"a", "anna"})
		_ = sqlstore.Exec(ctx, db, "INSERT INTO users (key) VALUES ('half')")
		return err
	})
	if err == nil {
		t.Error("it passed")
	}
	if rows, err := users.List(t.Context(), record.Query{}); err != nil || len(rows) != 0 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestLostTransaction: those in the batch are told, none of it is kept, and the writer goes on.
func TestLostTransaction(t *testing.T) {
	t.Parallel()
	for _, statement := range []string{"ROLLBACK", "RELEASE turn"} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			db, users := open(t, "users")
			err := db.Tx(t.Context(), func(ctx context.Context) error {
				return errors.Join(users.Insert(ctx, &noun{"a", "anna"}), sqlstore.Exec(ctx, db, statement))
			})
			if err == nil || !strings.Contains(err.Error(), "transaction is lost") {
				t.Errorf("error %v", err)
			}
			if err := users.Insert(t.Context(), &noun{"b", "bert"}); err != nil {
				t.Fatal(err)
			}
			if rows, err := users.List(t.Context(), record.Query{}); err != nil || len(rows) != 1 || rows[0].ID != "b" {
				t.Errorf("rows %v, %v", rows, err)
			}
		})
	}
}

// TestLostBatchFailsWhole: a write that shared the transaction is told too, never acknowledged and gone.
func TestLostBatchFailsWhole(t *testing.T) {
	t.Parallel()
	db, users := open(t, "users")
	var writers sync.WaitGroup
	acknowledged := make([]bool, 200)
	for i := range acknowledged {
		writers.Go(func() {
			err := db.Tx(t.Context(), func(ctx context.Context) error {
				if i%20 == 0 {
					return sqlstore.Exec(ctx, db, "ROLLBACK")
				}
				return users.Insert(ctx, &noun{fmt.Sprint("k", i), fmt.Sprint("n", i)})
			})
			acknowledged[i] = err == nil
		})
	}
	writers.Wait()
	for i, want := range acknowledged {
		_, err := users.Get(t.Context(), fmt.Sprint("k", i))
		if got := err == nil; got != want {
			t.Errorf("row %d: acknowledged %v, stored %v", i, want, got)
		}
		if i%20 == 0 && want {
			t.Errorf("the write that lost the transaction was acknowledged")
		}
	}
}
