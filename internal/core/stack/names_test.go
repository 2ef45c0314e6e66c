package stack

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a", "A-1", strings.Repeat("a", 128)} {
		if err := checkName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "1a", "-a", "a b", "../x", "a_b", "ä", "a\n", strings.Repeat("a", 129)} {
		if err := checkName(bad); err == nil || !strings.Contains(err.Error(), "at 'stackName' failed to satisfy constraint") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
