package edge

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// Service is an AWS service and what serves it.
type Service struct {
	Model   *awsapi.Service
	Handler http.Handler
}

// APITarget is what a request to a deployed API addresses.
type APITarget struct {
	// API is the API's id, Region its region if the request tells.
	API, Region string
	// Domain is the custom domain that was addressed; API, Region and Stage are empty then.
	Domain string
	// Stage is the first segment, decoded, and RawPath what follows it, as sent: "" or "/…".
	Stage, RawPath string
	// FullPath is stage and path as sent, for APIs whose stage is not in the path.
	FullPath string
}

// PoolTarget is what a request to a user pool's domain addresses.
type PoolTarget struct {
	// Prefix is the domain's prefix, Region its region if the request tells.
	Prefix, Region string
	// Domain is the custom domain that was addressed; Prefix is empty then.
	Domain string
	// RawPath is the path below the domain, as sent, beginning with a slash.
	RawPath string
	// BasePath is what comes before RawPath: pages and cookies live below it. Empty under a host of its own.
	BasePath string
}

// IssuerTarget is what a request for a user pool's keys or discovery document addresses.
type IssuerTarget struct {
	PoolID string
	// Document is the path below /.well-known/, as sent.
	Document string
}

// Owner is who a custom domain belongs to.
type Owner uint8

// The owners of custom domains.
const (
	Nobody Owner = iota
	API
	Pool
)

// Domains knows the custom domains.
type Domains interface {
	Owner(ctx context.Context, host string) (Owner, error)
}

// Config is the surfaces. One that is absent answers 404, and nothing else answers in its stead.
type Config struct {
	Services   []Service
	Gateway    func(http.ResponseWriter, *http.Request, APITarget)
	PoolDomain func(http.ResponseWriter, *http.Request, PoolTarget)
	Issuer     func(http.ResponseWriter, *http.Request, IssuerTarget)
	// Own is /_sallyport/, Console is /console/.
	Own, Console http.Handler
	// Domains knows the custom domains; nil knows none.
	Domains Domains
	// PublicHost is the server's own host name, which is no custom domain whatever Domains says.
	PublicHost string
	// Log takes failures to look up a domain; nil is slog.Default.
	Log *slog.Logger
}

// Edge is the handler of everything.
type Edge struct {
	Config
	bySigningName map[string][]*Service
	byHost        map[string]*Service
	byTarget      map[string]*Service
	byVersion     map[string][]*Service
}

var _ http.Handler = (*Edge)(nil)

// New makes the handler.
func New(c Config) *Edge {
	c.Log = cmp.Or(c.Log, slog.Default())
	c.PublicHost = awshttp.HostName(c.PublicHost)
	e := &Edge{
		Config:        c,
		bySigningName: map[string][]*Service{}, byHost: map[string]*Service{},
		byTarget: map[string]*Service{}, byVersion: map[string][]*Service{},
	}
	for i := range c.Services {
		e.index(&c.Services[i])
	}
	return e
}

func (e *Edge) index(s *Service) {
	m := s.Model
	e.bySigningName[m.SigningName] = append(e.bySigningName[m.SigningName], s)
	if _, taken := e.byHost[m.ID]; !taken {
		e.byHost[m.ID] = s
	}
	if m.TargetPrefix != "" {
		e.byTarget[m.TargetPrefix] = s
	}
	if m.Protocol == "query" {
		e.byVersion[m.APIVersion] = append(e.byVersion[m.APIVersion], s)
	}
}

// request is one request and what the rules look at.
type request struct {
	*Edge
	w              http.ResponseWriter
	r              *http.Request
	host           string // without port, dot and upper case
	bucket         string // named by the host, if the request turns out to be one of s3
	path, rawQuery string // as sent
}

// ServeHTTP asks the rules in their order; the first one that owns the request has answered it.
func (e *Edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sent := sigv4.FromHTTP(r, nil)
	q := &request{Edge: e, w: w, r: r, host: awshttp.HostName(r.Host), path: sent.RawPath, rawQuery: sent.RawQuery}
	for _, owned := range []func() bool{
		q.byDomain, q.byBucketHost, q.byPath, q.byAWSHost, q.byScope, q.byTargetHeader, q.byAction, q.byPreflight, q.byBucket,
	} {
		if owned() {
			return
		}
	}
	q.refuse("Nothing here says which service this request is for. Sallyport reads the host name, the path, the credential " +
		"scope of the signature, X-Amz-Target and Action; /_sallyport/health answers without any of them.")
}

// serve hands a request to the one of the services with this name that has the path.
func (q *request) serve(services []*Service) bool {
	if len(services) == 0 {
		return false
	}
	for _, s := range services {
		if len(services) == 1 || hasPath(s.Model, q.path) {
			s.Handler.ServeHTTP(q.w, q.to(s))
			return true
		}
	}
	services[0].Handler.ServeHTTP(q.w, q.r)
	return true
}

// to is the request as a service gets it.
func (q *request) to(s *Service) *http.Request {
	if s.Model.SigningName != "s3" {
		return q.r
	}
	if q.bucket == "" {
		q.bucket = q.looseBucket()
	}
	if q.bucket == "" {
		return q.r
	}
	return awshttp.ForBucket(q.r, q.bucket)
}

// hasPath says whether any operation's path starts as this one does. It tells apart services that share a signing name,
// such as the two versions of apigateway.
func hasPath(m *awsapi.Service, path string) bool {
	first := firstSegment(path)
	for i := range m.Operations {
		if firstSegment(m.Operations[i].URI) == first {
			return true
		}
	}
	return false
}

func firstSegment(path string) string {
	path, _, _ = strings.Cut(strings.TrimPrefix(path, "/"), "?")
	first, _, _ := strings.Cut(path, "/")
	return first
}
