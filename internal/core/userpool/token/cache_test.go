package token

import (
	"context"
	"errors"
	"testing"
)

func TestCache(t *testing.T) {
	t.Parallel()
	row, loads := "old", 0
	var during func()
	c := &cache[string]{load: func(context.Context, string) (*string, error) {
		loads++
		read := row
		if during != nil {
			during()
		}
		if read == "" {
			return nil, errors.New("not there")
		}
		return &read, nil
	}}
	get := func(want string, wantLoads int) {
		t.Helper()
		got, err := c.get(t.Context(), "key")
		if want == "" {
			if err == nil {
				t.Errorf("got %s, want an error", *got)
			}
		} else if err != nil || *got != want {
			t.Errorf("got %v, %v; want %s", got, err, want)
		}
		if loads != wantLoads {
			t.Errorf("%d loads, want %d", loads, wantLoads)
		}
	}
	get("old", 1)
	get("old", 1)
	c.drop("other")
	get("old", 1)
	// The row changes between being read and being kept: what was read is used once and not kept.
	c.drop("")
	during = func() { row = "new"; c.drop("key") }
	get("old", 2)
	during = nil
	get("new", 3)
	get("new", 3)
	// What is not there is asked for each time.
	row = ""
	c.drop("key")
	get("", 4)
	row = "back"
	get("back", 5)
}
