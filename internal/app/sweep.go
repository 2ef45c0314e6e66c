package app

import (
	"context"
	"log/slog"
	"time"
)

// sweepTime is the pause between two rounds of periodic work. Plans that could not be read are tried again in it, and leases
// of stacks, which last six of them, are renewed.
const sweepTime = 5 * time.Second

// sweep is periodic work.
type sweep struct {
	name string
	work func(ctx context.Context, now time.Time) error
	last string // what it failed with
}

// sweepUntil does periodic work until the context ends. A failure is logged when it comes and when it changes, not every time.
func sweepUntil(ctx context.Context, every time.Duration, now func() time.Time, log *slog.Logger, sweeps ...*sweep) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for _, s := range sweeps {
			s.round(ctx, now(), log)
		}
	}
}

func (s *sweep) round(ctx context.Context, now time.Time, log *slog.Logger) {
	err := s.work(ctx, now)
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != s.last && ctx.Err() == nil {
		if err != nil {
			log.Warn("periodic work failed, it is tried again", "work", s.name, "error", text)
		} else {
			log.Info("periodic work goes well again", "work", s.name)
		}
		s.last = text
	}
}
