package metric

import (
	"sync/atomic"
	"time"
)

// Counter only grows. The zero Counter is ready, and so is a nil one, which counts nothing.
type Counter struct{ n atomic.Uint64 }

// Inc adds one.
func (c *Counter) Inc() { c.Add(1) }

// Add adds.
func (c *Counter) Add(n uint64) {
	if c != nil {
		c.n.Add(n)
	}
}

// Value is the count.
func (c *Counter) Value() uint64 { return c.n.Load() }

// bounds are the upper ends of a histogram's buckets: from a request that memory answers to one that somebody gave up on.
var bounds = [...]struct {
	upTo  time.Duration
	label string
}{
	{100 * time.Microsecond, "0.0001"}, {250 * time.Microsecond, "0.00025"}, {500 * time.Microsecond, "0.0005"},
	{time.Millisecond, "0.001"}, {2500 * time.Microsecond, "0.0025"}, {5 * time.Millisecond, "0.005"},
	{10 * time.Millisecond, "0.01"}, {25 * time.Millisecond, "0.025"}, {50 * time.Millisecond, "0.05"},
	{100 * time.Millisecond, "0.1"}, {250 * time.Millisecond, "0.25"}, {500 * time.Millisecond, "0.5"},
	{time.Second, "1"}, {2500 * time.Millisecond, "2.5"}, {5 * time.Second, "5"}, {10 * time.Second, "10"},
}

// Histogram counts durations by size. The zero Histogram is ready, and so is a nil one, which counts nothing.
type Histogram struct {
	buckets [len(bounds) + 1]atomic.Uint64
	sum     atomic.Int64 // nanoseconds
}

// Observe counts a duration.
func (h *Histogram) Observe(d time.Duration) {
	if h == nil {
		return
	}
	d = max(d, 0) // a clock that was set back
	i := 0
	for i < len(bounds) && d > bounds[i].upTo {
		i++
	}
	h.buckets[i].Add(1)
	h.sum.Add(int64(d))
}

// Count is how many durations were counted.
func (h *Histogram) Count() (n uint64) {
	for i := range h.buckets {
		n += h.buckets[i].Load()
	}
	return n
}
