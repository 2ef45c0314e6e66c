package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/internal/client"
	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/iam"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/wire/observe"
	"github.com/sallyport/sallyport/internal/wire/observe/metric"
	"github.com/sallyport/sallyport/internal/wire/sallyport"
)

// Options are what a server is given beside its configuration.
type Options struct {
	Version string
	Log     *slog.Logger
}

// Server is a running server.
type Server struct {
	config   config.Config
	log      *slog.Logger
	registry *metric.Registry // nil where nobody counts
	state    atomic.Int32
	listener *listener
	front    *front
	requests *observe.Requests
	monitor  *monitor // nil where nobody counts
	data     *data
	http     *http.Server
	endpoint string
	key      *iam.AccessKey // the root's, in the development profile
	failed   chan error
	// background ends what runs beside requests; group waits for it.
	background context.CancelFunc
	group      sync.WaitGroup
	serving    sync.WaitGroup
	stop       sync.Once
	stopped    error
}

// What a server is at, as /_sallyport/ready says it.
const (
	starting int32 = iota
	ready
	stopping
)

// ErrDataInUse says that another server has the data folder open.
var ErrDataInUse = sqlite.ErrInUse

// Limits of connections that nobody has to change.
const (
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
)

// Start opens the data, mounts every service and listens. The context is for starting: Stop ends the server.
func Start(ctx context.Context, c config.Config, o Options) (*Server, error) {
	// Listening comes first: a port that is taken is told before a file is touched.
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	s := newServer(c, o, l)
	if s.monitor, err = listenMonitor(c, s.registry); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	s.serve()
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.background = cancel
	if err := s.open(ctx, background, o); err != nil {
		return nil, errors.Join(err, s.abort())
	}
	s.state.Store(ready)
	return s, nil
}

// newServer makes the parts that are there before the data are.
func newServer(c config.Config, o Options, l net.Listener) *Server {
	s := &Server{config: c, log: o.Log, failed: make(chan error, 1), endpoint: "http://" + reachable(l.Addr())}
	if s.config.PublicURL == "" {
		s.config.PublicURL = s.endpoint
	}
	s.registry = newRegistry(c, o.Version)
	s.requests = observe.New(o.Log, s.registry)
	s.listener = &listener{
		Listener: l, max: int64(c.MaxConnections),
		refused: s.registry.Counter("sallyport_connections_refused_total", "Connections closed at once because too many were open."),
	}
	s.front = &front{
		max: int64(c.MaxInFlight), bodies: bodies{limit: bodyMemory, timeout: c.BodyTimeout}, log: o.Log,
		own: &sallyport.Handler{Ready: s.unready}, mounted: make(chan struct{}),
		refused: s.registry.Counter("sallyport_requests_refused_total", "Requests answered 503 because too many were in flight."),
	}
	s.http = &http.Server{
		Handler: s.front, ReadHeaderTimeout: c.HeaderTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ConnContext: observe.Connection, ConnState: s.listener.follow,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	return s
}

// unready says why the server wants no requests.
func (s *Server) unready() string {
	switch s.state.Load() {
	case ready:
		return ""
	case stopping:
		return "stopping"
	}
	return "starting"
}

// open opens the data and mounts everything over it.
func (s *Server) open(ctx, background context.Context, o Options) (err error) {
	if s.data, err = openData(ctx, s.config, s.log); err != nil {
		return err
	}
	surfaces, err := s.mount(ctx, background, o)
	if err != nil {
		return err
	}
	if err := s.writeRun(); err != nil {
		return err
	}
	s.front.mount(surfaces)
	return nil
}

// abort takes a start back that failed.
func (s *Server) abort() error {
	err := errors.Join(s.http.Close(), s.monitor.close())
	s.background()
	s.group.Wait()
	s.serving.Wait()
	if s.data != nil {
		err = errors.Join(err, s.data.db.Close())
	}
	return err
}

// reachable is the address by which this machine reaches a listener.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return a.String()
	}
	host := tcp.IP.String()
	if tcp.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, fmt.Sprint(tcp.Port))
}

func (s *Server) serve() {
	s.serving.Go(func() {
		if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- fmt.Errorf("serve %s: %w", s.listener.Addr(), err)
		}
	})
	if s.monitor != nil {
		s.serving.Go(func() { s.monitor.serve(s.failed) })
	}
}

// Endpoint is the address of the server as this machine reaches it.
func (s *Server) Endpoint() string { return s.endpoint }

// Failed tells when the server cannot go on.
func (s *Server) Failed() <-chan error { return s.failed }

// Stop ends the server: it is unready, for as long as is configured still serving; then no new requests, those in flight
// finish within the time configured or the context, and what is unfinished in the background is taken up at the next start.
func (s *Server) Stop(ctx context.Context) error {
	s.stop.Do(func() {
		s.state.Store(stopping)
		select {
		case <-time.After(s.config.ShutdownDelay):
		case <-ctx.Done():
		}
		err := os.Remove(s.runFile())
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		err = errors.Join(err, s.drain(ctx))
		s.background()
		s.group.Wait()
		err = errors.Join(err, s.data.db.Close(), s.monitor.close())
		s.serving.Wait()
		s.stopped = err
	})
	return s.stopped
}

// drain lets requests in flight finish, and cuts off those that do not in time.
func (s *Server) drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.ShutdownTimeout)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		cut := s.front.inFlight.Load()
		return errors.Join(fmt.Errorf("%d requests were cut off after %s: %w", cut, s.config.ShutdownTimeout, err), s.http.Close())
	}
	return nil
}

func (s *Server) runFile() string { return filepath.Join(s.config.Data, client.RunFile) }

// writeRun leaves word for the other commands. Only the development profile leaves its key too.
func (s *Server) writeRun() error {
	run := client.Run{
		Endpoint: s.endpoint, PID: os.Getpid(), Profile: string(s.config.Profile),
		Region: s.config.Region, AccountID: s.config.AccountID,
	}
	if s.key != nil {
		run.AccessKeyID, run.SecretAccessKey = s.key.ID, s.key.Secret
	}
	src, err := json.MarshalIndent(run, "", "  ")
	if err != nil {
		return err
	}
	tmp := s.runFile() + ".new"
	if err := os.WriteFile(tmp, src, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, s.runFile())
}
