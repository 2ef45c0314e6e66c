package sqlite_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/record/recordtest"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
)

type recordSpec = record.Spec[recordtest.Noun]

func TestOpenTableRefuses(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "data.db"), quick)
	for name, c := range map[string]struct {
		change func(*recordSpec)
		want   string
	}{
		"a table the schema lacks":  {func(s *recordSpec) { s.Table = "castles" }, `"castles": the schema does not have it`},
		"a name that needs quotes":  {func(s *recordSpec) { s.Table = "users; --" }, "not of the form"},
		"no name":                   {func(s *recordSpec) { s.Table = "" }, "not of the form"},
		"no key":                    {func(s *recordSpec) { s.Key = nil }, "no key"},
		"secrets without a sealer":  {func(s *recordSpec) { s.Secrets = recordtest.Spec("users").Secrets }, "no key to seal"},
		"an index twice":            {func(s *recordSpec) { s.Indexes = append(s.Indexes, s.Indexes[0]) }, "twice"},
		"an index without values":   {func(s *recordSpec) { s.Indexes[0].Of = nil }, "no values"},
		"an index with a bad name":  {func(s *recordSpec) { s.Indexes[0].Name = "E-Mail" }, `"E-Mail"`},
		"an index without any name": {func(s *recordSpec) { s.Indexes[0].Name = "" }, "not of the form"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := plain()
			c.change(&spec)
			if _, err := sqlstore.Open(t.Context(), db, spec); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestSealedValueStaysInItsPlace(t *testing.T) {
	t.Parallel()
	for name, move := range map[string]string{
		"to another row":   `UPDATE users SET body = replace((SELECT body FROM users WHERE key = 'a'), '"a"', '"b"') WHERE key = 'b'`,
		"to another table": `INSERT INTO stacks SELECT 'b', rev, replace(body, '"a"', '"b"') FROM users WHERE key = 'a'`,
		"in clear":         `UPDATE users SET body = json_set(body, '$.Secret', 'planted') WHERE key = 'b'`,
		"cut short":        `UPDATE users SET body = json_set(body, '$.Secret', 'AQ==') WHERE key = 'b'`,
		"exchanged":        `UPDATE users SET body = json_set(body, '$.Secret', json_extract(body, '$.Secrets[0]')) WHERE key = 'b'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "data.db")
			db := open(t, path, sqlite.Options{Synchronous: sqlite.Off, Sealer: ring(t, 1)})
			users, stacks := table(t, db, recordtest.Spec("users")), table(t, db, recordtest.Spec("stacks"))
			for _, id := range []string{"a", "b"} {
				n := recordtest.Noun{ID: id, Secret: "secret of " + id, Secrets: []string{"another"}}
				if err := users.Insert(t.Context(), &n); err != nil {
					t.Fatal(err)
				}
			}
			execute(t, path, move)
			reader := users
			if strings.Contains(move, "stacks") {
				reader = stacks
			}
			_, err := reader.Get(t.Context(), "b")
			wantSealed(t, "get", err)
			_, err = reader.List(t.Context(), record.Query{})
			wantSealed(t, "list", err)
			_, err = reader.Update(t.Context(), "b", func(*recordtest.Noun) error { return nil })
			wantSealed(t, "update", err)
		})
	}
}

func wantSealed(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), `"b": secret 0 does not open`) {
		t.Errorf("%s: error %v", what, err)
	}
}

func TestSecretsNeedTheirKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	for _, fill := range []byte{1, 2} {
		db, err := sqlite.Open(t.Context(), path, sqlite.Options{Synchronous: sqlite.Off, Sealer: ring(t, fill)})
		if err != nil {
			t.Fatal(err)
		}
		users := table(t, db, recordtest.Spec("users"))
		if fill == 1 {
			err = users.Insert(t.Context(), &recordtest.Noun{ID: "b", Secret: "s"})
		} else {
			_, err = users.Get(t.Context(), "b")
			wantSealed(t, "get with another key", err)
			err = nil
		}
		if err = errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestIndexesFollowTheSpec: a program that declares other indexes finds the rows that are there.
func TestIndexesFollowTheSpec(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "data.db"), quick)
	first := plain()
	first.Indexes = first.Indexes[:1] // name
	users := table(t, db, first)
	for _, id := range []string{"a", "b"} {
		if err := users.Insert(t.Context(), &recordtest.Noun{ID: id, Name: "n" + id, Tags: []string{"x"}}); err != nil {
			t.Fatal(err)
		}
	}
	second := plain()
	second.Indexes = second.Indexes[1:] // tag
	users = table(t, db, second)
	if rows, err := users.List(t.Context(), record.Query{Index: "tag", Value: "x"}); err != nil || len(rows) != 2 {
		t.Errorf("by the new index: %d rows, %v", len(rows), err)
	}
	third := plain()
	users = table(t, db, third)
	if n, err := users.Find(t.Context(), "name", "nb"); err != nil || n.ID != "b" {
		t.Errorf("by the index that came back: %+v, %v", n, err)
	}
	fourth := plain()
	fourth.Indexes[1].Unique = true
	if _, err := sqlstore.Open(t.Context(), db, fourth); !errors.Is(err, record.ErrExists) {
		t.Errorf("a unique index over values that are not: %v", err)
	}
	if rows, err := users.List(t.Context(), record.Query{Index: "tag", Value: "x"}); err != nil || len(rows) != 2 {
		t.Errorf("after the refusal: %d rows, %v", len(rows), err)
	}
}

func TestDamagedBodyIsNamed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data.db")
	users := table(t, open(t, path, quick), plain())
	execute(t, path, "INSERT INTO users (key, rev, body) VALUES ('a', 1, '{')")
	if _, err := users.Get(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), `users "a"`) {
		t.Errorf("error %v", err)
	}
}
