package awshttp

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

// send writes a response. A connection that broke is nobody's error.
func (x *exchange) send(ctx context.Context, r *protocol.Response) {
	header := x.w.Header()
	for name, values := range r.Header {
		header[name] = values
	}
	if r.ContentType != "" {
		header.Set("Content-Type", r.ContentType)
	} else {
		header["Content-Type"] = nil
	}
	bodiless := x.http.Method == http.MethodHead
	if r.Stream == nil && len(r.Body) > 0 && !bodiless {
		header.Set("Content-Length", strconv.Itoa(len(r.Body)))
	}
	x.w.WriteHeader(r.Status)
	switch {
	case r.Stream != nil && bodiless:
		_ = r.Stream.Close()
	case r.Stream != nil:
		x.stream(ctx, r.Stream)
	case len(r.Body) > 0 && !bodiless:
		_, _ = x.writer().Write(r.Body)
	}
}

func (x *exchange) writer() *pacedWriter {
	return &pacedWriter{out: x.w, control: http.NewResponseController(x.w), pace: x.Pace}
}

// stream writes a body while it is made. If that fails the connection is cut, so that the client does not take what it has
// for all.
func (x *exchange) stream(ctx context.Context, s protocol.Stream) {
	w := x.writer()
	err := x.contained(func() error { return s.WriteTo(w, w.flush) })
	if err == nil {
		return
	}
	x.log(ctx, slog.LevelError, "response broken off", err)
	panic(http.ErrAbortHandler)
}

// contained makes an error of a panic.
func (x *exchange) contained(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	return do()
}
