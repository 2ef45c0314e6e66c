//go:build linux

package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// report is what was measured.
type report struct {
	begin    time.Time
	sections []*section
}

// section is a case. The first of its rows is ours.
type section struct {
	title, about, context string
	goals                 []goal
	rows                  []*series
	starts                []startRow
	allocations           []allocationRow
}

// goal is the least that we want to be of a reference.
type goal struct {
	reference string
	least     float64
}

type startRow struct {
	name, goal string
	starts     []*started
}

// The results stand between these lines; the rest of the file is written by hand.
const (
	beginMark = "<!-- results: written by `make bench` -->"
	endMark   = "<!-- end of results -->"
)

// write puts the results into the file, or prints them.
func (r *report) write(o *options) error {
	text := r.text()
	if o.out == "" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	old, err := os.ReadFile(o.out)
	if err != nil {
		return err
	}
	head, rest, found := strings.Cut(string(old), beginMark)
	_, tail, closed := strings.Cut(rest, endMark)
	if !found || !closed {
		return fmt.Errorf("%s has no results section", o.out)
	}
	return os.WriteFile(o.out, []byte(head+beginMark+"\n\n"+text+endMark+tail), 0o644)
}

func (r *report) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d cores, %s.\n\n", r.begin.Format(time.DateOnly), cores(), runtime.Version())
	for _, s := range r.sections {
		fmt.Fprintf(&b, "### %s\n\n%s", s.title, s.about)
		if s.context != "" {
			b.WriteString(" " + s.context)
		}
		b.WriteString("\n\n")
		s.ratios(&b)
		s.figures(&b)
		s.waits(&b)
		s.allocated(&b)
	}
	return b.String()
}

// cores counts those of the machine, not the one this process is pinned to.
func cores() int {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.NumCPU()
	}
	return strings.Count(string(text), "processor\t:")
}

// ratios is our throughput for each CPU second over a reference's.
func (s *section) ratios(b *strings.Builder) {
	if len(s.rows) == 0 {
		return
	}
	b.WriteString("| Requests per CPU second, as a multiple of | " + s.rows[0].name)
	ours := []*series{s.rows[0]}
	references := s.rows[1:]
	for len(references) > 0 && strings.HasPrefix(references[0].name, s.rows[0].name) {
		b.WriteString(" | " + references[0].name)
		ours, references = append(ours, references[0]), references[1:]
	}
	b.WriteString(" | goal |\n|---|" + strings.Repeat("---:|", len(ours)+1) + "\n")
	for _, reference := range references {
		fmt.Fprintf(b, "| %s", reference.name)
		for _, our := range ours {
			fmt.Fprintf(b, " | %.2f", reference.cpu()/our.cpu())
		}
		fmt.Fprintf(b, " | %s |\n", s.goalFor(reference.name))
	}
	b.WriteString("\n")
}

func (s *section) goalFor(reference string) string {
	for _, g := range s.goals {
		if g.reference == reference {
			return fmt.Sprintf("≥ %.2f", g.least)
		}
	}
	return ""
}

// figures are what the ratios are made of. They are worth something only beside each other.
func (s *section) figures(b *strings.Builder) {
	if len(s.rows) == 0 {
		return
	}
	b.WriteString("| | CPU µs | p50 / p99 ms under load | RSS MB under load | calm samples | rejected |\n|---|---:|---:|---:|---:|---:|\n")
	for _, row := range s.rows {
		latency, rss := "", ""
		if memory := row.median(func(s *sample) float64 { return megabytes(s.rss) }); memory > 0 {
			rss = fmt.Sprintf("%.0f", memory)
			latency = fmt.Sprintf("%.2f / %.2f", row.median(func(s *sample) float64 { return micros(s.p50) / 1e3 }),
				row.median(func(s *sample) float64 { return micros(s.p99) / 1e3 }))
		}
		fmt.Fprintf(b, "| %s | %.1f | %s | %s | %d of %d | %d |\n", row.name, row.cpu(), latency, rss, row.calm(), len(row.samples), row.refused)
	}
	b.WriteString("\n")
}

// waits is the table of starts.
func (s *section) waits(b *strings.Builder) {
	if len(s.starts) == 0 {
		return
	}
	b.WriteString("| | ms, median | ms, best to worst | RSS MB | goal |\n|---|---:|---:|---:|---:|\n")
	for _, row := range s.starts {
		var took, rss []float64
		for _, one := range row.starts {
			took, rss = append(took, one.took.Seconds()*1e3), append(rss, megabytes(one.rss))
		}
		middle := median(took) // sorts
		fmt.Fprintf(b, "| %s | %.0f | %.0f to %.0f | %.0f | %s |\n", row.name, middle, took[0], took[len(took)-1], median(rss), row.goal)
	}
	b.WriteString("\n")
}

func megabytes(n int64) float64 { return float64(n) / (1 << 20) }
