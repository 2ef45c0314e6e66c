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
	"time"

	"github.com/sallyport/sallyport/internal/client"
	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/iam"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
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
	data     *data
	http     *http.Server
	endpoint string
	key      *iam.AccessKey // the root's, in the development profile
	failed   chan error
	// background ends what runs beside requests; group waits for it.
	background context.CancelFunc
	group      sync.WaitGroup
	stop       sync.Once
	stopped    error
}

// ErrDataInUse says that another server has the data folder open.
var ErrDataInUse = sqlite.ErrInUse

// Limits of connections. A request's body may take long; its header may not.
const (
	headerTimeout  = 10 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
)

// Start opens the data, mounts every service and listens. The context is for starting: Stop ends the server.
func Start(ctx context.Context, c config.Config, o Options) (*Server, error) {
	// Listening comes first: a port that is taken is told before a file is touched.
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	s := &Server{config: c, log: o.Log, failed: make(chan error, 1), endpoint: "http://" + reachable(listener.Addr())}
	if s.config.PublicURL == "" {
		s.config.PublicURL = s.endpoint
	}
	if s.data, err = openData(ctx, s.config); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.background = cancel
	err = s.mount(ctx, background, listener, o)
	if err == nil {
		err = s.writeRun()
	}
	if err != nil {
		cancel()
		s.group.Wait()
		return nil, errors.Join(err, listener.Close(), s.data.db.Close())
	}
	s.group.Go(func() { s.serve(listener) })
	return s, nil
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

func (s *Server) serve(l net.Listener) {
	if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		s.failed <- fmt.Errorf("serve %s: %w", l.Addr(), err)
	}
}

// Endpoint is the address of the server as this machine reaches it.
func (s *Server) Endpoint() string { return s.endpoint }

// Failed tells when the server cannot go on.
func (s *Server) Failed() <-chan error { return s.failed }

// Stop ends the server: no new requests, those in flight finish within the context, what is unfinished in the background is
// taken up at the next start.
func (s *Server) Stop(ctx context.Context) error {
	s.stop.Do(func() {
		err := os.Remove(s.runFile())
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		if shutdown := s.http.Shutdown(ctx); shutdown != nil {
			err = errors.Join(err, shutdown, s.http.Close())
		}
		s.background()
		s.group.Wait()
		s.stopped = errors.Join(err, s.data.db.Close())
	})
	return s.stopped
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
