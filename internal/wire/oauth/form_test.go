package oauth

import (
	"errors"
	"net/url"
	"testing"

	"github.com/sallyport/sallyport/internal/core/userpool/grant"
)

func FuzzForm(f *testing.F) {
	for _, seed := range []string{"", "&&", "a=b&c", "a=%zz", "a=1&a=2", "a+b=c%2B+d", "=x", "a;b=c", "%ff=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, err := parseForm(body)
		if err != nil {
			var refusal *grant.Error
			if !errors.As(err, &refusal) || got != nil {
				t.Fatalf("%v, %v", got, err)
			}
			return
		}
		// What is accepted means the same to the standard library, save that it has no use for semicolons.
		want, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		if len(want) != len(got) {
			t.Fatalf("%q: got %v, want %v", body, got, want)
		}
		for name, values := range want {
			if len(values) != 1 || got[name] != values[0] {
				t.Fatalf("%q: %q is %q, want %q", body, name, got[name], values)
			}
		}
	})
}

func FuzzBasic(f *testing.F) {
	f.Add("Basic YTpi")
	f.Add("basic ")
	f.Add("Bearer x")
	f.Fuzz(func(t *testing.T, header string) {
		got, err := credentials([]string{header}, nil)
		var refusal *grant.Error
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("%q: %v is no refusal", header, err)
		}
		if err == nil && (got.ID == "" || !got.HasSecret) {
			t.Fatalf("%q: accepted as %+v", header, got)
		}
	})
}
