package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// The book for those who run a server knows every flag, and no flag that is not there.
func TestOperateTellsEveryFlag(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile(filepath.Join("..", "..", "docs", "operate.md"))
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for line := range strings.Lines(string(src)) {
		if name, ok := strings.CutPrefix(line, "| `--"); ok {
			name, _, _ = strings.Cut(name, "`")
			told[name] = true
		}
	}
	serveCommand(streams{}).Flags().VisitAll(func(f *pflag.Flag) {
		if !told[f.Name] {
			t.Errorf("docs/operate.md does not tell of --%s", f.Name)
		}
		delete(told, f.Name)
	})
	for name := range told {
		t.Errorf("docs/operate.md tells of --%s, which is not there", name)
	}
}
