package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/sallyport/sallyport/internal/core/record"
)

// TestTxRunsAgain: a closure that read what another server then changed runs again and reads what that server wrote.
func TestTxRunsAgain(t *testing.T) {
	t.Parallel()
	a, b := nodes(t, server.Used(t))
	a.insert(t, "n")
	var seen []int
	err := a.db.Tx(t.Context(), func(ctx context.Context) error {
		n, err := a.users.Get(ctx, "n")
		if err != nil {
			return err
		}
		seen = append(seen, n.Count)
		if len(seen) == 1 {
			_, err = b.users.Update(t.Context(), "n", func(n *noun) error { n.Count = 7; return nil })
		}
		if err == nil {
			_, err = a.users.Update(ctx, "n", func(n *noun) error { n.Count++; return nil })
		}
		if err != nil {
			return errors.New("the closure hides why") // the database said it all the same
		}
		return nil
	})
	if err != nil || len(seen) != 2 || seen[0] != 0 || seen[1] != 7 {
		t.Errorf("it saw %v, %v", seen, err)
	}
	if n, err := b.users.Get(t.Context(), "n"); err != nil || n.Count != 8 {
		t.Errorf("in the end %+v, %v", n, err)
	}
}

// TestTxMeetsAnInsert: the place was free when the closure looked, and is taken when it writes.
func TestTxMeetsAnInsert(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what  string
		other noun
	}{{"key", noun{ID: "n"}}, {"unique value", noun{ID: "m", Name: "nina"}}} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			a, b := nodes(t, server.Used(t))
			runs := 0
			err := a.db.Tx(t.Context(), func(ctx context.Context) error {
				if runs++; runs == 1 {
					if _, err := a.users.Get(ctx, "n"); !errors.Is(err, record.ErrNotFound) {
						t.Errorf("get: %v", err)
					}
					if err := b.users.Insert(t.Context(), &c.other); err != nil {
						t.Error(err)
					}
				}
				return a.users.Insert(ctx, &noun{ID: "n", Name: "nina"})
			})
			if !errors.Is(err, record.ErrExists) || runs != 2 {
				t.Errorf("after %d runs: %v", runs, err)
			}
		})
	}
}

// TestTxFinishesAmongMany: a closure that is undone again and again runs alone in the end.
func TestTxFinishesAmongMany(t *testing.T) {
	t.Parallel()
	a, b := nodes(t, server.Used(t))
	a.insert(t, "n")
	runs := 0
	err := a.db.Tx(t.Context(), func(inside context.Context) error {
		if _, err := a.users.Get(inside, "n"); err != nil {
			return err
		}
		if runs++; runs < 4 { // the fourth has nobody beside it: there this write would wait for ever
			if _, err := b.users.Update(t.Context(), "n", func(n *noun) error { n.Count++; return nil }); err != nil {
				t.Error(err)
			}
		}
		_, err := a.users.Update(inside, "n", func(n *noun) error { n.Count += 100; return nil })
		return err
	})
	if err != nil || runs != 4 {
		t.Errorf("after %d runs: %v", runs, err)
	}
	if n, err := b.users.Get(t.Context(), "n"); err != nil || n.Count != 103 {
		t.Errorf("in the end %+v, %v", n, err)
	}
}
