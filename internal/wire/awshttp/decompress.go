package awshttp

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

// decompress undoes the content encoding that clients may give to large requests. The signature is over what was sent.
// What comes out is bounded like any other body, however little went in.
func decompress(h http.Header, body []byte, limit int64) ([]byte, error) {
	gzipped := false
	for encoding := range strings.SplitSeq(strings.Join(h.Values("Content-Encoding"), ","), ",") {
		switch strings.ToLower(strings.TrimSpace(encoding)) {
		case "", "identity":
		case "gzip":
			if gzipped {
				// Twice is no client's way to make a request smaller.
				return nil, unreadableEncoding()
			}
			gzipped = true
		default:
			return nil, unreadableEncoding()
		}
	}
	if !gzipped {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, notGzip()
	}
	plain, err := io.ReadAll(io.LimitReader(z, limit+1))
	switch {
	case err != nil:
		return nil, notGzip()
	case int64(len(plain)) > limit:
		return nil, protocol.TooLarge()
	}
	return plain, nil
}

func notGzip() *awsapi.Exception {
	return protocol.Malformed("SerializationException", "The request body is not compressed as its Content-Encoding says.")
}

func unreadableEncoding() *awsapi.Exception {
	return &awsapi.Exception{
		Code: "UnsupportedMediaTypeException", Status: http.StatusUnsupportedMediaType, Sender: true,
		Message: "Sallyport does not read the content encoding of this request.",
	}
}
