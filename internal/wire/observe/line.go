package observe

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/wire/gateway"
)

// line is what is said of one request. Empty members are left out.
type line struct {
	Surface, RequestID, SourceIP, Method string
	Status                               int
	Latency                              time.Duration
	Service, Operation, AccessKeyID      string // of a service
	Path                                 string // of a pool, a document or the program's own; never with its query
	API, Stage, Route, Response          string // of an API
	Code, Explain                        string // why it failed
}

// requestMessage is the message of every line.
const requestMessage = "request"

// write is one line at level info; what only shows that the program lives is for debugging. The record is made here: the
// logger would look up its caller for every request.
func (l *line) write(ctx context.Context, log *slog.Logger) {
	level := slog.LevelInfo
	if l.Surface == surfaceOwn && (l.Path == "/_sallyport/health" || l.Path == "/_sallyport/ready") {
		level = slog.LevelDebug
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 16)
	attrs = append(attrs, slog.String("surface", l.Surface))
	for _, a := range [...]struct{ name, value string }{
		{"request_id", l.RequestID}, {"service", l.Service}, {"operation", l.Operation}, {"access_key_id", l.AccessKeyID},
		{"api", l.API}, {"stage", l.Stage}, {"method", l.Method}, {"route", l.Route}, {"path", l.Path},
	} {
		if a.value != "" {
			attrs = append(attrs, slog.String(a.name, a.value))
		}
	}
	attrs = append(attrs, slog.Int("status", l.Status), slog.Float64("latency_ms", float64(l.Latency.Microseconds())/1000),
		slog.String("source_ip", l.SourceIP))
	for _, a := range [...]struct{ name, value string }{{"error", l.Code}, {"response", l.Response}, {"explain", l.Explain}} {
		if a.value != "" {
			attrs = append(attrs, slog.String(a.name, a.value))
		}
	}
	r := slog.NewRecord(time.Now(), level, requestMessage, 0)
	r.AddAttrs(attrs...)
	_ = log.Handler().Handle(context.WithoutCancel(ctx), r) // a log that cannot be written to has nobody to tell
}

// API tells of a request that the gateway answered; it is for gateway.Config.Log.
func (q *Requests) API(ctx context.Context, e *gateway.Entry) {
	l := line{
		Surface: surfaceAPI, RequestID: e.RequestID, SourceIP: peer(ctx), Method: e.Method, Status: e.Status, Latency: e.Latency,
		API: e.APIID, Stage: e.Stage, Route: e.Route, Response: e.Type, Explain: e.Explain,
	}
	q.metrics.count(&l)
	l.write(ctx, q.Log)
}

// errorType is the exception's name as the JSON protocols send it: "Name" or "Name:", with or without a namespace.
func errorType(h http.Header) string {
	name, _, _ := strings.Cut(h.Get("X-Amzn-Errortype"), ":")
	return name
}
