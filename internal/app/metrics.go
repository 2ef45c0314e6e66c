package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime"
	"time"

	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

// newRegistry is nil where nobody asked for metrics: nil metrics count nothing.
func newRegistry(c config.Config, version string) *metric.Registry {
	if c.MetricsListen == "" {
		return nil
	}
	r := &metric.Registry{}
	r.Collect(func(p *metric.Page) {
		p.Family("sallyport_build_info", "gauge", "The version of the program.")
		p.Value(1, "version", version, "goversion", runtime.Version())
	})
	r.CollectRuntime()
	return r
}

// monitor is the listener of metrics and profiles. The public one never has them.
type monitor struct {
	listener net.Listener
	http     *http.Server
}

func listenMonitor(c config.Config, r *metric.Registry) (*monitor, error) {
	if r == nil {
		return nil, nil
	}
	l, err := net.Listen("tcp", c.MetricsListen)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics on %s: %w", c.MetricsListen, err)
	}
	mux := http.NewServeMux()
	mux.Handle("/metrics", r)
	if c.PProf {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	return &monitor{l, &http.Server{
		Handler: mux, ReadHeaderTimeout: c.HeaderTimeout, ReadTimeout: c.BodyTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes,
	}}, nil
}

// serve serves until close.
func (m *monitor) serve(failed chan<- error) {
	if err := m.http.Serve(m.listener); !errors.Is(err, http.ErrServerClosed) {
		select {
		case failed <- fmt.Errorf("serve metrics: %w", err):
		default: // the server has failed already
		}
	}
}

func (m *monitor) close() error {
	if m == nil {
		return nil
	}
	return errors.Join(m.http.Close(), ignoreClosed(m.listener.Close()))
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// measure registers what is looked up at every scrape.
func (s *Server) measure(st stores, b *services) {
	s.registry.Gauge("sallyport_requests_in_flight", "Requests being served.", func() float64 { return float64(s.front.inFlight.Load()) })
	s.registry.Gauge("sallyport_connections", "Open connections.", func() float64 { return float64(s.listener.open.Load()) })
	s.registry.Gauge("sallyport_request_body_bytes", "Bytes of the bodies of requests being served.", func() float64 {
		return float64(s.front.bodies.taken.Load())
	})
	s.registry.Collect(func(p *metric.Page) {
		p.Family("sallyport_token_cache_hits_total", "counter", "Tokens that the gateway found in its cache of verified tokens.")
		p.Count(b.tokens.looks.hits())
		p.Family("sallyport_token_cache_misses_total", "counter", "Tokens that the gateway had to verify.")
		p.Count(b.tokens.looks.misses.Load())
	})
	s.registry.Collect(func(p *metric.Page) {
		ready, broken, err := countPlans(st.apis, b.plans)
		if err != nil {
			s.log.Warn("count the plans", "error", err)
			return
		}
		p.Family("sallyport_plans", "gauge", "Stages by whether their deployment can be served.")
		p.Count(ready, "state", "ready")
		p.Count(broken, "state", "broken")
	})
}

// countPlans asks for the plan of every stage.
func countPlans(store restapi.Store, plans *restapi.Plans) (ready, broken uint64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	stages, err := store.Stages.List(ctx, everyRow)
	for _, stage := range stages {
		switch _, state := plans.Lookup(stage.APIID, stage.Name); state {
		case restapi.PlanReady:
			ready++
		case restapi.PlanBroken:
			broken++
		}
	}
	return ready, broken, err
}
