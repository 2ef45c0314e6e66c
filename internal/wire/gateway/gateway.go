package gateway

import (
	"context"
	crand "crypto/rand"
	"io"
	"sync"
	"time"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/wire/gateway/authorize"
)

// Plans gives the plan of an API's stage: nil and no error if there is no such API or stage, an error if there is one that
// cannot be served. It is asked on every request, so it must answer from memory.
type Plans interface {
	Plan(ctx context.Context, apiID, stage string) (*restapi.Plan, error)
}

// Config is what a gateway needs. Plans must be set; without Tokens no Cognito-authorised method can be called.
type Config struct {
	Plans  Plans
	Tokens authorize.TokenVerifier
	// Now is the product's time; nil is the real one. Rand seeds request ids; nil is crypto/rand.
	Now  func() time.Time
	Rand io.Reader
	// Development shows explanations to clients.
	Development bool
	// Log is told of every request that was answered; nil is nobody.
	Log func(context.Context, *Entry)
	// TokenCacheBytes bounds the cache of verified tokens: 0 is the default, below 0 there is none.
	TokenCacheBytes int
}

// Gateway serves deployed APIs. It is safe for concurrent use.
type Gateway struct {
	plans       Plans
	cognito     authorize.Cognito
	now         func() time.Time
	development bool
	log         func(context.Context, *Entry)
	exchanges   sync.Pool
}

// New makes a gateway.
func New(c Config) *Gateway {
	g := &Gateway{
		plans: c.Plans, cognito: authorize.Cognito{Verifier: c.Tokens},
		now: c.Now, development: c.Development, log: c.Log,
	}
	if g.now == nil {
		g.now = time.Now
	}
	switch {
	case c.TokenCacheBytes == 0:
		g.cognito.Cache = authorize.NewCache(authorize.DefaultCacheBytes)
	case c.TokenCacheBytes > 0:
		g.cognito.Cache = authorize.NewCache(c.TokenCacheBytes)
	}
	seed := c.Rand
	if seed == nil {
		seed = crand.Reader
	}
	g.exchanges.New = func() any { return &exchange{g: g, ids: newIdentifiers(seed)} }
	return g
}

// Address is what the request was sent to, as the listener found out.
type Address struct {
	APIID string
	// Region is the one the client named; empty where the address has none.
	Region string
	// RawPath is the path as sent, from the stage on: "/dev/pets".
	RawPath string
}

// Serve answers a request.
func (g *Gateway) Serve(ctx context.Context, to Address, q *Request) *Response {
	x := g.begin()
	defer g.end(x)
	x.req = *q
	x.serve(ctx, to)
	out := x.resp
	x.req.Header, x.resp.Header = nil, nil // the one is the caller's, the other leaves with the answer
	return &out
}

// stage is a step of the way through the gateway. Nil lets the request go on.
type stage func(ctx context.Context, x *exchange) *refusal

// stages are taken in this order. Firewall, resource policy, usage plans and throttling have their places in it: the
// first two before and with authorize, the others behind apiKey.
func stages() []stage {
	return []stage{
		route,
		authorizeRequest,
		apiKey,
		receive,
		validate,
		mapIn,
		integrateRequest,
		mapOut,
	}
}

func (x *exchange) serve(ctx context.Context, to Address) {
	x.begin = x.g.now()
	if x.req.Time.IsZero() {
		x.req.Time = x.begin
	}
	x.ids.next(&x.requestID, &x.extendedID)
	r := x.find(ctx, to)
	for _, s := range stages() {
		if r != nil {
			break
		}
		r = s(ctx, x)
	}
	x.respond(r)
	if x.g.log != nil {
		x.report(ctx)
	}
}
