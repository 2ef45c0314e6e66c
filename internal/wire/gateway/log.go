package gateway

import (
	"context"
	"log/slog"
	"time"
)

// Entry is what is said of a request when it was answered.
type Entry struct {
	RequestID    string
	APIID, Stage string
	Method       string
	Route        string // the resource's path, never the request's; empty if nothing served it
	Status       int
	Latency      time.Duration
	Type         string // of gateway response, if the gateway answered in its own name
	Explain      string // why
}

func (x *exchange) report(ctx context.Context) {
	e := Entry{
		RequestID: x.requestID, Method: x.req.Method, Status: x.resp.Status, Latency: x.g.now().Sub(x.begin),
	}
	if x.plan != nil {
		e.APIID, e.Stage = x.plan.APIID, x.plan.Stage
	}
	if x.route != nil {
		e.Route = x.route.ResourcePath
	}
	if x.refused != nil {
		e.Type, e.Explain = string(x.refused.kind), x.refused.explain
	}
	x.g.log(ctx, &e)
}

// LogTo writes an entry as one line of a log. The record is made here and not by the logger, which would look up its caller
// for every request.
func LogTo(l *slog.Logger) func(context.Context, *Entry) {
	return func(ctx context.Context, e *Entry) {
		if !l.Enabled(ctx, slog.LevelInfo) {
			return
		}
		r := slog.NewRecord(time.Now(), slog.LevelInfo, "request", 0)
		r.AddAttrs(
			slog.String("requestId", e.RequestID), slog.String("api", e.APIID), slog.String("stage", e.Stage),
			slog.String("method", e.Method), slog.String("route", e.Route), slog.Int("status", e.Status),
			slog.Duration("latency", e.Latency),
		)
		if e.Type != "" {
			r.AddAttrs(slog.String("response", e.Type), slog.String("explain", e.Explain))
		}
		_ = l.Handler().Handle(ctx, r) // a log that cannot be written to has nobody to tell
	}
}
