package postgres_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/driver/postgres"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

// TestOlderServerMustNotWrite: a server whose indexes are not those of the table any more would leave rows that the newer
// one does not find.
func TestOlderServerMustNotWrite(t *testing.T) {
	t.Parallel()
	url := server.Used(t)
	old := plain()
	old.Indexes = old.Indexes[:1] // name, not tag
	older := table(t, open(t, url, postgres.Options{}), old)
	if err := older.Insert(t.Context(), &noun{ID: "a", Name: "anna", Tags: []string{"x"}}); err != nil {
		t.Fatal(err)
	}
	newer := table(t, open(t, url, postgres.Options{}), plain())
	_, update := older.Update(t.Context(), "a", func(n *noun) error { n.Name = "b"; return nil })
	for what, err := range map[string]error{
		"insert": older.Insert(t.Context(), &noun{ID: "b", Tags: []string{"x"}}),
		"update": update,
		"delete": older.Delete(t.Context(), "a"),
	} {
		if err == nil || !strings.Contains(err.Error(), "another version of the program") {
			t.Errorf("%s: error %v", what, err)
		}
	}
	if n, err := older.Get(t.Context(), "a"); err != nil || n.Name != "anna" {
		t.Errorf("it reads %+v, %v", n, err)
	}
	if rows, err := newer.List(t.Context(), record.Query{Index: "tag", Value: "x"}); err != nil || len(rows) != 1 {
		t.Errorf("by the new index: %d rows, %v", len(rows), err)
	}
	if err := newer.Insert(t.Context(), &noun{ID: "c", Tags: []string{"x"}}); err != nil {
		t.Error(err)
	}
}

// TestServersAgreeOnIndexesBeforeTheFirstRow: an empty table belongs to who opened it last.
func TestServersAgreeOnIndexesBeforeTheFirstRow(t *testing.T) {
	t.Parallel()
	url := server.Used(t)
	first := open(t, url, postgres.Options{})
	old := plain()
	old.Indexes = nil
	older, err := sqlstore.Open(t.Context(), first, old)
	if err != nil {
		t.Fatal(err)
	}
	newer := table(t, open(t, url, postgres.Options{}), plain())
	if err := older.Insert(t.Context(), &noun{ID: "a", Name: "anna"}); err == nil {
		t.Error("the older one wrote a row that the newer one does not find by name")
	}
	if err := newer.Insert(t.Context(), &noun{ID: "a", Name: "anna"}); err != nil {
		t.Error(err)
	}
}
