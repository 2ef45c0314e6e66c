package awshttp_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// deadlined is a pace at which a test need not wait.
func deadlined(c *awshttp.Config) {
	c.Pace = awshttp.Pace{Grace: 150 * time.Millisecond, Rate: 1 << 30}
}

// TestSlowClients: who sends or takes a byte now and then does not hold a handler.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	t.Run("request of s3", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, &large{}, deadlined)
		drip(t, f, "PUT", "/key", nil, "RequestTimeout")
	})
	t.Run("request of the json protocol", func(t *testing.T) {
		t.Parallel()
		f := newPools(t, &pools{}, deadlined)
		drip(t, f, "POST", "/", http.Header{"X-Amz-Target": {"AWSCognitoIdentityProviderService.InitiateAuth"}}, "RequestTimeout")
	})
	t.Run("refused before its body", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, &large{}, deadlined)
		s := httptest.NewServer(f.handler)
		defer s.Close()
		f.key.SecretAccessKey = "wrong"
		r := f.upload(t, sigv4.UnsignedPayload, nil)
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "PUT /key HTTP/1.1\r\nHost: %s\r\nContent-Length: 100000\r\n", r.Host)
		if err := r.Header.Write(conn); err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, "\r\n")
		for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
			if _, err := conn.Write([]byte("x")); err != nil {
				return
			}
			if time.Since(start) > 10*time.Second {
				t.Fatal("the rest of a body that nobody wants is still being read")
			}
		}
	})
	t.Run("answer", func(t *testing.T) {
		t.Parallel()
		body := &answer{Reader: zeroReader{}} // without end
		f := newFixture(t, &large{body: body}, deadlined)
		s := httptest.NewServer(f.handler)
		defer s.Close()
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/key", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		for start := time.Now(); !body.closed.Load(); time.Sleep(10 * time.Millisecond) {
			if time.Since(start) > 10*time.Second {
				t.Fatal("the answer is still being written to a client that does not read it")
			}
		}
	})
}

// drip sends a byte now and then and wants to be told to go.
func drip(t *testing.T, f *fixture, method, target string, header http.Header, want string) {
	t.Helper()
	s := httptest.NewServer(f.handler)
	defer s.Close()
	body, feed := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+target, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	stop := make(chan struct{})
	go func() {
		defer feed.Close()
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				if _, err := feed.Write([]byte("x")); err != nil {
					return
				}
			}
		}
	}()
	defer close(stop)
	start := time.Now()
	resp, err := s.Client().Do(r)
	if err == nil {
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("%d %s", resp.StatusCode, text)
		}
	}
	// Whether the client sees the answer or only that the connection ended is a race that it may lose.
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("held for %v", took)
	}
}

// TestOtherSurfacesHaveTheirTime: a deadline does not outlive its request on a connection.
func TestOtherSurfacesHaveTheirTime(t *testing.T) {
	t.Parallel()
	f := newFixture(t, &large{body: &answer{Reader: zeros(1 << 20)}}, deadlined)
	var ports []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ports = append(ports, r.RemoteAddr)
		if r.URL.Path == "/key" {
			f.handler.ServeHTTP(w, r)
			return
		}
		time.Sleep(400 * time.Millisecond)
		fmt.Fprint(w, strings.Repeat("slow", 1<<12))
	}))
	defer s.Close()
	for _, path := range []string{"/key", "/other"} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := s.Client().Do(r)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if n, err := io.Copy(io.Discard, resp.Body); err != nil || n < 1<<14 {
			t.Errorf("%s: %d bytes, %v", path, n, err)
		}
		resp.Body.Close()
	}
	if len(ports) != 2 || ports[0] != ports[1] {
		t.Errorf("not one connection: %v", ports)
	}
}

// TestPatience: the deadlines of a body do not end an operation that takes longer, nor the connection.
func TestPatience(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	p := &pools{initiate: func(ctx context.Context) {
		time.Sleep(400 * time.Millisecond)
		ended <- ctx.Err()
	}}
	s := httptest.NewServer(newPools(t, p, deadlined).handler)
	defer s.Close()
	for range 3 {
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/", strings.NewReader(authenticate))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
		resp, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != 200 {
			t.Errorf("%d %s, %v", resp.StatusCode, text, err)
		}
		if err := <-ended; err != nil {
			t.Errorf("the operation was cancelled: %v", err)
		}
	}
}
