package awshttp

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/json11"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/query"
	"github.com/sallyport/sallyport/internal/wire/awshttp/rest"
	"github.com/sallyport/sallyport/internal/wire/awshttp/restjson"
	"github.com/sallyport/sallyport/internal/wire/awshttp/restxml"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// Config is what the handlers of all services have in common.
type Config struct {
	// Credentials finds the secret of an access key. Without it every signed operation is refused.
	Credentials Credentials
	// Development says whether a development credential may be used on a connection. Without it none may.
	Development Admission
	// AccountID and Region are those of requests that nobody signed.
	AccountID, Region string
	// MaxBody bounds what is kept of a request's body in memory; zero is DefaultMaxBody.
	MaxBody int64
	// MaxObject bounds the body of an object that is streamed; zero is DefaultMaxObject.
	MaxObject int64
	// Timeout bounds an operation; zero is DefaultTimeout. What streams is bounded by Pace alone.
	Timeout time.Duration
	// Pace bounds how slowly a client may send its request and take its answer.
	Pace Pace
	// Now is the real clock, which signatures are judged by; nil is time.Now.
	Now func() time.Time
	// Log takes what clients are not shown; nil is slog.Default.
	Log *slog.Logger
	// Keys, if set, remembers derived signing keys.
	Keys *sigv4.KeyCache
}

// Limits where a Config has none.
const (
	DefaultMaxBody   = 10 << 20
	DefaultMaxObject = 5 << 30
	DefaultTimeout   = time.Minute
)

// Handler serves one service.
type Handler struct {
	Config
	service  *awsapi.Service
	invoker  awsapi.Invoker
	protocol protocol.Protocol
}

var _ http.Handler = (*Handler)(nil)

// New makes the handler of a service, which speaks the protocol that the service's model names.
func New(invoker awsapi.Invoker, c Config) (*Handler, error) {
	s := invoker.Model()
	p, err := protocolOf(s)
	if err != nil {
		return nil, err
	}
	c.MaxBody = cmp.Or(c.MaxBody, DefaultMaxBody)
	c.MaxObject = cmp.Or(c.MaxObject, DefaultMaxObject)
	c.Timeout = cmp.Or(c.Timeout, DefaultTimeout)
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Handler{Config: c, service: s, invoker: invoker, protocol: p}, nil
}

func protocolOf(s *awsapi.Service) (protocol.Protocol, error) {
	switch s.Protocol {
	case "json":
		return json11.New(s), nil
	case "rest-json":
		return restjson.New(s), nil
	case "query":
		return query.New(s), nil
	case "rest-xml":
		return restxml.New(s), nil
	}
	return nil, fmt.Errorf("service %s: the protocol %q is not spoken here", s.ID, s.Protocol)
}

// exchange is one request on its way.
type exchange struct {
	*Handler
	w    http.ResponseWriter
	http *http.Request
	sent *pacedReader // the body as it arrives; nil if there is none
	// The request as the protocol reads it, as its signature covers it, and what is known of it beside its message.
	req    protocol.Request
	signed *sigv4.Request
	seen   awsapi.Request
	op     *awsapi.Operation
}

// ServeHTTP answers a request of the service.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{Handler: h, w: w, http: r, seen: awsapi.Request{
		ID: newRequestID(), AccountID: h.AccountID, Region: h.Region, SourceIP: sourceIP(r), UserAgent: r.UserAgent(),
	}}
	w.Header().Set("X-Amzn-Requestid", x.seen.ID)
	if x.isObject() {
		w.Header().Set("X-Amz-Request-Id", x.seen.ID)
		w.Header().Set("X-Amz-Id-2", restxml.HostID(x.seen.ID))
	}
	allowBrowsers(w.Header())
	if r.Method == http.MethodOptions {
		AnswerPreflight(w, r)
		return
	}
	if r.Body != nil && r.Body != http.NoBody {
		x.sent = paced(w, r.Body, h.Pace)
		defer x.sent.leave()
	}
	ctx := r.Context()
	response, err := x.answer(ctx)
	if err != nil {
		response = x.fail(ctx, err)
	}
	x.send(ctx, response)
}

// answer takes a request through its phases.
func (x *exchange) answer(ctx context.Context) (r *protocol.Response, err error) {
	err = x.contained(func() error {
		call, err := x.accept(ctx)
		if err != nil {
			return err
		}
		if !x.streams(call) {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, x.Timeout)
			defer cancel()
		}
		out, err := x.invoker.Invoke(awsapi.WithRequest(ctx, x.seen), x.op.Name, call.Decode)
		if err != nil {
			return err
		}
		r, err = x.protocol.Encode(x.op, out, x.seen.ID)
		return err
	})
	return r, err
}

// accept finds out what is asked for and by whom. Only s3 is asked for something before its body has been read.
func (x *exchange) accept(ctx context.Context) (protocol.Call, error) {
	if err := x.receive(); err != nil {
		return protocol.Call{}, err
	}
	if !x.isObject() {
		if err := x.read(); err != nil {
			return protocol.Call{}, err
		}
	}
	call, err := x.protocol.Route(&x.req)
	if err != nil {
		return protocol.Call{}, err
	}
	x.op = call.Operation
	return call, x.identify(ctx, call.Streams)
}

// isObject says whether the service is s3, whose bodies, signatures and errors are its own.
func (x *exchange) isObject() bool { return x.service.SigningName == "s3" }

// streams says whether the operation takes as long as its bodies do.
func (x *exchange) streams(call protocol.Call) bool {
	if call.Streams || x.op.Output == awsapi.None {
		return call.Streams
	}
	_, payload := rest.Payload(x.service, x.op.Output)
	return payload != nil && (payload.Streaming || x.service.Shapes[payload.Shape].EventStream)
}
