package recordtest

import (
	"context"
	"errors"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
)

var errRefused = errors.New("refused")

func increment(n *Noun) error { n.Count++; return nil }

// writeAll does one write of each kind.
func writeAll(ctx context.Context, s Store) error {
	if err := s.Table.Insert(ctx, &Noun{ID: "new", Name: "nina"}); err != nil {
		return err
	}
	if err := s.Other.Insert(ctx, &Noun{ID: "other"}); err != nil {
		return err
	}
	if _, err := s.Table.Update(ctx, "old", increment); err != nil {
		return err
	}
	return s.Table.Delete(ctx, "gone")
}

func seed(t *testing.T, s Store) {
	t.Helper()
	insert(t, s.Table, Noun{ID: "old", Name: "olaf"}, Noun{ID: "gone", Name: "gina"})
}

// wantSeed fails the test unless nothing of writeAll is there.
func wantSeed(t *testing.T, s Store) {
	t.Helper()
	wantKeys(t, t.Context(), s.Table, record.Query{}, "gone", "old")
	wantKeys(t, t.Context(), s.Other, record.Query{})
	wantRow(t, t.Context(), s.Table, Noun{ID: "old", Name: "olaf"})
	wantFound(t, s.Table, "nina", "")
	wantFound(t, s.Table, "gina", "gone")
}

func testTxCommits(t *testing.T, s Store) {
	seed(t, s)
	err := s.Tx.Tx(t.Context(), func(ctx context.Context) error {
		if err := writeAll(ctx, s); err != nil {
			return err
		}
		wantRow(t, ctx, s.Table, Noun{ID: "old", Name: "olaf", Count: 1}) // its own writes are seen
		wantKeys(t, ctx, s.Table, record.Query{}, "new", "old")
		if n, err := s.Table.Find(ctx, "name", "nina"); err != nil || n.ID != "new" {
			t.Errorf("find its own insert: %+v, %v", n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantKeys(t, t.Context(), s.Table, record.Query{}, "new", "old")
	wantKeys(t, t.Context(), s.Other, record.Query{}, "other")
	wantRow(t, t.Context(), s.Table, Noun{ID: "old", Name: "olaf", Count: 1})
}

func testTxRollsBack(t *testing.T, s Store) {
	seed(t, s)
	err := s.Tx.Tx(t.Context(), func(ctx context.Context) error {
		return errors.Join(writeAll(ctx, s), errRefused)
	})
	wantError(t, "tx whose closure fails", err, errRefused)
	wantSeed(t, s)
}

func testTxPanics(t *testing.T, s Store) {
	seed(t, s)
	panics := map[string]func() error{
		"tx": func() error {
			return s.Tx.Tx(t.Context(), func(ctx context.Context) error {
				if err := writeAll(ctx, s); err != nil {
					t.Error(err)
				}
				panic("in a transaction")
			})
		},
		"update": func() error {
			_, err := s.Table.Update(t.Context(), "old", func(n *Noun) error {
				n.Count++
				panic("in an update")
			})
			return err
		},
	}
	for name, run := range panics {
		contained := func() (failed bool) {
			defer func() { failed = failed || recover() != nil }()
			return run() != nil
		}
		if !contained() {
			t.Errorf("%s: a panic was taken for success", name)
		}
	}
	wantSeed(t, s)
	if err := s.Tx.Tx(t.Context(), func(ctx context.Context) error { return writeAll(ctx, s) }); err != nil {
		t.Errorf("the next transaction: %v", err)
	}
}

// testTxGoesOnAfterRefusal: a write that is refused leaves nothing behind, so the closure may go on.
func testTxGoesOnAfterRefusal(t *testing.T, s Store) {
	seed(t, s)
	err := s.Tx.Tx(t.Context(), func(ctx context.Context) error {
		wantError(t, "insert a taken key", s.Table.Insert(ctx, &Noun{ID: "old"}), record.ErrExists)
		wantError(t, "insert a taken name", s.Table.Insert(ctx, &Noun{ID: "b", Name: "olaf", Tags: []string{"x"}}), record.ErrExists)
		_, err := s.Table.Update(ctx, "gone", func(n *Noun) error { n.Name, n.Count = "olaf", 7; return nil })
		wantError(t, "rename to a taken name", err, record.ErrExists)
		_, err = s.Table.Update(ctx, "gone", func(n *Noun) error { n.Count = 7; return errRefused })
		wantError(t, "update", err, errRefused)
		wantError(t, "delete", s.Table.Delete(ctx, "none"), record.ErrNotFound)
		return s.Other.Insert(ctx, &Noun{ID: "kept"})
	})
	if err != nil {
		t.Fatal(err)
	}
	wantKeys(t, t.Context(), s.Table, record.Query{}, "gone", "old")
	wantKeys(t, t.Context(), s.Table, record.Query{Index: "tag", Value: "x"})
	wantRow(t, t.Context(), s.Table, Noun{ID: "gone", Name: "gina"})
	wantRow(t, t.Context(), s.Other, Noun{ID: "kept"})
}

func testTxIsIsolated(t *testing.T, s Store) {
	seed(t, s)
	err := s.Tx.Tx(t.Context(), func(ctx context.Context) error {
		err := writeAll(ctx, s)
		wantSeed(t, s) // with the context from outside
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testTxEnds(t *testing.T, s Store) {
	var kept context.Context
	if err := s.Tx.Tx(t.Context(), func(ctx context.Context) error { kept = ctx; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := s.Table.Insert(kept, &Noun{ID: "late"}); err == nil {
		t.Error("a write with the context of a transaction that is over passed")
	}
	if _, err := s.Table.List(kept, record.Query{}); err == nil {
		t.Error("a read with the context of a transaction that is over passed")
	}
	wantMissing(t, t.Context(), s.Table, "late")
}

func testNested(t *testing.T, s Store) {
	seed(t, s)
	outside := t.Context()
	writes := map[string]func(ctx context.Context) error{
		"insert": func(ctx context.Context) error { return s.Table.Insert(ctx, &Noun{ID: "nested"}) },
		"update": func(ctx context.Context) error { _, err := s.Other.Update(ctx, "old", increment); return err },
		"delete": func(ctx context.Context) error { return s.Table.Delete(ctx, "gone") },
		"tx":     func(ctx context.Context) error { return s.Tx.Tx(ctx, func(context.Context) error { return nil }) },
	}
	for name, write := range writes {
		_, err := s.Table.Update(outside, "old", func(*Noun) error { return write(outside) })
		wantError(t, name+" in an update", err, record.ErrNested)
		err = s.Tx.Tx(outside, func(context.Context) error { return write(outside) })
		wantError(t, name+" in a tx with the context from outside", err, record.ErrNested)
		err = s.Tx.Tx(outside, func(ctx context.Context) error {
			_, err := s.Table.Update(ctx, "old", func(*Noun) error { return write(ctx) })
			return err
		})
		wantError(t, name+" in an update in a tx", err, record.ErrNested)
	}
	err := s.Tx.Tx(outside, writes["tx"])
	wantError(t, "tx in a tx", err, record.ErrNested)
	wantSeed(t, s)
}
