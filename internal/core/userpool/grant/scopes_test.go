package grant

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/userpool"
	"pgregory.net/rapid"
)

// Whatever is asked, a machine's token carries only custom scopes that its client is allowed, each once, in the order
// asked, and all of those that were asked; anything else is refused as a whole.
func TestScopesNeverWiden(t *testing.T) {
	t.Parallel()
	names := []string{"api/a", "api/b", "api/c", "openid", "email", "aws.cognito.signin.user.admin", "API/a", "api/"}
	rapid.Check(t, func(t *rapid.T) {
		allowed := rapid.SliceOfDistinct(rapid.SampledFrom(names), rapid.ID[string]).Draw(t, "allowed")
		asked := rapid.SliceOf(rapid.SampledFrom(names)).Draw(t, "asked")
		got, err := machineScopes(allowed, strings.Join(asked, " "))
		if err != nil {
			var refusal *Error
			if !errors.As(err, &refusal) || got != nil {
				t.Fatalf("got %v, %v", got, err)
			}
			mayFail := func(s string) bool { return !userpool.CustomScope(s) || !slices.Contains(allowed, s) }
			if len(asked) > 0 && !slices.ContainsFunc(asked, mayFail) {
				t.Fatalf("refused what is allowed: %v", err)
			}
			return
		}
		want := slices.DeleteFunc(slices.Clone(allowed), func(s string) bool { return !userpool.CustomScope(s) })
		if len(asked) > 0 {
			want = nil
			for _, s := range asked {
				if !slices.Contains(want, s) {
					want = append(want, s)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		for _, s := range got {
			if !userpool.CustomScope(s) || !slices.Contains(allowed, s) {
				t.Fatalf("%q was never allowed", s)
			}
		}
	})
}
