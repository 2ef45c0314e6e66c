package app

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// bodyMemory bounds the bodies of all requests in flight together. One may have 10 MB, as in AWS, but not thousands at once.
const bodyMemory = 256 << 20

// maxKept is the most that any surface keeps of one body; what is longer is passed on as it comes.
const maxKept = 10 << 20

// bodyRate is the bytes that each second beyond the timeout must bring: a large body on an honest line may take its time.
const bodyRate = 16 << 10

// bodies bounds the bodies that are being received.
type bodies struct {
	limit   int64         // bytes
	timeout time.Duration // of each, and more for long ones
	taken   atomic.Int64
}

// take puts a bounded body in the place of the request's.
func (b *bodies) take(w http.ResponseWriter, r *http.Request) *body {
	taken := &body{ReadCloser: r.Body, connection: http.NewResponseController(w), all: b, until: time.Now().Add(b.timeout)}
	taken.deadline(taken.until)
	r.Body = taken
	return taken
}

// body counts what is read of a request's body until the request is answered.
type body struct {
	io.ReadCloser
	connection *http.ResponseController
	all        *bodies
	until      time.Time // without what was read already
	read       int64
	size       int64 // of what is kept
}

// Read cuts the connection when there is no memory left for bodies: a client takes that for what it is, and may try again.
func (b *body) Read(p []byte) (int, error) {
	b.deadline(b.until.Add(time.Duration(float64(b.read) / bodyRate * float64(time.Second))))
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	more := min(int64(n), maxKept-b.size)
	b.size += more
	if b.all.taken.Add(more) > b.all.limit {
		panic(http.ErrAbortHandler)
	}
	if errors.Is(err, io.EOF) { // from here on the connection is read only to see whether the client is still there
		b.deadline(time.Time{})
	}
	return n, err
}

// deadline fails only where there is no network connection.
func (b *body) deadline(t time.Time) { _ = b.connection.SetReadDeadline(t) }

func (b *body) release() { b.all.taken.Add(-b.size) }
