package sqlstore

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestBind(t *testing.T) {
	t.Parallel()
	query := "SELECT ? WHERE a = ? AND b = ?"
	if got := (Dialect{}).bind(query); got != query {
		t.Errorf("plain: %s", got)
	}
	if got, want := (Dialect{Numbered: true}).bind(query), "SELECT $1 WHERE a = $2 AND b = $3"; got != want {
		t.Errorf("numbered: %s, want %s", got, want)
	}
}

// TestPrefixEnd: a text begins with the prefix if and only if it lies between the prefix and its end.
func TestPrefixEnd(t *testing.T) {
	t.Parallel()
	text := rapid.StringOf(rapid.SampledFrom([]rune{'a', 'b', '/', 0x7f, 0x80, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFE, 0x10FFFF}))
	rapid.Check(t, func(t *rapid.T) {
		prefix, s := text.Draw(t, "prefix"), text.Draw(t, "s")
		if rapid.Bool().Draw(t, "joined") {
			s = prefix + s
		}
		end := prefixEnd(prefix)
		between := s >= prefix && (end == "" || s < end)
		if between != strings.HasPrefix(s, prefix) {
			t.Fatalf("%q with prefix %q and end %q: between is %v", s, prefix, end, between)
		}
	})
}

func TestMerge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, stored, known, want string }{
		"nothing unknown":     {`{"a":1}`, `{"a":2}`, `{"a":2}`, `{"a":1}`},
		"unknown in order":    {`{"a":1}`, `{"z":[1,{"k":null}],"a":2,"y":"q"}`, `{"a":2}`, `{"a":1,"y":"q","z":[1,{"k":null}]}`},
		"empty body":          {`{}`, `{"z":1,"y":2}`, `{}`, `{"y":2,"z":1}`},
		"removed stays away":  {`{"a":1}`, `{"a":2,"b":3}`, `{"a":2,"b":3}`, `{"a":1}`},
		"other case is known": {`{"Name":"n"}`, `{"name":"o"}`, `{"Name":"o"}`, `{"Name":"n"}`},
		"name with quotes":    {`{"a":1}`, `{"q\"<":true}`, `{}`, `{"a":1,"q\"\u003c":true}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := merge([]byte(c.body), members(t, c.stored), members(t, c.known))
			if err != nil || string(got) != c.want {
				t.Errorf("got %s, %v; want %s", got, err, c.want)
			}
		})
	}
}

func members(t *testing.T, object string) (m map[string]json.RawMessage) {
	t.Helper()
	if err := json.Unmarshal([]byte(object), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDifference(t *testing.T) {
	t.Parallel()
	e := func(value string) entry { return entry{name: "n", value: value} }
	gone, come := difference([]entry{e("a"), e("b")}, []entry{e("c"), e("b")})
	if diff := cmp.Diff([]entry{e("a"), e("c")}, append(gone, come...), cmp.AllowUnexported(entry{})); diff != "" {
		t.Error(diff)
	}
}

// TestWatcherIsBounded: keys wait once each, and too many become the empty one.
func TestWatcherIsBounded(t *testing.T) {
	t.Parallel()
	w := newWatcher(nil)
	w.add("a")
	w.add("a")
	if keys := w.take().keys; len(keys) != 1 {
		t.Errorf("%d keys of one", len(keys))
	}
	for i := range 10 * maxPending {
		w.add(string(rune(i + 1)))
	}
	if diff := cmp.Diff(map[string]struct{}{"": {}}, w.take().keys); diff != "" {
		t.Error(diff)
	}
	w.add("b")
	if diff := cmp.Diff(map[string]struct{}{"b": {}}, w.take().keys); diff != "" {
		t.Error(diff)
	}
}
