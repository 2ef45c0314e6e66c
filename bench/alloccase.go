//go:build linux

package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// allocationRow is what a benchmark allocates for one operation. Unlike time, it is the same on every machine.
type allocationRow struct{ name, bytes, count string }

var benchmarkLine = regexp.MustCompile(`(\d+) B/op\s+(\d+) allocs/op`)

// allocations runs the benchmarks of the hot paths, a few times each: enough to warm the pools.
func (w *world) allocations(ctx context.Context) (*section, error) {
	s := &section{title: "Allocations", about: "From the Go benchmarks, without the engine of net/http."}
	for _, c := range []struct{ name, folder, benchmark string }{
		{"gateway, mock GET, token seen before", "./internal/wire/gateway", "^BenchmarkAuthorizedMockGET$/^adapter$"},
		{"the same as a bare handler", "./internal/wire/gateway", "^BenchmarkAuthorizedMockGET$/^bare$"},
		{"verification of a token", "./internal/core/userpool/grant", "^BenchmarkVerify$"},
		{"client credentials, with the signature", "./internal/core/userpool/grant", "^BenchmarkClientCredentials$"},
		{"the bare signature", "./internal/core/userpool/grant", "^BenchmarkBareSign$"},
	} {
		out, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", c.benchmark, "-benchmem", "-benchtime", "500x", c.folder).CombinedOutput()
		found := benchmarkLine.FindSubmatch(out)
		if err != nil || found == nil {
			return nil, fmt.Errorf("%s: %w: %s", c.benchmark, err, out)
		}
		s.allocations = append(s.allocations, allocationRow{c.name, string(found[1]), string(found[2])})
	}
	return s, nil
}

func (s *section) allocated(b *strings.Builder) {
	if len(s.allocations) == 0 {
		return
	}
	b.WriteString("| for each operation | bytes | allocations |\n|---|---:|---:|\n")
	for _, row := range s.allocations {
		fmt.Fprintf(b, "| %s | %s | %s |\n", row.name, row.bytes, row.count)
	}
	b.WriteString("\n")
}
