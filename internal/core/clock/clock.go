// Package clock is the product's time: the real time plus an offset that only ever grows and is kept with the data.
//
// What the product issues (tokens, codes, sessions, quotas) lives by this clock, so that a developer can see a token expire
// without waiting. What others make (signatures, one-time passwords) is judged by the real one.
package clock

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/setting"
)

const name = "clock.offset"

// farthest bounds a single step: ten years outlive every token.
const farthest = 10 * 365 * 24 * time.Hour

// Clock tells the product's time. The zero Clock is not ready: Load makes one.
type Clock struct {
	real     func() time.Time
	settings record.Table[setting.Setting]
	offset   atomic.Int64
}

// Load reads the offset that is kept with the data.
func Load(ctx context.Context, real func() time.Time, settings record.Table[setting.Setting]) (*Clock, error) {
	c := &Clock{real: real, settings: settings}
	text, err := setting.Get(ctx, settings, name)
	if err != nil {
		return nil, fmt.Errorf("read the clock's offset: %w", err)
	}
	offset, err := parse(text)
	if err != nil {
		return nil, err
	}
	c.offset.Store(int64(offset))
	return c, nil
}

func parse(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("the stored clock offset %q is not a number of nanoseconds", text)
	}
	return time.Duration(n), nil
}

// Now is the product's time, in UTC.
func (c *Clock) Now() time.Time { return c.real().Add(time.Duration(c.offset.Load())).UTC() }

// Advance moves the product's time forward and answers the new time. It cannot be moved back: what was issued would come
// from the future.
func (c *Clock) Advance(ctx context.Context, step time.Duration) (time.Time, error) {
	if step <= 0 || step > farthest {
		return time.Time{}, fmt.Errorf("the clock moves forward only, by at most %s at a time: %s", farthest, step)
	}
	var offset time.Duration
	err := setting.Change(ctx, c.settings, name, func(old string) (string, error) {
		before, err := parse(old)
		if err != nil {
			return "", err
		}
		if offset = before + step; offset < 0 || offset > 10*farthest {
			return "", fmt.Errorf("the clock has been moved too far: %s", before)
		}
		return strconv.FormatInt(int64(offset), 10), nil
	})
	if err != nil {
		return time.Time{}, err
	}
	c.offset.Store(int64(offset))
	return c.Now(), nil
}
