package app

import (
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

// front is the handler before all others: it keeps a flood from the surfaces.
//
//	request -> health, ready: always
//	        -> as many in flight as there may be? 503 at once
//	        -> not mounted yet? wait
//	        -> a body: bounded in time, and together with all others in memory
//	        -> the surfaces
type front struct {
	max      int64
	bodies   bodies
	own      http.Handler // answers whether the server is ready while nothing is mounted
	mounted  chan struct{}
	surfaces http.Handler // set before mounted is closed
	log      *slog.Logger

	inFlight atomic.Int64
	refused  *metric.Counter
	warned   atomic.Int64 // when the log was last told of refusals, in seconds of Unix time
}

const (
	healthPath = "/_sallyport/health"
	readyPath  = "/_sallyport/ready"
)

func (f *front) mount(surfaces http.Handler) {
	f.surfaces = surfaces
	close(f.mounted)
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	probe := r.URL.Path == healthPath || r.URL.Path == readyPath
	// A server that is flooded lives: who restarted it would only make it worse.
	if !probe {
		defer f.inFlight.Add(-1)
		if f.inFlight.Add(1) > f.max {
			f.refuse(w)
			return
		}
	}
	select {
	case <-f.mounted:
	default:
		if r.URL.Path == readyPath {
			f.own.ServeHTTP(w, r)
			return
		}
		select {
		case <-f.mounted:
		case <-r.Context().Done():
			return
		}
	}
	if r.Body != http.NoBody {
		b := f.bodies.take(w, r)
		defer b.release()
	}
	f.surfaces.ServeHTTP(w, r)
}

// refuse sheds a request. The connection is closed: who sends too much is not to have it at hand.
func (f *front) refuse(w http.ResponseWriter) {
	f.refused.Inc()
	if now, last := time.Now().Unix(), f.warned.Load(); now > last && f.warned.CompareAndSwap(last, now) {
		f.log.Warn("too many requests in flight: further ones are answered 503", "max_in_flight", f.max)
	}
	h := w.Header()
	h.Set("Retry-After", "1")
	h.Set("Connection", "close")
	h.Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, `{"message":"Service Unavailable"}`) // whoever asked may have gone
}
