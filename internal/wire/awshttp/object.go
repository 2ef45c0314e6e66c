package awshttp

import (
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/checksum"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// openObject gives the codec the body of a request of s3, which may be larger than memory. It is verified while it is
// read: by its hash or its chunks, and by the checksums that came with it.
func (x *exchange) openObject(payload io.Reader, streams bool) error {
	check := checksum.MD5Reader
	if streams {
		check = checksum.Reader
	}
	body, err := check(payload, x.http.Header)
	if err != nil {
		return wordChecksum(err)
	}
	worded := &objectBody{exchange: x, in: body}
	if p, ok := payload.(*sigv4.Payload); ok {
		worded.trailer = p.Trailer
	}
	if streams {
		x.req.Stream = worded
		return nil
	}
	x.req.Body, err = io.ReadAll(worded)
	return err
}

// objectHeader is what is left of the headers once chunks are taken apart: an object is stored neither in that encoding
// nor of that length.
func objectHeader(h http.Header) http.Header {
	out := h.Clone()
	var encodings []string
	for encoding := range strings.SplitSeq(strings.Join(h.Values("Content-Encoding"), ","), ",") {
		if encoding = strings.TrimSpace(encoding); encoding != "" && !strings.EqualFold(encoding, "aws-chunked") {
			encodings = append(encodings, encoding)
		}
	}
	if out.Del("Content-Encoding"); encodings != nil {
		out.Set("Content-Encoding", strings.Join(encodings, ","))
	}
	if length := h.Get("X-Amz-Decoded-Content-Length"); length != "" {
		out.Set("Content-Length", length)
	}
	return out
}

// trailerChecksum is what trailers may hold.
func trailerChecksum(name string) hash.Hash {
	if !strings.HasPrefix(name, "x-amz-checksum-") {
		return nil
	}
	return checksum.New(name)
}

// objectBody words the errors of a body and, at its end, puts the trailers among the headers.
type objectBody struct {
	*exchange
	in      io.Reader
	trailer func() http.Header
}

func (b *objectBody) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	switch {
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		if e := wordChecksum(err); e != nil {
			return 0, e
		}
		return 0, b.bodyError(err)
	}
	if b.trailer != nil {
		for name, values := range b.trailer() {
			b.req.Header[name] = values
		}
	}
	return n, io.EOF
}

// wordChecksum words the refusals of a checksum; nil is any other error.
func wordChecksum(err error) error {
	name, _, _ := strings.Cut(err.Error(), ":")
	switch {
	case errors.Is(err, checksum.ErrMismatch):
		return protocol.Malformed("BadDigest", "The "+digestName(name)+" you specified did not match what we received.")
	case errors.Is(err, checksum.ErrMalformed) && name == "content-md5":
		return protocol.Malformed("InvalidDigest", "The Content-MD5 you specified was invalid.")
	case errors.Is(err, checksum.ErrMalformed):
		return protocol.Malformed("InvalidRequest", "Value for "+name+" header is invalid.")
	case errors.Is(err, checksum.ErrUnknown):
		return &awsapi.Exception{
			Code: "NotImplemented", Status: http.StatusNotImplemented,
			Message: fmt.Sprintf("A header you provided implies functionality that is not implemented: %s", protocol.HeaderText(name)),
		}
	}
	return nil
}

func digestName(header string) string {
	if header == "content-md5" {
		return "Content-MD5"
	}
	return strings.ToUpper(strings.TrimPrefix(header, "x-amz-checksum-"))
}
