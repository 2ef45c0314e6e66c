package app

import (
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

// writeTimeout is how long a client may take to accept what is written at once.
const writeTimeout = 30 * time.Second

// listener bounds how many connections are open. It counts by follow, which net/http calls in the goroutine that accepts.
type listener struct {
	net.Listener
	max     int64
	open    atomic.Int64
	refused *metric.Counter
}

// Accept closes connections beyond the bound.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.open.Load() < l.max {
			return &conn{c}, nil
		}
		l.refused.Inc()
		_ = c.Close() // it was never used
	}
}

// follow is for http.Server.ConnState.
func (l *listener) follow(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		l.open.Add(1)
	case http.StateClosed, http.StateHijacked:
		l.open.Add(-1)
	}
}

// conn gives up on a client that does not read. A deadline for the whole answer would cut off long operations instead.
type conn struct{ net.Conn }

func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
