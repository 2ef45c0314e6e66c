package recordtest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/core/record"
)

func testInsert(t *testing.T, s Store) {
	for _, n := range []Noun{
		{ID: "a", Name: "anna", Tags: []string{"x", "y", "x"}, Count: 3},
		{ID: "a/b", Name: "ünïcode ‹ü›"},
		{ID: "' OR 1=1 --", Name: `"quoted" ? $1`},
		{ID: " "},
		{ID: "zero"},
	} {
		insert(t, s.Table, n)
		wantRow(t, t.Context(), s.Table, n)
		wantMissing(t, t.Context(), s.Other, n.ID)
	}
}

func testInsertRefuses(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "a", Count: 1})
	wantError(t, "insert twice", s.Table.Insert(t.Context(), &Noun{ID: "a", Count: 2}), record.ErrExists)
	wantRow(t, t.Context(), s.Table, Noun{ID: "a", Count: 1})
	for _, key := range []string{"", "nul\x00nul", "\xff"} {
		if err := s.Table.Insert(t.Context(), &Noun{ID: key}); err == nil {
			t.Errorf("a row with the key %q passed", key)
		}
	}
	if err := s.Table.Insert(t.Context(), &Noun{ID: "b", Tags: []string{"\xff"}}); err == nil {
		t.Error("an index value that is not text passed")
	}
	wantKeys(t, t.Context(), s.Table, record.Query{}, "a")
}

func testValuesAreCopies(t *testing.T, s Store) {
	given := Noun{ID: "a", Tags: []string{"x"}, Secret: "s", Secrets: []string{"t"}}
	want := Noun{ID: "a", Tags: []string{"x"}, Secret: "s", Secrets: []string{"t"}}
	insert(t, s.Table, given)
	if diff := cmp.Diff(want, given); diff != "" {
		t.Errorf("insert changed the value it was given (-want +got):\n%s", diff)
	}
	given.Tags[0] = "changed"
	got, err := s.Table.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	got.Tags[0] = "changed"
	wantRow(t, t.Context(), s.Table, want)
}

func testUpdate(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "a", Name: "anna", Tags: []string{"x"}}, Noun{ID: "b"})
	got, err := s.Table.Update(t.Context(), "a", func(n *Noun) error {
		n.Count++
		n.Name = ""
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Noun{ID: "a", Tags: []string{"x"}, Count: 1}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("what Update returned (-want +got):\n%s", diff)
	}
	wantRow(t, t.Context(), s.Table, want)
	wantRow(t, t.Context(), s.Table, Noun{ID: "b"})
}

func testUpdateRefuses(t *testing.T, s Store) {
	before := Noun{ID: "a", Name: "anna", Count: 1}
	insert(t, s.Table, before)
	ran := false
	_, err := s.Table.Update(t.Context(), "none", func(*Noun) error { ran = true; return nil })
	wantError(t, "update a missing row", err, record.ErrNotFound)
	if ran {
		t.Error("the closure ran without a row")
	}
	refusal := errors.New("no")
	got, err := s.Table.Update(t.Context(), "a", func(n *Noun) error { n.Count = 9; return refusal })
	wantError(t, "update whose closure fails", err, refusal)
	if got != nil {
		t.Errorf("a failed update returned %+v", got)
	}
	if _, err := s.Table.Update(t.Context(), "a", func(n *Noun) error { n.ID = "b"; return nil }); err == nil {
		t.Error("an update changed the key")
	}
	if _, err := s.Table.Update(t.Context(), "a", func(n *Noun) error { n.Tags = []string{"\xff"}; return nil }); err == nil {
		t.Error("an index value that is not text passed")
	}
	wantRow(t, t.Context(), s.Table, before)
	wantMissing(t, t.Context(), s.Table, "b")
}

func testDelete(t *testing.T, s Store) {
	insert(t, s.Table, Noun{ID: "a", Name: "anna", Tags: []string{"x"}}, Noun{ID: "b", Tags: []string{"x"}})
	if err := s.Table.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	wantMissing(t, t.Context(), s.Table, "a")
	_, err := s.Table.Find(t.Context(), "name", "anna")
	wantError(t, "find a deleted row", err, record.ErrNotFound)
	wantKeys(t, t.Context(), s.Table, record.Query{Index: "tag", Value: "x"}, "b")
	wantError(t, "delete twice", s.Table.Delete(t.Context(), "a"), record.ErrNotFound)
	insert(t, s.Table, Noun{ID: "a", Name: "anna"}) // all of it is free again
	wantRow(t, t.Context(), s.Table, Noun{ID: "a", Name: "anna"})
}
