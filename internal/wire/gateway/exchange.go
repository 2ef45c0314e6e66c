package gateway

import (
	"net/url"
	"time"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/core/restapi/mapping"
	"github.com/sallyport/sallyport/internal/wire/gateway/authorize"
	"github.com/sallyport/sallyport/internal/wire/gateway/integrate"
)

// exchange is one request on its way. It is taken from a pool and cleared when it goes back.
type exchange struct {
	g   *Gateway
	ids identifiers
	state
}

// state is everything of an exchange that belongs to its request.
type state struct {
	begin      time.Time
	requestID  string
	extendedID string

	req  Request
	resp Response

	identity [1]string // room for the one value of the authorizer's header

	plan  *restapi.Plan
	match restapi.Match
	route *restapi.Route
	token *authorize.Token // of the Cognito authorizer

	payload string // as sent
	sending string // what the backend is sent
	reply   integrate.Reply
	env     *mapping.Env // made when first a template has to be run
	query   url.Values   // parsed when first asked for

	refused *refusal
}

func (g *Gateway) begin() *exchange { return g.exchanges.Get().(*exchange) }

// end clears the exchange, so that nothing of one request is left for another, and keeps its room for header fields.
func (g *Gateway) end(x *exchange) {
	in, out := x.req.Header, x.resp.Header
	clear(in)
	clear(out)
	x.state = state{}
	x.req.Header, x.resp.Header = in[:0], out[:0]
	g.exchanges.Put(x)
}

// where names the method for explanations and logs.
func (x *exchange) where() string {
	if x.route == nil {
		return x.req.Method + " " + x.req.RawPath
	}
	return x.route.Method + " " + x.route.ResourcePath
}

// queryValues are the query parameters, decoded once as a form is.
func (x *exchange) queryValues() url.Values {
	if x.query == nil {
		// Pairs that are not well-formed are left out, the others count.
		x.query, _ = url.ParseQuery(x.req.RawQuery)
	}
	return x.query
}

// contentType is the request's, without one it is JSON.
func (x *exchange) contentType() string {
	if t := x.req.Header.Get("Content-Type"); t != "" {
		return t
	}
	return jsonType
}

const jsonType = "application/json"
