package observe

import (
	"cmp"
	"context"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

// Requests is the handler around all surfaces. Log must be set; without Metrics nothing is counted.
type Requests struct {
	Next http.Handler
	Log  *slog.Logger

	metrics *families
	answers sync.Pool
}

// New makes the handler; Next is set when the surfaces are there.
func New(log *slog.Logger, registry *metric.Registry) *Requests {
	q := &Requests{Log: log, metrics: newFamilies(registry)}
	q.answers.New = func() any { return &answer{} }
	return q
}

// ServeHTTP serves a request and tells of it.
func (q *Requests) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := q.answers.Get().(*answer)
	*a = answer{ResponseWriter: w, begin: time.Now()}
	defer q.done(a, r)
	q.Next.ServeHTTP(a, r)
}

// done tells of the request, however it ended.
func (q *Requests) done(a *answer, r *http.Request) {
	p := recover()
	told := a.surface == surfaceAPI && p == nil // the gateway has told by itself
	if p != nil {
		p = q.broken(a, r, p)
	}
	if !told {
		q.tell(r, a)
	}
	*a = answer{}
	q.answers.Put(a)
	if p != nil {
		panic(p)
	}
}

// broken is a request that ended in a panic: a connection that was to be cut, or a fault of ours, which is logged and, where
// nothing was sent yet, answered.
func (q *Requests) broken(a *answer, r *http.Request, p any) any {
	if p != http.ErrAbortHandler {
		q.Log.ErrorContext(context.WithoutCancel(r.Context()), "panic", slog.Any("error", p), slog.String("stack", string(debug.Stack())))
		if a.status == 0 {
			a.Header().Set("Content-Type", "application/json")
			a.WriteHeader(http.StatusInternalServerError)
			_, _ = a.WriteString(`{"message":"Internal server error"}`)
			return nil
		}
	}
	a.status = cmp.Or(a.status, statusAborted)
	return http.ErrAbortHandler
}

// statusAborted stands for an answer that was never begun, because the connection was cut.
const statusAborted = 499

func (q *Requests) tell(r *http.Request, a *answer) {
	l := a.line(r)
	q.metrics.count(&l)
	l.write(r.Context(), q.Log)
}

// peerKey finds who is at the other end of a connection.
type peerKey struct{}

// Connection is for http.Server.ConnContext: it notes the address of the peer, once for all requests of the connection.
func Connection(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, peerKey{}, hostOf(c.RemoteAddr().String()))
}

func peer(ctx context.Context) string {
	host, _ := ctx.Value(peerKey{}).(string)
	return host
}

func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}
