//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

// sample is one measurement of one contender.
type sample struct {
	cpu      time.Duration // of the server, for one request
	share    float64       // of its core that the server had
	p50, p99 time.Duration
	rss      int64 // at the end of the load
}

// calm is the share of a core below which something else ran there: such a sample says more about that than about us.
const calm = 0.9

// contender is who is measured.
type contender struct {
	name   string
	sample func(context.Context) (*sample, error)
}

// series are the samples of a contender.
type series struct {
	name    string
	samples []*sample
	refused int // samples that were not calm and were taken again
}

// race measures all contenders in every round, in turn. A sample that is not calm is taken again, up to a limit; after that
// the round is lost to this contender, and the report says how many it has.
func (w *world) race(ctx context.Context, contenders ...contender) ([]*series, error) {
	all := make([]*series, len(contenders))
	for i, c := range contenders {
		all[i] = &series{name: c.name}
	}
	for round := range w.o.rounds {
		for i, c := range contenders {
			s, err := w.calmest(ctx, c, all[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			all[i].samples = append(all[i].samples, s)
			fmt.Fprintf(os.Stderr, "  round %d  %-40s %8.2f us  share %.2f\n", round+1, c.name, micros(s.cpu), s.share)
		}
	}
	return all, nil
}

func (w *world) calmest(ctx context.Context, c contender, to *series) (*sample, error) {
	var best *sample
	for range w.o.attempts {
		if err := quiet(ctx, w.o.patience); err != nil {
			return nil, err
		}
		s, err := c.sample(ctx)
		if err != nil {
			return nil, err
		}
		if best == nil || s.share > best.share {
			best = s
		}
		if s.share >= calm {
			break
		}
		to.refused++
	}
	return best, nil
}

// quiet waits until nothing runs on the cores, but not longer than its patience: what comes after is still judged by its
// share.
func quiet(ctx context.Context, patience time.Duration) error {
	const look, idle = 250 * time.Millisecond, 0.9
	for end := time.Now().Add(patience); time.Now().Before(end); {
		before, err := idleTime()
		if err != nil {
			return err
		}
		begin := time.Now()
		select {
		case <-time.After(look):
		case <-ctx.Done():
			return ctx.Err()
		}
		after, err := idleTime()
		if err != nil {
			return err
		}
		if (after - before).Seconds() >= idle*time.Since(begin).Seconds()*2 {
			return nil
		}
	}
	return nil
}

// served measures a server under load.
func (w *world) served(name string, p *process, l *load, check func() error) contender {
	return contender{name, func(ctx context.Context) (*sample, error) {
		if check != nil {
			if err := check(); err != nil {
				return nil, err
			}
		}
		if _, err := w.send(ctx, l, w.o.warm); err != nil {
			return nil, err
		}
		before, err := p.cpu()
		if err != nil {
			return nil, err
		}
		h, err := w.send(ctx, l, w.o.sample)
		if err != nil {
			return nil, err
		}
		return p.since(before, h)
	}}
}

func (p *process) since(before time.Duration, h *heard) (*sample, error) {
	after, err := p.cpu()
	if err != nil {
		return nil, err
	}
	rss, err := p.rss()
	if err != nil {
		return nil, err
	}
	used := after - before
	return &sample{
		cpu: used / time.Duration(h.requests), share: used.Seconds() / h.took.Seconds(), p50: h.p50, p99: h.p99, rss: rss,
	}, nil
}

// median is that of the calm samples; only where there are none do the others count.
func (s *series) median(of func(*sample) float64) float64 {
	var values []float64
	for _, one := range s.samples {
		if one.share >= calm || s.calm() == 0 {
			values = append(values, of(one))
		}
	}
	return median(values)
}

func (s *series) cpu() float64 { return s.median(func(s *sample) float64 { return micros(s.cpu) }) }

// calm counts the samples that deserve the name.
func (s *series) calm() (n int) {
	for _, one := range s.samples {
		if one.share >= calm {
			n++
		}
	}
	return n
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n == 0 {
		return 0
	}
	return (values[(n-1)/2] + values[n/2]) / 2
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
