package observe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/wire/gateway"
	"github.com/sallyport/sallyport/internal/wire/observe"
	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

// watched is a server whose log and metrics a test reads.
type watched struct {
	*observe.Requests
	log      bytes.Buffer
	registry metric.Registry
}

func watch(next http.HandlerFunc) *watched {
	w := &watched{}
	w.Requests = observe.New(slog.New(slog.NewJSONHandler(&w.log, nil)), &w.registry)
	w.Next = next
	return w
}

func (w *watched) ask(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// lines are the log's, decoded.
func (w *watched) lines(t *testing.T) (all []map[string]any) {
	t.Helper()
	for dec := json.NewDecoder(&w.log); ; {
		var line map[string]any
		if err := dec.Decode(&line); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
}

func TestPanicIsAnsweredAndLogged(t *testing.T) {
	t.Parallel()
	w := watch(func(http.ResponseWriter, *http.Request) { panic("a fault") })
	if got := w.ask(httptest.NewRequest("GET", "/x", nil)); got.Code != 500 || strings.Contains(got.Body.String(), "fault") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	lines := w.lines(t)
	if len(lines) != 2 || lines[0]["error"] != "a fault" || !strings.Contains(lines[0]["stack"].(string), "observe_test") || lines[1]["status"] != 500.0 {
		t.Errorf("log %v", lines)
	}
}

func TestPanicInTheMiddleCutsTheConnection(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{"fault": "a fault", "abort": http.ErrAbortHandler} {
		w := watch(func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(rw, "half")
			panic(value)
		})
		func() {
			defer func() {
				if p := recover(); p != http.ErrAbortHandler {
					t.Errorf("%s: net/http is told %v", name, p)
				}
			}()
			w.ask(httptest.NewRequest("GET", "/x", nil))
		}()
		if lines := w.lines(t); lines[len(lines)-1]["status"] != 200.0 {
			t.Errorf("%s: log %v", name, lines)
		}
	}
}

// called is a service of one operation.
type called struct {
	awsapi.Invoker
	err error
}

func (called) Model() *awsapi.Service { return &cognitoidp.ServiceModel }

func (c called) Invoke(context.Context, string, func(any) error) (any, error) { return nil, c.err }

func TestService(t *testing.T) {
	t.Parallel()
	model := &cognitoidp.ServiceModel
	invoker := observe.Invoker(called{err: cognitoidp.NotAuthorizedException("no")})
	if invoker.Model() != model {
		t.Fatal("another service")
	}
	w := watch(nil)
	surface := w.Service(model, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("X-Amzn-Requestid", "r-1")
		if r.Header.Get("Verified") != "" {
			ctx := awsapi.WithRequest(r.Context(), awsapi.Request{Caller: awsapi.Caller{AccessKeyID: "AKIAKNOWN"}})
			_, _ = invoker.Invoke(ctx, "GetUser", nil)
		}
		rw.WriteHeader(400)
	}))
	w.Next = surface
	for _, c := range []struct{ target, authorization, verified, operation, key, code string }{
		{"X.InitiateAuth", "", "yes", "GetUser", "AKIAKNOWN", "NotAuthorizedException"},
		{"X.ListUserPools", "AWS4-HMAC-SHA256 Credential=AKID/2026/x, Signature=0", "", "ListUserPools", "AKID", ""},
		{"X.Invented", "AWS4-HMAC-SHA256 Credential=" + strings.Repeat("A", 200) + "/x", "", "", "", ""},
		{"", "AWS4-HMAC-SHA256 Credential=a\nb/x", "", "", "", ""},
	} {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header = http.Header{"X-Amz-Target": {c.target}, "Authorization": {c.authorization}, "Verified": {c.verified}}
		w.ask(r)
		got := w.lines(t)[0]
		for field, want := range map[string]string{
			"operation": c.operation, "access_key_id": c.key, "error": c.code, "request_id": "r-1", "service": "cognito-idp", "surface": "service",
		} {
			if value, _ := got[field].(string); value != want {
				t.Errorf("%+v: %s is %q, want %q", c, field, value, want)
			}
		}
	}
	text := w.registry.Text()
	for _, want := range []string{
		`sallyport_service_requests_total{service="cognito-idp",operation="GetUser",status="4xx"} 1`,
		`sallyport_service_requests_total{service="cognito-idp",operation="unknown",status="4xx"} 2`,
		`sallyport_service_request_duration_seconds_count{service="cognito-idp",operation="ListUserPools"} 1`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, "Invented") {
		t.Error("a client invents a series")
	}
}

func TestCodesOfFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ header, body, want string }{
		{"ResourceNotFoundException:", "{}", "ResourceNotFoundException"},
		{"BadRequestException:http://internal/", "", "BadRequestException"},
		{"", "<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>", "ValidationError"},
		{"", `{"error":"invalid_client"}`, "invalid_client"},
		{"", "nothing", ""},
	} {
		w := watch(func(rw http.ResponseWriter, r *http.Request) {
			observe.Pool(rw, r)
			if c.header != "" {
				rw.Header().Set("X-Amzn-Errortype", c.header)
			}
			rw.WriteHeader(400)
			_, _ = rw.Write([]byte(c.body))
		})
		w.ask(httptest.NewRequest("POST", "/oauth2/token", nil))
		if got, _ := w.lines(t)[0]["error"].(string); got != c.want {
			t.Errorf("%+v: got %q", c, got)
		}
	}
}

// What a surface says of a request while it serves it stands in the request's line; what is worse stands alone.
func TestNotes(t *testing.T) {
	t.Parallel()
	w := watch(nil)
	log := slog.New(observe.Handler(w.Log.Handler()))
	w.Next = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r = observe.Pool(rw, r)
		log.InfoContext(r.Context(), "refused", "code", "invalid_client", "explain", "the secret is wrong")
		log.With("a", 1).ErrorContext(r.Context(), "failed", "error", "no disk")
		rw.WriteHeader(400)
	})
	w.ask(httptest.NewRequest("POST", "/oauth2/token", nil))
	log.Info("of nobody's request")
	lines := w.lines(t)
	if len(lines) != 3 || lines[0]["error"] != "no disk" || lines[2]["msg"] != "of nobody's request" {
		t.Fatalf("log %v", lines)
	}
	if got := lines[1]; got["error"] != "invalid_client" || got["explain"] != "the secret is wrong" || got["surface"] != "pool" {
		t.Errorf("line %v", got)
	}
}

func TestAPI(t *testing.T) {
	t.Parallel()
	w := watch(nil)
	w.Next = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		observe.NameAPI(rw)
		w.API(r.Context(), &gateway.Entry{
			RequestID: "r-1", APIID: "abc", Stage: "dev", Method: "GET", Route: "/pets/{id}", Status: 401, Latency: 1500 * time.Microsecond,
			Type: "UNAUTHORIZED", Explain: "no token",
		})
		rw.WriteHeader(401)
	})
	client, server := net.Pipe()
	defer client.Close()
	defer server.Close()
	w.ask(httptest.NewRequest("GET", "/dev/pets/7?token=secret", nil).WithContext(observe.Connection(t.Context(), server)))
	lines := w.lines(t)
	want := map[string]any{
		"surface": "api", "request_id": "r-1", "api": "abc", "stage": "dev", "method": "GET", "route": "/pets/{id}", "status": 401.0,
		"latency_ms": 1.5, "response": "UNAUTHORIZED", "explain": "no token", "source_ip": "pipe",
	}
	if len(lines) != 1 {
		t.Fatalf("log %v", lines)
	}
	for field, value := range want {
		if lines[0][field] != value {
			t.Errorf("%s is %v, want %v", field, lines[0][field], value)
		}
	}
	if text := w.registry.Text(); !strings.Contains(text, `sallyport_api_requests_total{api="abc",stage="dev",status="4xx"} 1`) {
		t.Error(text)
	}
}

// sink is a ResponseWriter that keeps nothing.
type sink struct{ header http.Header }

func (s sink) Header() http.Header             { return s.header }
func (sink) Write(p []byte) (int, error)       { return len(p), nil }
func (sink) WriteString(p string) (int, error) { return len(p), nil }
func (sink) WriteHeader(int)                   {}

// BenchmarkAPI is what watching costs a request to a deployed API, with metrics and without a log.
func BenchmarkAPI(b *testing.B) {
	q := observe.New(slog.New(slog.DiscardHandler), &metric.Registry{})
	entry := &gateway.Entry{APIID: "abcdefghij", Stage: "dev", Method: "GET", Status: 200, Latency: time.Millisecond}
	q.Next = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		observe.NameAPI(rw)
		q.API(r.Context(), entry)
		rw.WriteHeader(200)
		_, _ = io.WriteString(rw, "{}")
	})
	r, w := httptest.NewRequest("GET", "/", nil), sink{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		q.ServeHTTP(w, r)
	}
}
