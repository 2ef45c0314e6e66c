package metric_test

import (
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

func TestText(t *testing.T) {
	t.Parallel()
	var r metric.Registry
	plain := r.Counter("plain_total", "One\nline \\ here.")
	plain.Add(3)
	by := r.Counters("by_total", "By name.", "name", "class")
	by.Get(metric.Labels{"b", "2xx"}).Inc()
	by.Get(metric.Labels{"a\"\\\n\xff", "5xx"}).Add(2)
	by.Get(metric.Labels{"b", "2xx"}).Inc()
	r.Gauge("level", "Level.", func() float64 { return 1.5 })
	want := `# HELP plain_total One\nline \\ here.
# TYPE plain_total counter
plain_total 3
# HELP by_total By name.
# TYPE by_total counter
by_total{name="a\"\\\n` + "\ufffd" + `",class="5xx"} 2
by_total{name="b",class="2xx"} 2
# HELP level Level.
# TYPE level gauge
level 1.5
`
	if diff := cmp.Diff(want, r.Text()); diff != "" {
		t.Error(diff)
	}
}

func TestHistogram(t *testing.T) {
	t.Parallel()
	var r metric.Registry
	h := r.Histograms("wait_seconds", "Waiting.", "who").Get(metric.Labels{"x"})
	for _, d := range []time.Duration{-time.Second, 100 * time.Microsecond, 101 * time.Microsecond, 3 * time.Second, time.Hour} {
		h.Observe(d)
	}
	text := r.Text()
	for _, line := range []string{
		`wait_seconds_bucket{who="x",le="0.0001"} 2`, `wait_seconds_bucket{who="x",le="0.00025"} 3`,
		`wait_seconds_bucket{who="x",le="2.5"} 3`, `wait_seconds_bucket{who="x",le="5"} 4`,
		`wait_seconds_bucket{who="x",le="10"} 4`, `wait_seconds_bucket{who="x",le="+Inf"} 5`,
		`wait_seconds_sum{who="x"} 3603.000201`, `wait_seconds_count{who="x"} 5`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("%s is not in\n%s", line, text)
		}
	}
	if h.Count() != 5 {
		t.Errorf("count %d", h.Count())
	}
}

// A client that invents names fills one series, not the memory.
func TestSeriesAreBounded(t *testing.T) {
	t.Parallel()
	var r metric.Registry
	by := r.Counters("by_total", "By name.", "name")
	for i := range 5000 {
		by.Get(metric.Labels{fmt.Sprint(i)}).Inc()
	}
	text := r.Text()
	if n := strings.Count(text, "by_total{"); n > 2001 {
		t.Errorf("%d series", n)
	}
	if !strings.Contains(text, `by_total{name="other"} 3000`) {
		t.Error("the rest is not counted together")
	}
}

func TestNothingIsCountedWithoutRegistry(t *testing.T) {
	t.Parallel()
	var none *metric.Registry
	none.Counter("a", "").Inc()
	none.Histogram("b", "").Observe(time.Second)
	none.Counters("c", "", "x").Get(metric.Labels{"y"}).Inc()
	none.Gauge("d", "", func() float64 { t.Error("asked"); return 0 })
}

func TestSideBySide(t *testing.T) {
	t.Parallel()
	var r metric.Registry
	by := r.Counters("by_total", "By name.", "name")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for i := range 1000 {
				by.Get(metric.Labels{fmt.Sprint(i % 50)}).Inc()
			}
		})
	}
	wait.Wait()
	if n := strings.Count(r.Text(), "} 160\n"); n != 50 {
		t.Errorf("%d of 50 series are right", n)
	}
}

// Every line of a scrape of the real thing has the form that the format asks for.
func TestScrape(t *testing.T) {
	t.Parallel()
	var r metric.Registry
	r.CollectRuntime()
	r.Histogram("h_seconds", "H.").Observe(time.Millisecond)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	form := regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)$`)
	seen := map[string]bool{}
	for line := range strings.Lines(w.Body.String()) {
		line = strings.TrimSuffix(line, "\n")
		if !form.MatchString(line) {
			t.Errorf("bad line %q", line)
		}
		if strings.HasPrefix(line, "# TYPE") && seen[line] {
			t.Errorf("%q came twice", line)
		}
		seen[line] = true
	}
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/plain; version=0.0.4; charset=utf-8" || !strings.Contains(w.Body.String(), "\ngo_goroutines ") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	w = httptest.NewRecorder()
	if r.ServeHTTP(w, httptest.NewRequest("POST", "/metrics", nil)); w.Code != 405 {
		t.Errorf("POST: %d", w.Code)
	}
}

func BenchmarkCountARequest(b *testing.B) {
	var r metric.Registry
	by := r.Counters("by_total", "By name.", "api", "stage", "class")
	h := r.Histogram("h_seconds", "H.")
	b.ReportAllocs()
	for b.Loop() {
		by.Get(metric.Labels{"abcdefghij", "dev", "2xx"}).Inc()
		h.Observe(300 * time.Microsecond)
	}
}
