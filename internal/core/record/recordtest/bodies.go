package recordtest

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func testUnknownMembers(t *testing.T, s Store) {
	newer := Newer{
		Noun:   Noun{ID: "a", Name: "anna", Tags: []string{"x"}, Count: 1, Secret: "s"},
		Since:  "v2 \"<&>\"",
		Limits: map[string]int{"rate": 10, "burst": 20},
	}
	if err := s.Newer.Insert(t.Context(), &newer); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, err := s.Table.Update(t.Context(), "a", func(n *Noun) error {
			n.Count++
			n.Name, n.Tags = "", nil // what is known and omitted must not come back
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Newer.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	want := newer
	want.Name, want.Tags, want.Count = "", nil, 3
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("after an update by an older version (-want +got):\n%s", diff)
	}
}

func testSecrets(t *testing.T, s Store) {
	const first, second, third = "the first secret", "the second secret", "the third secret"
	n := Noun{ID: "a", Name: "in clear", Secret: first, Secrets: []string{second, "", third}}
	insert(t, s.Table, n, Noun{ID: "b"})
	wantRow(t, t.Context(), s.Table, n)
	wantRow(t, t.Context(), s.Table, Noun{ID: "b"})
	got, err := s.Table.Update(t.Context(), "a", func(n *Noun) error {
		if n.Secret != first {
			t.Errorf("the closure sees the secret as %q", n.Secret)
		}
		n.Secrets = n.Secrets[1:] // they move to other places
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	n.Secrets = []string{"", third}
	if diff := cmp.Diff(&n, got); diff != "" {
		t.Errorf("what Update returned (-want +got):\n%s", diff)
	}
	wantRow(t, t.Context(), s.Table, n)
	stored := s.AtRest(t)
	if !bytes.Contains(stored, []byte("in clear")) {
		t.Error("AtRest does not show what is stored")
	}
	for _, secret := range []string{first, second, third} {
		if bytes.Contains(stored, []byte(secret)) {
			t.Errorf("%q is stored in clear", secret)
		}
	}
}
