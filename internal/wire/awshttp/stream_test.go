package awshttp_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// large is a service whose bodies are never whole in memory.
type large struct {
	received atomic.Int64
	err      error         // of the last body that was read
	body     io.ReadCloser // of the next answer
}

type largeInput struct {
	Key  *string
	Body io.Reader
}

type largeOutput struct{ Body io.ReadCloser }

var largeModel = awsapi.Service{
	ID: "s3", SigningName: "s3", Protocol: "rest-xml",
	Operations: []awsapi.Operation{
		{Name: "Get", Method: "GET", URI: "/{Key}", Input: awsapi.None, Output: 3},
		{Name: "Put", Method: "PUT", URI: "/{Key}", Input: 2, Output: awsapi.None},
	},
	Shapes: []awsapi.Shape{
		{Name: "Key", Kind: awsapi.String},
		{Name: "Body", Kind: awsapi.Blob, Streaming: true},
		{Name: "PutInput", Kind: awsapi.Structure, Payload: "Body", Members: []awsapi.Member{
			{Name: "Key", Location: "uri", Shape: 0}, {Name: "Body", Shape: 1, Streaming: true},
		}},
		{Name: "GetOutput", Kind: awsapi.Structure, Payload: "Body", Members: []awsapi.Member{{Name: "Body", Shape: 1, Streaming: true}}},
	},
}

func (l *large) Model() *awsapi.Service { return &largeModel }

func (l *large) Invoke(_ context.Context, operation string, decode func(any) error) (any, error) {
	if operation == "Get" {
		return &largeOutput{Body: l.body}, nil
	}
	var in largeInput
	if err := decode(&in); err != nil {
		return nil, err
	}
	n, err := io.Copy(io.Discard, in.Body)
	l.received.Store(n)
	l.err = err
	return nil, err
}

// zeros is a body of so many bytes that takes no memory.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func (f *fixture) upload(t *testing.T, hash string, body io.Reader) *http.Request {
	t.Helper()
	r := httptest.NewRequest("PUT", "http://127.0.0.1:4566/key", body)
	if err := sigv4.Sign(r, hash, f.key, f.region, f.service, f.now); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestStreamedRequests(t *testing.T) {
	t.Parallel()
	const size = 50 << 20 // more than a body in memory may have
	l := &large{}
	f := newFixture(t, l, nil)
	wantStatus(t, f.do(f.upload(t, sigv4.UnsignedPayload, zeros(size))), 200)
	if got := l.received.Load(); got != size {
		t.Errorf("%d bytes arrived", got)
	}
	w := f.do(f.upload(t, sigv4.EmptySHA256, zeros(size)))
	wantObjectError(t, w, 400, "XAmzContentSHA256Mismatch")
	if l.err == nil {
		t.Error("the operation was told that the body is whole")
	}
	f = newFixture(t, l, func(c *awshttp.Config) { c.MaxObject = size - 1 })
	wantObjectError(t, f.do(f.upload(t, sigv4.UnsignedPayload, zeros(size))), 400, "EntityTooLarge")
	// Nothing is read of what nobody may send.
	f.key.SecretAccessKey = "wrong"
	unread := &counted{Reader: zeros(size)}
	if wantObjectError(t, f.do(f.upload(t, sigv4.UnsignedPayload, unread)), 403, "SignatureDoesNotMatch"); unread.n != 0 {
		t.Errorf("%d bytes were read", unread.n)
	}
}

type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

// answer is a body that says when it was closed.
type answer struct {
	io.Reader
	closed atomic.Bool
}

func (a *answer) Close() error { a.closed.Store(true); return nil }

func TestStreamedAnswers(t *testing.T) {
	t.Parallel()
	l := &large{}
	f := newFixture(t, l, nil)
	s := httptest.NewServer(f.handler)
	defer s.Close()
	get := func(method string) (int64, error) {
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/key", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != 200 && method == "GET" {
			t.Errorf("status %d", resp.StatusCode)
		}
		return io.Copy(io.Discard, resp.Body)
	}
	whole := &answer{Reader: zeros(20 << 20)}
	l.body = whole
	if n, err := get("GET"); n != 20<<20 || err != nil || !whole.closed.Load() {
		t.Errorf("%d bytes, %v, closed %v", n, err, whole.closed.Load())
	}
	// A body that breaks must not look like one that ends.
	broken := &answer{Reader: io.MultiReader(zeros(1<<20), failingReader{})}
	l.body = broken
	if n, err := get("GET"); err == nil || !broken.closed.Load() {
		t.Errorf("%d bytes, %v, closed %v", n, err, broken.closed.Load())
	}
	if !strings.Contains(f.log.String(), "the disk is on fire") {
		t.Errorf("log %s", &f.log)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errors.New("the disk is on fire") }
