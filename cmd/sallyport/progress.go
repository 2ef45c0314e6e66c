package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sallyport/sallyport/internal/client"
)

// progress shows what a deployment does: a line for every resource that is done, and on a terminal a moving line of those
// that are under way. It implements client.Progress.
type progress struct {
	s       streams
	mu      sync.Mutex
	started map[string]time.Time
	busy    []string
}

func newProgress(s streams) *progress { return &progress{s: s, started: map[string]time.Time{}} }

// Event shows an event of the stack.
func (p *progress) Event(e client.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.OfStack() {
		p.stack(e)
		return
	}
	if strings.HasSuffix(e.Status, "_IN_PROGRESS") {
		if _, known := p.started[e.LogicalID]; !known {
			p.started[e.LogicalID] = time.Now()
			p.busy = append(p.busy, e.LogicalID)
		}
		p.moving()
		return
	}
	took := p.finished(e.LogicalID)
	line := fmt.Sprintf("  %-16s %-38s %s", p.status(e.Status), e.Type, e.LogicalID)
	switch {
	case e.Failed():
		line += ": " + e.Reason
	case e.PhysicalID != "" && !strings.HasPrefix(e.Status, "DELETE") && len(e.PhysicalID) < 60:
		line += p.s.paint(grey, "  "+e.PhysicalID)
	}
	if took > time.Second {
		line += p.s.paint(grey, fmt.Sprintf("  %.1f s", took.Seconds()))
	}
	p.line(line)
	p.moving()
}

func (p *progress) stack(e client.Event) {
	switch {
	case e.Failed() || strings.Contains(e.Status, "ROLLBACK"):
		p.line(fmt.Sprintf("  %s %s", p.status(e.Status), e.Reason))
	case strings.HasSuffix(e.Status, "_COMPLETE"):
		p.line(fmt.Sprintf("  %s %s", p.status(e.Status), e.LogicalID))
	}
}

// Note shows a sentence.
func (p *progress) Note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line("  " + fmt.Sprintf(format, args...))
}

func (p *progress) status(status string) string {
	padded := fmt.Sprintf("%-16s", status)
	switch {
	case strings.Contains(status, "FAILED"):
		return p.s.paint(red, padded)
	case strings.Contains(status, "ROLLBACK"):
		return p.s.paint(yellow, padded)
	}
	return p.s.paint(green, padded)
}

// finished takes a resource off those that are under way and answers how long it was.
func (p *progress) finished(id string) (took time.Duration) {
	if begin, known := p.started[id]; known {
		took = time.Since(begin)
	}
	delete(p.started, id)
	p.busy = slices.DeleteFunc(p.busy, func(b string) bool { return b == id })
	return took
}

func (p *progress) line(text string) {
	if p.s.width > 0 {
		fmt.Fprint(p.s.err, "\r\x1b[K")
	}
	fmt.Fprintln(p.s.err, text)
}

// moving rewrites the last line of a terminal; elsewhere nothing moves.
func (p *progress) moving() {
	if p.s.width == 0 {
		return
	}
	text := ""
	if len(p.busy) > 0 {
		text = "  … " + strings.Join(p.busy, ", ")
	}
	if len(text) >= p.s.width {
		text = text[:p.s.width-1]
	}
	fmt.Fprint(p.s.err, "\r\x1b[K"+text)
}
