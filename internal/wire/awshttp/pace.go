package awshttp

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"time"
)

// Pace is how slow a connection may be. A client that sends or takes less than that is cut off: nobody can hold a handler
// for ever by sending a byte now and then, and a slow but honest line has all the time that its bytes are worth.
type Pace struct {
	// Grace is the time that every body has, however long; zero is 30 seconds.
	Grace time.Duration
	// Rate is the bytes that each second beyond must bring; zero is 16 KiB.
	Rate int64
}

// allowance is the time that a number of bytes may take in all.
func (p Pace) allowance(bytes int64) time.Duration {
	const grace, rate = 30 * time.Second, 16 << 10
	seconds := float64(bytes) / float64(cmp.Or(p.Rate, rate))
	return cmp.Or(p.Grace, grace) + time.Duration(seconds*float64(time.Second))
}

// pacedReader moves the connection's deadline along with what has been read. The server takes deadlines away at the end of
// a body and of a request.
type pacedReader struct {
	in      io.Reader
	control *http.ResponseController
	pace    Pace
	start   time.Time
	read    int64
	ended   bool
}

func paced(w http.ResponseWriter, in io.Reader, p Pace) *pacedReader {
	return &pacedReader{in: in, control: http.NewResponseController(w), pace: p, start: time.Now()}
}

func (r *pacedReader) Read(p []byte) (int, error) {
	r.until(r.start.Add(r.pace.allowance(r.read)))
	n, err := r.in.Read(p)
	r.read += int64(n)
	r.ended = r.ended || errors.Is(err, io.EOF)
	return n, err
}

// leave bounds what the server does with a body that nobody has read to its end: it reads on, for the connection's sake.
func (r *pacedReader) leave() {
	if !r.ended {
		r.until(time.Now().Add(r.pace.allowance(0)))
	}
}

// until fails only for connections that have no deadlines, which are none of a network.
func (r *pacedReader) until(t time.Time) { _ = r.control.SetReadDeadline(t) }

// pacedWriter gives each write its own time.
type pacedWriter struct {
	out     http.ResponseWriter
	control *http.ResponseController
	pace    Pace
}

func (w *pacedWriter) Write(p []byte) (int, error) {
	w.until(time.Now().Add(w.pace.allowance(int64(len(p)))))
	return w.out.Write(p)
}

// flush sends what has been written so far. After that it is we who may take our time.
func (w *pacedWriter) flush() error {
	w.until(time.Now().Add(w.pace.allowance(0)))
	defer w.until(time.Time{})
	if err := w.control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

func (w *pacedWriter) until(t time.Time) { _ = w.control.SetWriteDeadline(t) }
