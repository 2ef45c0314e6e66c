package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/config"
)

// lockedLog is a log that tests read.
type lockedLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// started is a server that the test stops, if it has not done so itself.
func started(t *testing.T, change func(*config.Config)) (*Server, *lockedLog) {
	t.Helper()
	c := config.Config{
		Profile: config.Development, Listen: "127.0.0.1:0", Data: t.TempDir(), Ephemeral: true,
		AccountID: config.DefaultAccount, Region: config.DefaultRegion,
	}
	if change != nil {
		change(&c)
	}
	if err := c.Normalise(); err != nil {
		t.Fatal(err)
	}
	log := &lockedLog{}
	s, err := Start(t.Context(), c, Options{Version: "test", Log: slog.New(slog.NewJSONHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop(context.WithoutCancel(t.Context())) })
	return s, log
}

func status(t *testing.T, url string) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	r, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	_, _ = io.Copy(io.Discard, r.Body)
	return r.StatusCode
}

// caller is a client that sends its request piece by piece.
type caller struct {
	t *testing.T
	net.Conn
}

func call(t *testing.T, s *Server) caller {
	t.Helper()
	c, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return caller{t, c}
}

func (c caller) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Fatal(err)
	}
}

// answer is the status and body of the answer; 0 if the connection was closed without one.
func (c caller) answer() (int, string) {
	c.t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, err.Error()
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	return r.StatusCode, string(body)
}

// half is a request for a token of which only the beginning was sent; rest is what is missing.
func half(t *testing.T, s *Server) (c caller, rest string) {
	t.Helper()
	before := s.front.inFlight.Load()
	const body = "Action=GetCallerIdentity&Version=2011-06-15"
	c = call(t, s)
	c.send(fmt.Sprintf("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		len(body), body[:10]))
	until(t, "the request is in flight", func() bool { return s.front.inFlight.Load() > before })
	return c, body[10:]
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}

func TestStopLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	s, _ := started(t, nil)
	slow, rest := half(t, s)
	idle := call(t, s)
	idle.send("GET /_sallyport/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if code, body := idle.answer(); code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop(t.Context()) }()
	until(t, "new connections are refused", func() bool {
		c, err := net.Dial("tcp", s.listener.Addr().String())
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	})
	if code, why := idle.answer(); code != 0 {
		t.Errorf("an idle connection was kept: %d %s", code, why)
	}
	slow.send(rest)
	if code, body := slow.answer(); code != 403 || !strings.Contains(body, "MissingAuthenticationToken") {
		t.Errorf("the request in flight: %d %s", code, body)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestStopCutsOffWhatDoesNotFinish(t *testing.T) {
	t.Parallel()
	s, _ := started(t, func(c *config.Config) { c.ShutdownTimeout = 50 * time.Millisecond })
	slow, _ := half(t, s)
	begin := time.Now()
	err := s.Stop(t.Context())
	if err == nil || !strings.Contains(err.Error(), "1 requests were cut off after 50ms") {
		t.Errorf("error %v", err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	if code, _ := slow.answer(); code == 200 {
		t.Errorf("it was answered %d", code)
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	s, _ := started(t, func(c *config.Config) { c.ShutdownDelay = time.Minute })
	for path, want := range map[string]int{"/_sallyport/ready": 200, "/_sallyport/health": 200} {
		if code := status(t, s.Endpoint()+path); code != want {
			t.Errorf("%s: %d", path, code)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop(ctx) }()
	// Whoever shares out the requests learns of it while they are still served.
	until(t, "it is unready", func() bool { return status(t, s.Endpoint()+"/_sallyport/ready") == 503 })
	if code := status(t, s.Endpoint()+"/_sallyport/health"); code != 200 {
		t.Errorf("it lives, and says %d", code)
	}
	cancel() // the delay ends; nothing is in flight
	<-stopped
}

func TestUnreadyWhileItStarts(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(config.Config{Limits: config.DefaultLimits()}, Options{Log: slog.New(slog.DiscardHandler)}, l)
	s.serve()
	defer s.serving.Wait()
	defer s.http.Close()
	if code := status(t, s.Endpoint()+"/_sallyport/ready"); code != 503 {
		t.Errorf("ready: %d", code)
	}
	answered := make(chan int, 1)
	go func() { answered <- status(t, s.Endpoint()+"/_sallyport/health") }()
	select {
	case code := <-answered:
		t.Errorf("answered %d before anything was mounted", code)
	case <-time.After(20 * time.Millisecond):
	}
	s.front.mount(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	if code := <-answered; code != 204 {
		t.Errorf("answered %d", code)
	}
}

// One line for each request, with the same names whatever served it.
func TestRequestLog(t *testing.T) {
	t.Parallel()
	s, log := started(t, nil)
	for _, path := range []string{
		"/_aws/execute-api/abcdefghij/dev/x", "/_aws/auth/nobody/oauth2/token", "/us-east-1_nothing00/.well-known/jwks.json",
		"/?Action=GetCallerIdentity&Version=2011-06-15", "/_sallyport/outbox", "/nothing", "/_sallyport/health",
	} {
		status(t, s.Endpoint()+path)
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	var surfaces []string
	for line := range strings.Lines(log.String()) {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		if got["msg"] != "request" {
			t.Errorf("more than requests: %s", line)
			continue
		}
		surface, _ := got["surface"].(string)
		surfaces = append(surfaces, surface)
		if _, ok := got["latency_ms"].(float64); !ok || got["source_ip"] != "127.0.0.1" || got["method"] != "GET" {
			t.Errorf("bad line %s", line)
		}
		if id, _ := got["request_id"].(string); len(id) != 36 && surface != "own" && surface != "none" {
			t.Errorf("request id %q: %s", id, line)
		}
	}
	if got := strings.Join(surfaces, " "); got != "api pool document service own none" {
		t.Errorf("surfaces %q in\n%s", got, log)
	}
	for _, want := range []string{`"operation":"GetCallerIdentity"`, `"error":"MissingAuthenticationToken"`, `"explain":"no user pool has the domain"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %s in\n%s", want, log)
		}
	}
}
