package awshttp_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/lambda"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

type event = lambda.InvokeWithResponseStreamResponseEvent

// functions answers with events as they are told to it.
type functions struct {
	lambda.Unimplemented
	events chan func() (*event, error)
	kind   *string
}

func (f *functions) InvokeWithResponseStream(
	context.Context, *lambda.InvokeWithResponseStreamRequest,
) (*lambda.InvokeWithResponseStreamResponse, error) {
	return &lambda.InvokeWithResponseStreamResponse{
		StatusCode: awsapi.Ptr[int64](200), ResponseStreamContentType: f.kind,
		EventStream: func(yield func(*event, error) bool) {
			for next := range f.events {
				if !yield(next()) {
					return
				}
			}
		},
	}, nil
}

// tell hands over an event, unless nobody takes it.
func (f *functions) tell(t *testing.T, e func() (*event, error)) {
	t.Helper()
	select {
	case f.events <- e:
	case <-time.After(10 * time.Second):
		close(f.events)
		t.Fatal("the answer has ended before its last event")
	}
}

func part(text string) func() (*event, error) {
	return func() (*event, error) {
		return &event{PayloadChunk: &lambda.InvokeResponseStreamUpdate{Payload: []byte(text)}}, nil
	}
}

func end() (*event, error) {
	return &event{InvokeComplete: &lambda.InvokeWithResponseStreamCompleteEvent{LogResult: awsapi.Ptr("log")}}, nil
}

// readEvent reads a message as a client does: "headers|payload".
func readEvent(r io.Reader) (string, error) {
	prelude := make([]byte, 12)
	if _, err := io.ReadFull(r, prelude); err != nil {
		return "", err
	}
	total, headers := binary.BigEndian.Uint32(prelude), binary.BigEndian.Uint32(prelude[4:])
	rest := make([]byte, total-12)
	if _, err := io.ReadFull(r, rest); err != nil {
		return "", err
	}
	whole := append(prelude, rest...)
	if binary.BigEndian.Uint32(whole[total-4:]) != crc32.ChecksumIEEE(whole[:total-4]) {
		return "", errors.New("wrong checksum")
	}
	var text strings.Builder
	for h := rest[:headers]; len(h) > 0; {
		name := h[1 : 1+h[0]]
		h = h[2+h[0]:]
		n := binary.BigEndian.Uint16(h)
		fmt.Fprintf(&text, "%s=%s;", name, h[2:2+n])
		h = h[2+n:]
	}
	return text.String() + "|" + string(rest[headers:total-16]), nil
}

// TestEventsAreSentOneByOne reads each event before the next one is made.
func TestEventsAreSentOneByOne(t *testing.T) {
	t.Parallel()
	const chunk = ":event-type=PayloadChunk;:content-type=application/octet-stream;:message-type=event;|"
	for name, c := range map[string]struct {
		events []func() (*event, error)
		want   []string
		broken bool
		kind   *string
	}{
		"whole": {
			events: []func() (*event, error){part("one"), part(""), part("\x00three"), end}, kind: awsapi.Ptr("text/html"),
			want: []string{chunk + "one", chunk, chunk + "\x00three",
				`:event-type=InvokeComplete;:content-type=application/json;:message-type=event;|{"LogResult":"log"}`},
		},
		"none": {},
		"exception": {
			events: []func() (*event, error){part("one"), func() (*event, error) { return nil, lambda.TooManyRequestsException("Slow \"down\".") }},
			want: []string{chunk + "one",
				`:exception-type=TooManyRequestsException;:content-type=application/json;:message-type=exception;|{"message":"Slow \"down\"."}`},
		},
		"failure": {
			events: []func() (*event, error){func() (*event, error) { return nil, errors.New("the disk is on fire") }},
			want: []string{
				`:exception-type=InternalFailure;:content-type=application/json;:message-type=exception;|{"message":"An internal error has occurred."}`},
			broken: true,
		},
		"panic":       {events: []func() (*event, error){part("one"), func() (*event, error) { panic("thin air") }}, want: []string{chunk + "one"}, broken: true},
		"empty event": {events: []func() (*event, error){func() (*event, error) { return &event{}, nil }, part("x")}, want: []string{chunk + "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn := &functions{events: make(chan func() (*event, error)), kind: c.kind}
			f := newFixture(t, lambda.Guard(fn, everybody{}), nil)
			s := httptest.NewServer(f.handler)
			defer s.Close()
			resp := f.invoke(t, s)
			defer resp.Body.Close()
			want := "application/vnd.amazon.eventstream"
			if c.kind != nil {
				want = *c.kind
			}
			if got := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || got != want {
				t.Errorf("%d, content type %q", resp.StatusCode, got)
			}
			wanted := c.want
			for i, e := range c.events {
				fn.tell(t, e)
				if name == "empty event" && i == 0 || name == "panic" && i == 1 {
					continue
				}
				if got, err := readEvent(resp.Body); err != nil || got != wanted[0] {
					t.Fatalf("%q, %v, want %q", got, err, wanted[0])
				}
				wanted = wanted[1:]
			}
			close(fn.events)
			if n, err := io.Copy(io.Discard, resp.Body); n != 0 || (err != nil) != c.broken {
				t.Errorf("%d bytes more, %v", n, err)
			}
		})
	}
}

func (f *fixture) invoke(t *testing.T, s *httptest.Server) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/2021-11-15/functions/fn/response-streaming-invocations", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if err := sigv4.Sign(r, sigv4.EmptySHA256, f.key, f.region, f.service, f.now); err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// TestEventsMayBeFarApart: the deadline is for the client, not for the function. HTTP/2 has its own way to keep one.
func TestEventsMayBeFarApart(t *testing.T) {
	t.Parallel()
	for _, two := range []bool{false, true} {
		fn := &functions{events: make(chan func() (*event, error))}
		f := newFixture(t, lambda.Guard(fn, everybody{}), deadlined)
		s := httptest.NewUnstartedServer(f.handler)
		s.EnableHTTP2 = two
		s.StartTLS()
		defer s.Close()
		resp := f.invoke(t, s)
		defer resp.Body.Close()
		if (resp.ProtoMajor == 2) != two {
			t.Fatal(resp.Proto)
		}
		for range 2 {
			time.Sleep(400 * time.Millisecond)
			fn.tell(t, part("late"))
			if _, err := readEvent(resp.Body); err != nil {
				t.Errorf("%s: %v", resp.Proto, err)
			}
		}
		close(fn.events)
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Errorf("%s: %v", resp.Proto, err)
		}
	}
}

// TestEventsEndWithTheClient: nobody makes events for a client that has gone.
func TestEventsEndWithTheClient(t *testing.T) {
	t.Parallel()
	fn := &functions{events: make(chan func() (*event, error))}
	f := newFixture(t, lambda.Guard(fn, everybody{}), nil)
	s := httptest.NewServer(f.handler)
	resp := f.invoke(t, s)
	fn.tell(t, part("one"))
	if _, err := readEvent(resp.Body); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	done := make(chan struct{})
	go func() { s.Close(); close(done) }() // waits for the handler
	for {
		select {
		case fn.events <- part(strings.Repeat("more", 1<<16)):
		case <-done:
			return
		}
	}
}
