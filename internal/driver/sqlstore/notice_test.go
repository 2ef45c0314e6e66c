package sqlstore

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// heard is what a notice says, in order.
func heard(t testing.TB, notice string) (said []string) {
	t.Helper()
	node, changes, err := parseNotice(notice)
	if err != nil || node != "node" {
		t.Fatalf("from %q: %v", node, err)
	}
	for _, c := range changes {
		said = append(said, c.table+" "+c.key)
	}
	slices.Sort(said)
	return said
}

func TestNotice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		changes []change
		want    []string
	}{
		"one":            {[]change{{"users", "a"}}, []string{"users a"}},
		"twice the same": {[]change{{"users", "a"}, {"users", "a"}}, []string{"users a"}},
		"tables":         {[]change{{"users", "a"}, {"stacks", "b"}, {"users", "c"}}, []string{"stacks b", "users a", "users c"}},
		"odd keys":       {[]change{{"users", "a b=c,d'e\\\n%"}, {"users", "ü"}}, []string{"users a b=c,d'e\\\n%", "users ü"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			notice := formatNotice("node", c.changes)
			if strings.ContainsAny(notice, "'\\\n") {
				t.Errorf("the notice needs quoting: %s", notice)
			}
			if diff := cmp.Diff(c.want, heard(t, notice)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := notifyStatement("node", nil); got != "" {
		t.Errorf("nothing to tell is told as %q", got)
	}
}

// TestNoticeIsBounded: what does not fit becomes "anything in this table", first for the table with the most to say.
func TestNoticeIsBounded(t *testing.T) {
	t.Parallel()
	changes := []change{{"users", "kept"}}
	for i := range 2000 {
		changes = append(changes, change{"stacks", fmt.Sprint("key ", i)}, change{"stack_events", fmt.Sprint("a longer key ", i)})
	}
	notice := formatNotice("node", changes)
	if len(notice) > maxNotice {
		t.Errorf("%d bytes", len(notice))
	}
	if diff := cmp.Diff([]string{"stack_events ", "stacks ", "users kept"}, heard(t, notice)); diff != "" {
		t.Error(diff)
	}
}

func TestNoticeOfAnotherVersion(t *testing.T) {
	t.Parallel()
	for _, notice := range []string{"", "1", "1 node", "2 node users=a", "1 node users=%zz"} {
		if _, changes, err := parseNotice(notice); err == nil {
			t.Errorf("%q was taken for %v", notice, changes)
		}
	}
}

func FuzzNotice(f *testing.F) {
	f.Add("users", "a", "b c")
	f.Add("stacks", "", ",=%' \x00")
	f.Fuzz(func(t *testing.T, table, a, b string) {
		if !nameForm.MatchString(table) {
			t.Skip()
		}
		_, _, _ = parseNotice(a + b)
		changes := []change{{table, a}, {table, b}}
		want := []string{table + " " + a, table + " " + b}
		slices.Sort(want)
		notice := formatNotice("node", changes)
		if len(notice) > maxNotice || strings.Count(notice, " ") != 2 {
			t.Skip()
		}
		if got := heard(t, notice); strings.Contains(notice, "=") && !slices.Equal(got, slices.Compact(want)) {
			t.Errorf("said %q, heard %q", want, got)
		}
	})
}
