package app

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSweep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		log := &lockedLog{}
		rounds := 0
		work := func(_ context.Context, now time.Time) error {
			if rounds++; now.IsZero() {
				t.Error("no time")
			}
			if rounds == 2 || rounds == 3 {
				return errors.New("no connection")
			}
			return nil
		}
		ended := make(chan struct{})
		go func() {
			sweepUntil(ctx, time.Second, time.Now, slog.New(slog.NewTextHandler(log, nil)), &sweep{name: "plans", work: work})
			close(ended)
		}()
		time.Sleep(5500 * time.Millisecond)
		stop()
		<-ended
		if rounds != 5 {
			t.Errorf("%d rounds", rounds)
		}
		text := log.String()
		if strings.Count(text, "no connection") != 1 || strings.Count(text, "goes well again") != 1 {
			t.Errorf("a failure is told when it comes and when it goes:\n%s", text)
		}
	})
}

func TestLooksNeverGoBack(t *testing.T) {
	t.Parallel()
	var l looks
	l.generations.Add(5)
	if l.hits() != 5 {
		t.Errorf("%d hits", l.hits())
	}
	l.generations.Add(2) // a miss with two pools is under way
	if l.hits() != 7 {
		t.Errorf("%d hits", l.hits())
	}
	l.missed(2)
	if l.hits() != 7 || l.misses.Load() != 1 {
		t.Errorf("%d hits, %d misses", l.hits(), l.misses.Load())
	}
	l.generations.Add(4)
	if l.hits() != 9 {
		t.Errorf("%d hits", l.hits())
	}
}
