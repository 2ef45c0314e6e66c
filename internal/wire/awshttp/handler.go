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
	// MaxBody bounds a request's body; zero is DefaultMaxBody.
	MaxBody int64
	// Timeout bounds an operation; zero is DefaultTimeout.
	Timeout time.Duration
	// Now is the real clock, which signatures are judged by; nil is time.Now.
	Now func() time.Time
	// Log takes what clients are not shown; nil is slog.Default.
	Log *slog.Logger
	// Keys, if set, remembers derived signing keys.
	Keys *sigv4.KeyCache
}

// Limits where a Config has none.
const (
	DefaultMaxBody = 10 << 20
	DefaultTimeout = time.Minute
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
	allowBrowsers(w.Header())
	if r.Method == http.MethodOptions {
		AnswerPreflight(w, r)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.Timeout)
	defer cancel()
	response, err := x.answer(ctx)
	if err != nil {
		response = x.fail(ctx, err)
	}
	x.send(response)
}

// answer takes a request through its phases.
func (x *exchange) answer(ctx context.Context) (_ *protocol.Response, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	if err := x.read(); err != nil {
		return nil, err
	}
	call, err := x.protocol.Route(&x.req)
	if err != nil {
		return nil, err
	}
	x.op = call.Operation
	if err := x.identify(ctx); err != nil {
		return nil, err
	}
	out, err := x.invoker.Invoke(awsapi.WithRequest(ctx, x.seen), x.op.Name, call.Decode)
	if err != nil {
		return nil, err
	}
	return x.protocol.Encode(x.op, out, x.seen.ID)
}

// send writes a response. A connection that broke is nobody's error.
func (x *exchange) send(r *protocol.Response) {
	header := x.w.Header()
	for name, values := range r.Header {
		header[name] = values
	}
	if r.ContentType != "" {
		header.Set("Content-Type", r.ContentType)
	} else {
		header["Content-Type"] = nil
	}
	x.w.WriteHeader(r.Status)
	if len(r.Body) > 0 && x.http.Method != http.MethodHead {
		_, _ = x.w.Write(r.Body)
	}
}
