package gateway

import (
	"context"
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
