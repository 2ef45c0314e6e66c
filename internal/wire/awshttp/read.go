package awshttp

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// read takes the request as it was sent: routing and signature see the same raw path, and nothing cleans it between.
func (x *exchange) read() error {
	r := x.http
	body, err := x.body()
	if err != nil {
		return err
	}
	x.signed = sigv4.FromHTTP(r, body)
	x.req = protocol.Request{
		Method: r.Method, Path: x.signed.RawPath, Query: x.signed.RawQuery, Header: r.Header, Body: body,
	}
	return nil
}

func (x *exchange) body() ([]byte, error) {
	r := x.http
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" && encoding != "aws-chunked" {
		return nil, &awsapi.Exception{
			Code: "UnsupportedMediaTypeException", Status: http.StatusUnsupportedMediaType, Sender: true,
			Message: "Sallyport does not read the content encoding of this request.",
		}
	}
	var buf bytes.Buffer
	if n := r.ContentLength; n > 0 && n <= x.MaxBody {
		// ReadFrom wants room for one more read after the last byte.
		const slack = bytes.MinRead
		buf.Grow(int(n) + slack)
	}
	_, err := buf.ReadFrom(http.MaxBytesReader(x.w, r.Body, x.MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &awsapi.Exception{
			Code: "RequestEntityTooLargeException", Status: http.StatusRequestEntityTooLarge, Sender: true,
			Message: "The request is too large.",
		}
	case err != nil:
		e := protocol.Malformed("IncompleteBody", "The request body ended before it was complete.")
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, e
		}
		return nil, e.Because(err)
	}
	return buf.Bytes(), nil
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
