package awshttp

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// Limits of a request's head. net/http bounds its size too, by what the server is told.
const (
	maxHeaders     = 200
	maxHeaderBytes = 64 << 10
)

// receive takes the head of the request as it was sent: routing and signature see the same raw path, and nothing cleans it
// between. The bucket in front of the path is part of the host for the signature.
func (x *exchange) receive() error {
	r := x.http
	x.signed = sigv4.FromHTTP(r, nil)
	x.req = protocol.Request{
		Method: r.Method, Path: x.signed.RawPath, Query: x.signed.RawQuery, Header: r.Header, MaxBody: x.MaxBody,
	}
	if bucket := BucketOf(r); bucket != "" {
		x.req.Path = "/" + bucket + x.req.Path
	}
	if err := checkHeaders(r.Header); err != nil {
		return err
	}
	if x.isObject() {
		x.req.Header = objectHeader(r.Header)
	}
	return nil
}

func checkHeaders(h http.Header) error {
	count, size := 0, 0
	for name, values := range h {
		count += len(values)
		for _, value := range values {
			size += len(name) + len(value)
		}
	}
	if count > maxHeaders || size > maxHeaderBytes {
		return protocol.Malformed("RequestHeaderSectionTooLarge", "Your request header section exceeds the maximum allowed size.")
	}
	return nil
}

// read takes the whole body.
func (x *exchange) read() error {
	var buf bytes.Buffer
	if n := x.http.ContentLength; n > 0 && n <= x.MaxBody {
		// ReadFrom wants room for one more read after the last byte.
		const slack = bytes.MinRead
		buf.Grow(int(n) + slack)
	}
	if _, err := buf.ReadFrom(x.body(x.MaxBody)); err != nil {
		return x.bodyError(err)
	}
	x.signed.Body = buf.Bytes()
	var err error
	x.req.Body, err = decompress(x.http.Header, x.signed.Body, x.MaxBody)
	return err
}

// body reads the request's body, up to a size.
func (x *exchange) body(limit int64) io.Reader {
	if x.sent == nil {
		return http.NoBody
	}
	return http.MaxBytesReader(x.w, io.NopCloser(x.sent), limit)
}

// bodyError words what went wrong while a body was read; a signature that is no good says so itself.
func (x *exchange) bodyError(err error) error {
	var (
		tooLarge *http.MaxBytesError
		refused  *sigv4.Error
	)
	switch {
	case awsapi.AsException(err) != nil:
		return err
	case errors.As(err, &tooLarge):
		return x.dialect().tooLarge()
	case errors.As(err, &refused):
		return x.dialect().refused(refused)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return protocol.Malformed("RequestTimeout", "Your socket connection to the server was not read from or written to within the "+
			"timeout period. Idle connections will be closed.")
	}
	e := protocol.Malformed("IncompleteBody", "The request body ended before it was complete.")
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) {
		return e
	}
	return e.Because(err)
}

func sourceIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}

// newRequestID makes a random UUID (RFC 9562 section 5.4).
func newRequestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	var text [36]byte
	hex.Encode(text[0:8], b[0:4])
	hex.Encode(text[9:13], b[4:6])
	hex.Encode(text[14:18], b[6:8])
	hex.Encode(text[19:23], b[8:10])
	hex.Encode(text[24:36], b[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
