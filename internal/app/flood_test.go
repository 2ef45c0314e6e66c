package app

import (
	"context"
	"crypto/rsa"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/userpool/grant"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/wire/observe"
)

func TestTooManyInFlight(t *testing.T) {
	t.Parallel()
	s, log := started(t, func(c *config.Config) { c.MaxInFlight = 2 })
	one, restOfOne := half(t, s)
	_, _ = half(t, s)
	r, err := http.Get(s.Endpoint() + "/_aws/execute-api/abcdefghij/dev/x")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	if r.StatusCode != 503 || r.Header.Get("Retry-After") != "1" || string(body) != `{"message":"Service Unavailable"}` || !r.Close {
		t.Errorf("%d %v %s", r.StatusCode, r.Header, body)
	}
	for _, probe := range []string{healthPath, readyPath} {
		if code := status(t, s.Endpoint()+probe); code != 200 {
			t.Errorf("%s: %d", probe, code)
		}
	}
	one.send(restOfOne)
	if code, _ := one.answer(); code != 403 {
		t.Errorf("the first: %d", code)
	}
	until(t, "there is room", func() bool { return status(t, s.Endpoint()+"/_aws/execute-api/abcdefghij/dev/x") == 403 })
	if n := strings.Count(log.String(), "too many requests in flight"); n < 1 || n > 2 {
		t.Errorf("told %d times", n)
	}
}

func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	s, _ := started(t, func(c *config.Config) { c.MaxConnections = 2 })
	const ask = "GET /_sallyport/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
	open := []caller{call(t, s), call(t, s)}
	for _, c := range open {
		c.send(ask)
		if code, _ := c.answer(); code != 200 {
			t.Fatal(code)
		}
	}
	third := call(t, s)
	_ = third.SetReadDeadline(time.Now().Add(10 * time.Second))
	if n, err := third.Read(make([]byte, 1)); n > 0 || err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the third connection: %d, %v", n, err)
	}
	_ = open[0].Close()
	until(t, "a connection may open again", func() bool {
		c, err := net.Dial("tcp", s.listener.Addr().String())
		if err != nil {
			return false
		}
		defer c.Close()
		again := caller{t, c}
		_, _ = io.WriteString(c, ask)
		code, _ := again.answer()
		return code == 200
	})
}

// Clients that send a byte now and then are cut off.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	s, _ := started(t, func(c *config.Config) { c.HeaderTimeout, c.BodyTimeout = 100*time.Millisecond, 100*time.Millisecond })
	for name, beginning := range map[string]string{
		"header": "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
		"body of a service": "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth\r\n" +
			"Content-Type: application/x-amz-json-1.1\r\nContent-Length: 1000\r\n\r\n{",
		"body of an unknown form": "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na",
		"chunked body": "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth\r\n" +
			"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
		"body that nobody wants": "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\na",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := call(t, s)
			c.send(beginning)
			ended := make(chan struct{})
			go func() {
				for _, err := io.WriteString(c, "x"); err == nil; _, err = io.WriteString(c, "x") {
					select {
					case <-ended:
						return
					case <-time.After(20 * time.Millisecond):
					}
				}
			}()
			begin := time.Now()
			_ = c.SetReadDeadline(begin.Add(10 * time.Second))
			_, _ = io.Copy(io.Discard, c)
			close(ended)
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("cut off after %s", took)
			}
		})
	}
}

// A client that pauses between its requests may: the time of a body is that body's.
func TestBodyTimeoutEndsWithTheBody(t *testing.T) {
	t.Parallel()
	s, _ := started(t, func(c *config.Config) { c.BodyTimeout = 100 * time.Millisecond })
	c := call(t, s)
	for range 2 {
		c.send("POST /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na")
		if code, why := c.answer(); code != 403 {
			t.Fatalf("%d %s", code, why)
		}
		time.Sleep(150 * time.Millisecond)
	}
}

// Bodies together take no more memory than there is for them; who comes too late loses the connection, not the server.
func TestBodiesAreBoundedTogether(t *testing.T) {
	t.Parallel()
	f := &front{max: 10, bodies: bodies{limit: 1000, timeout: time.Minute}, mounted: make(chan struct{}), log: slog.New(slog.DiscardHandler)}
	reading, release := make(chan struct{}), make(chan struct{})
	f.mount(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		if r.URL.Path == "/hold" {
			close(reading)
			<-release
		}
	}))
	server := httptest.NewServer(f)
	defer server.Close()
	post := func(path string, size int) error {
		r, err := http.Post(server.URL+path, "text/plain", strings.NewReader(strings.Repeat("x", size)))
		if err == nil {
			_ = r.Body.Close()
		}
		return err
	}
	held := make(chan error, 1)
	go func() { held <- post("/hold", 800) }()
	<-reading
	if err := post("/", 300); err == nil {
		t.Error("more was read than there is memory for")
	}
	if err := post("/", 100); err != nil {
		t.Error(err)
	}
	close(release)
	if err := <-held; err != nil {
		t.Error(err)
	}
	if err := post("/", 900); err != nil || f.bodies.taken.Load() != 0 {
		t.Errorf("%v; %d bytes are not given back", err, f.bodies.taken.Load())
	}
}

// A flood of everything at once: memory stays bounded, and afterwards good requests are served.
func TestFlood(t *testing.T) {
	t.Parallel()
	s, _ := started(t, func(c *config.Config) {
		c.MaxInFlight, c.MaxConnections, c.BodyTimeout, c.HeaderTimeout = 32, 64, time.Second, time.Second
	})
	s.front.bodies.limit = 8 << 20
	var most, sent atomic.Uint64
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	var crowd sync.WaitGroup
	crowd.Go(func() {
		for ctx.Err() == nil {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			time.Sleep(10 * time.Millisecond)
		}
	})
	large := "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth\r\nContent-Length: 9000000\r\n\r\n" +
		strings.Repeat("x", 1<<20)
	var attacks [][]byte
	for _, text := range []string{
		large, "GET /_aws/execute-api/abcdefghij/dev/x HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\nX: " + strings.Repeat("y", 1<<20),
		"\x16\x03\x01 no HTTP \r\n\r\n",
	} {
		attacks = append(attacks, []byte(text))
	}
	for i := range 200 {
		crowd.Go(func() {
			for ctx.Err() == nil {
				attack(ctx, s.listener.Addr().String(), attacks[i%len(attacks)])
				sent.Add(1)
			}
		})
	}
	crowd.Wait()
	const bound = 300 << 20 // gigabytes went through
	if most.Load() > bound || sent.Load() < 20 {
		t.Errorf("the heap had %d MB under %d attacks", most.Load()>>20, sent.Load())
	}
	until(t, "all is quiet", func() bool { return s.front.inFlight.Load() == 0 && s.listener.open.Load() < 10 })
	for range 20 {
		if code := status(t, s.Endpoint()+"/_aws/execute-api/abcdefghij/dev/x"); code != 403 {
			t.Errorf("afterwards: %d", code)
		}
	}
	var m runtime.MemStats
	runtime.GC()
	if runtime.ReadMemStats(&m); m.HeapInuse > 100<<20 {
		t.Errorf("%d MB stay behind", m.HeapInuse>>20)
	}
	if left := s.front.bodies.taken.Load(); left != 0 {
		t.Errorf("%d bytes of bodies are not given back", left)
	}
}

func attack(ctx context.Context, address string, text []byte) {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(300 * time.Millisecond))
	if _, err := c.Write(text); err == nil && ctx.Err() == nil {
		_, _ = io.Copy(io.Discard, c)
	}
}

// blocked is a signer that signs when it is let.
type blocked struct{ free chan struct{} }

func (b blocked) Sign(context.Context, *rsa.PrivateKey, []byte) ([]byte, error) {
	<-b.free
	return []byte("signed"), nil
}

func TestSignaturesWaitInABoundedQueue(t *testing.T) {
	t.Parallel()
	s := &signers{slots: make(chan struct{}, 1), most: 2, next: blocked{make(chan struct{})}}
	results := make(chan error, 8)
	sign := func() {
		_, err := s.Sign(t.Context(), nil, nil)
		results <- err
	}
	for range 3 {
		go sign()
	}
	until(t, "the queue is full", func() bool { return len(s.slots) == 1 && s.waiting.Load() == 2 })
	go sign()
	err := <-results
	if !errors.Is(err, errBusy) || awsapi.Code(err) != "TooManyRequestsException" {
		t.Errorf("the fourth: %v", err)
	}
	close(s.next.(blocked).free)
	for range 3 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Sign(t.Context(), nil, nil); err != nil || s.waiting.Load() != 0 {
		t.Errorf("afterwards: %v, %d wait", err, s.waiting.Load())
	}
	ctx, cancel := context.WithCancel(t.Context())
	s.slots <- struct{}{}
	cancel()
	if _, err := s.Sign(ctx, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a client that is gone: %v", err)
	}
}

// busyGrants is a token endpoint behind too many signatures.
type busyGrants struct{}

func (busyGrants) Token(ctx context.Context, _ grant.Request) (*grant.Tokens, error) {
	s := &signers{slots: make(chan struct{}), next: token.DirectSigner{}}
	_, err := s.Sign(ctx, nil, nil)
	return nil, err
}

func TestBusyTokenEndpoint(t *testing.T) {
	t.Parallel()
	q := observe.New(slog.New(slog.DiscardHandler), nil)
	q.Next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = observe.Pool(w, r)
		_, err := grants{busyGrants{}}.Token(r.Context(), grant.Request{})
		var refusal *grant.Error
		if !errors.As(err, &refusal) || refusal.Code != "too_many_requests" || refusal.Description != "Rate exceeded" {
			t.Errorf("error %v", err)
		}
		w.WriteHeader(http.StatusBadRequest) // as the surface answers every refusal
	})
	w := httptest.NewRecorder()
	q.ServeHTTP(w, httptest.NewRequest("POST", "/oauth2/token", nil))
	if w.Code != 429 || w.Header().Get("Retry-After") != "1" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
