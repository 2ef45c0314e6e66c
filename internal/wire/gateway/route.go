package gateway

import (
	"context"
	"errors"
	"net/http"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// route finds the method. A method that is not there is not told from one that is protected: 403, never 404 or 405.
func route(_ context.Context, x *exchange) *refusal {
	m, ok := x.plan.Match(x.req.Method, x.req.RawPath)
	x.match = m
	if ok {
		x.route = m.Route
		return nil
	}
	r := x.unrouted()
	if m.ResourcePath != "" {
		return r.because("resource %s has no method for %s", m.ResourcePath, x.req.Method)
	}
	return r.because("stage %s has no resource for %s", x.plan.Stage, x.where())
}

// unrouted judges the Authorization header of a request nothing serves as a signature, as AWS does.
func (x *exchange) unrouted() *refusal {
	if x.req.Header.Has("Authorization") {
		var bad *sigv4.Error
		if _, err := sigv4.Parse(x.signed()); errors.As(err, &bad) {
			said := bad.Gateway()
			return &refusal{kind: restapi.InvalidSignature, code: said.Code, message: &said.Message}
		}
	}
	return refuse(restapi.MissingAuthenticationToken)
}

// signed is what of the request says how it was signed.
func (x *exchange) signed() *sigv4.Request {
	out := &sigv4.Request{Method: x.req.Method, Host: x.req.Host, RawPath: x.req.StagePath, Header: http.Header{}}
	for _, f := range x.req.Header {
		switch name := http.CanonicalHeaderKey(f.Name); name {
		case "Authorization", "Date", "X-Amz-Date", "X-Amz-Security-Token":
			out.Header.Add(name, f.Value)
		}
	}
	return out
}
