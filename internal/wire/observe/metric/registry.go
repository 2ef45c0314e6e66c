package metric

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Registry is the families of a program. The zero Registry is ready. A nil one gives nil metrics, which count nothing.
type Registry struct {
	mu       sync.Mutex
	families []func(*Page)
}

// Collect has a function write families of its own at every scrape.
func (r *Registry) Collect(write func(*Page)) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.families = append(r.families, write)
}

// Counter registers a counter.
func (r *Registry) Counter(name, help string) *Counter {
	if r == nil {
		return nil
	}
	c := &Counter{}
	r.Collect(func(p *Page) {
		p.Family(name, "counter", help)
		p.Count(c.Value())
	})
	return c
}

// Histogram registers a histogram of durations in seconds.
func (r *Registry) Histogram(name, help string) *Histogram {
	if r == nil {
		return nil
	}
	h := &Histogram{}
	r.Collect(func(p *Page) {
		p.Family(name, "histogram", help)
		p.histogram(h, nil)
	})
	return h
}

// Gauge registers a value that is looked up.
func (r *Registry) Gauge(name, help string, value func() float64) {
	r.Collect(func(p *Page) {
		p.Family(name, "gauge", help)
		p.Value(value())
	})
}

// Labels are the values of a family's labels, in their order; unused ones are empty.
type Labels [3]string

// Counters registers a family of counters with labels.
func (r *Registry) Counters(name, help string, labels ...string) *Table[Labels, Counter] {
	t := &Table[Labels, Counter]{Make: func(Labels) *Counter { return &Counter{} }, Other: others(labels)}
	r.Collect(func(p *Page) {
		p.Family(name, "counter", help)
		series(t, func(values Labels, c *Counter) { p.Count(c.Value(), pairs(labels, values)...) })
	})
	return t
}

// Histograms registers a family of histograms with labels.
func (r *Registry) Histograms(name, help string, labels ...string) *Table[Labels, Histogram] {
	t := &Table[Labels, Histogram]{Make: func(Labels) *Histogram { return &Histogram{} }, Other: others(labels)}
	r.Collect(func(p *Page) {
		p.Family(name, "histogram", help)
		series(t, func(values Labels, h *Histogram) { p.histogram(h, pairs(labels, values)) })
	})
	return t
}

func others(labels []string) (all Labels) {
	for i := range labels {
		all[i] = "other"
	}
	return all
}

func pairs(labels []string, values Labels) []string {
	out := make([]string, 0, 2*len(labels))
	for i, name := range labels {
		out = append(out, name, values[i])
	}
	return out
}

// series visits a table in the order of its labels, so that two scrapes can be compared.
func series[V any](t *Table[Labels, V], visit func(Labels, *V)) {
	all := t.all()
	keys := make([]Labels, 0, len(all))
	for key := range all {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b Labels) int { return slices.Compare(a[:], b[:]) })
	for _, key := range keys {
		visit(key, all[key])
	}
}

// Text is everything that was counted, as the text format 0.0.4 writes it.
func (r *Registry) Text() string {
	r.mu.Lock()
	families := slices.Clone(r.families)
	r.mu.Unlock()
	p := &Page{}
	for _, write := range families {
		write(p)
	}
	return p.b.String()
}

// ServeHTTP answers a scrape.
func (r *Registry) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if q.Method != http.MethodGet && q.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = strings.NewReader(r.Text()).WriteTo(w) // whoever asked has gone: nobody is left to tell
}
