package recordtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
)

// wantFound fails the test unless the unique index leads to the key; "" is nothing.
func wantFound(t *testing.T, table record.Reader[Noun], name, key string) {
	t.Helper()
	got, err := table.Find(t.Context(), "name", name)
	if key == "" {
		wantError(t, "find "+name, err, record.ErrNotFound)
		return
	}
	if err != nil || got.ID != key {
		t.Errorf("find %s: %+v, %v; want %s", name, got, err, key)
	}
}

func testUnique(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "a", Name: "anna"}, Noun{ID: "b", Name: "Anna"}, Noun{ID: "c"}, Noun{ID: "d"})
	wantFound(t, s.Table, "anna", "a")
	wantFound(t, s.Table, "Anna", "b")
	wantFound(t, s.Table, "", "")
	wantFound(t, s.Table, "a", "")
	wantError(t, "insert a taken name", s.Table.Insert(t.Context(), &Noun{ID: "e", Name: "anna"}), record.ErrExists)
	wantMissing(t, t.Context(), s.Table, "e")
	insert(t, s.Other, Noun{ID: "e", Name: "anna"}) // another table, another index
}

func testUniqueMoves(t *testing.T, s Store) {
	rename := func(key, name string) error {
		_, err := s.Table.Update(t.Context(), key, func(n *Noun) error { n.Name = name; return nil })
		return err
	}
	insert(t, s.Table, Noun{ID: "a", Name: "anna"}, Noun{ID: "b", Name: "bert"})
	wantError(t, "rename to a taken name", rename("b", "anna"), record.ErrExists)
	wantFound(t, s.Table, "bert", "b")
	for _, step := range []struct{ key, name string }{{"a", "carl"}, {"b", "anna"}, {"b", "anna"}, {"a", "bert"}, {"a", ""}} {
		if err := rename(step.key, step.name); err != nil {
			t.Errorf("rename %s to %q: %v", step.key, step.name, err)
		}
	}
	wantFound(t, s.Table, "anna", "b")
	wantFound(t, s.Table, "bert", "")
	wantFound(t, s.Table, "carl", "")
}

func testUniqueIsAtomic(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "a", Name: "anna", Tags: []string{"x"}})
	wantError(t, "insert", s.Table.Insert(t.Context(), &Noun{ID: "b", Name: "anna", Tags: []string{"x"}}), record.ErrExists)
	wantKeys(t, t.Context(), s.Table, record.Query{}, "a")
	wantKeys(t, t.Context(), s.Table, record.Query{Index: "tag", Value: "x"}, "a")
}

func testIndex(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "c", Tags: []string{"x"}}, Noun{ID: "a", Tags: []string{"y", "x"}}, Noun{ID: "b"},
		Noun{ID: "d", Tags: []string{""}})
	tag := func(value string) record.Query { return record.Query{Index: "tag", Value: value} }
	wantKeys(t, t.Context(), s.Table, tag("x"), "a", "c")
	wantKeys(t, t.Context(), s.Table, tag("y"), "a")
	wantKeys(t, t.Context(), s.Table, tag(""), "d")
	wantKeys(t, t.Context(), s.Table, tag("z"))
	_, err := s.Table.Update(t.Context(), "a", func(n *Noun) error { n.Tags = []string{"z", "y"}; return nil })
	if err != nil {
		t.Fatal(err)
	}
	wantKeys(t, t.Context(), s.Table, tag("x"), "c")
	wantKeys(t, t.Context(), s.Table, tag("y"), "a")
	wantKeys(t, t.Context(), s.Table, tag("z"), "a")
}

// testLongValues: values longer than a database's index takes are found as others are, and keys have a limit.
func testLongValues(t *testing.T, s Store) {
	long := strings.Repeat("lörem \U0001F600 ", 400)
	insert(t, s.Table, Noun{ID: "a", Name: long + "a", Tags: []string{long}}, Noun{ID: "b", Name: long + "b", Tags: []string{long}},
		Noun{ID: "c", Name: "\x01mark", Tags: []string{long[:1024]}})
	wantFound(t, s.Table, long+"a", "a")
	wantFound(t, s.Table, long+"b", "b")
	wantFound(t, s.Table, "\x01mark", "c")
	wantFound(t, s.Table, long, "")
	wantError(t, "insert a taken name", s.Table.Insert(t.Context(), &Noun{ID: "d", Name: long + "a"}), record.ErrExists)
	wantKeys(t, t.Context(), s.Table, record.Query{Index: "tag", Value: long}, "a", "b")
	if err := s.Table.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	wantFound(t, s.Table, long+"a", "")
	wantKeys(t, t.Context(), s.Table, record.Query{Index: "tag", Value: long}, "b")
	longest := unlike(1536)
	insert(t, s.Table, Noun{ID: longest, Name: unlike(1024), Tags: []string{unlike(1024)}})
	wantKeys(t, t.Context(), s.Table, record.Query{Index: "tag", Value: unlike(1024)}, longest)
	if err := s.Table.Insert(t.Context(), &Noun{ID: longest + "x"}); err == nil {
		t.Error("a key of 1537 bytes passed")
	}
}

// unlike is text that does not compress well.
func unlike(size int) string {
	var b strings.Builder
	for state := uint32(1); b.Len() < size; {
		state = state*1664525 + 1013904223
		b.WriteByte('!' + byte(state>>24)%90)
	}
	return b.String()
}

func testUnknownIndex(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "a", Name: "anna", Tags: []string{"x"}})
	if got, err := s.Table.Find(t.Context(), "colour", "red"); err == nil {
		t.Errorf("an unknown index found %+v", got)
	}
	if got, err := s.Table.Find(t.Context(), "tag", "x"); err == nil {
		t.Errorf("an index that is not unique found %+v", got)
	}
	if got, err := s.Table.List(t.Context(), record.Query{Index: "colour", Value: "red"}); err == nil {
		t.Errorf("an unknown index listed %d rows", len(got))
	}
}

func testPages(t *testing.T, s Store) {
	var even, all []string
	for i := range 25 {
		n := Noun{ID: fmt.Sprintf("k%02d", i)}
		all = append(all, n.ID)
		if i%2 == 0 {
			n.Tags = []string{"even"}
			even = append(even, n.ID)
		}
		insert(t, s.Table, n)
	}
	for _, c := range []struct {
		query record.Query
		want  []string
	}{{record.Query{}, all}, {record.Query{Index: "tag", Value: "even"}, even}, {record.Query{Prefix: "k1"}, all[10:20]}} {
		wantKeys(t, t.Context(), s.Table, c.query, c.want...)
		for size := 1; size <= 26; size += 5 {
			q := c.query
			q.Limit = size
			for want := c.want; ; want = want[size:] {
				wantKeys(t, t.Context(), s.Table, q, want[:min(size, len(want))]...)
				if len(want) <= size {
					break
				}
				q.After = want[size-1]
			}
		}
	}
	wantKeys(t, t.Context(), s.Table, record.Query{After: "k23x"}, "k24") // the row paged from may be gone
	wantKeys(t, t.Context(), s.Table, record.Query{After: "k24"})
}

func testPrefix(t *testing.T, s Store) {
	keys := []string{"A", "a", "a%", "a/1", "a/2", "a_", "aa", "a\uD7FFx", "a\uE000", "a\U0010FFFF", "a\U0010FFFFz", "b", "\U0010FFFF", "\U0010FFFF1"}
	for i := range keys { // inserted from the end, found in order
		insert(t, s.Table, Noun{ID: keys[len(keys)-1-i], Tags: []string{"x"}})
	}
	for prefix, want := range map[string][]string{
		"":              keys,
		"a":             keys[1:11],
		"a/":            {"a/1", "a/2"},
		"a%":            {"a%"},
		"a_":            {"a_"},
		"a\uD7FF":       {"a\uD7FFx"},
		"a\U0010FFFF":   {"a\U0010FFFF", "a\U0010FFFFz"},
		"\U0010FFFF":    {"\U0010FFFF", "\U0010FFFF1"},
		"c":             {},
		"a/1 and so on": {},
	} {
		wantKeys(t, t.Context(), s.Table, record.Query{Prefix: prefix}, want...)
		wantKeys(t, t.Context(), s.Table, record.Query{Prefix: prefix, Index: "tag", Value: "x"}, want...)
		wantKeys(t, t.Context(), s.Table, record.Query{Prefix: prefix, Index: "tag", Value: "y"})
	}
}
