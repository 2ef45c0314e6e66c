package awshttp_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// chunked signs a request whose body comes in one chunk and a trailer, as the clients of s3 send it.
func (f *fixture) chunked(t *testing.T, mode, data, trailer string) *http.Request {
	t.Helper()
	r := f.request("PUT", "/bucket/key", "")
	r.Header.Set("Content-Encoding", "gzip,aws-chunked")
	r.Header.Set("X-Amz-Decoded-Content-Length", fmt.Sprint(len(data)))
	if trailer != "" {
		r.Header.Set("X-Amz-Trailer", "x-amz-checksum-crc32")
	}
	if err := sigv4.Sign(r, mode, f.key, f.region, f.service, f.now); err != nil {
		t.Fatal(err)
	}
	_, previous, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
	var body strings.Builder
	for _, chunk := range []string{data, ""} {
		if fmt.Fprintf(&body, "%x", len(chunk)); mode != sigv4.StreamingUnsignedTrailer {
			previous = f.chunkSignature(previous, chunk)
			body.WriteString(";chunk-signature=" + previous)
		}
		if body.WriteString("\r\n"); chunk != "" {
			body.WriteString(chunk + "\r\n")
		}
	}
	if trailer != "" {
		body.WriteString("x-amz-checksum-crc32:" + trailer + "\r\n")
	}
	body.WriteString("\r\n")
	r.Body = io.NopCloser(strings.NewReader(body.String()))
	return r
}

func (f *fixture) chunkSignature(previous, chunk string) string {
	sign := func(key []byte, text string) []byte {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	day, key := f.now.Format("20060102"), []byte("AWS4"+f.key.SecretAccessKey)
	for _, part := range []string{day, f.region, f.service, "aws4_request"} {
		key = sign(key, part)
	}
	return hex.EncodeToString(sign(key, strings.Join([]string{
		"AWS4-HMAC-SHA256-PAYLOAD", f.now.Format("20060102T150405Z"), day + "/" + f.region + "/" + f.service + "/aws4_request",
		previous, sigv4.EmptySHA256, sigv4.HashPayload([]byte(chunk)),
	}, "\n")))
}

func TestChunkedObjects(t *testing.T) {
	t.Parallel()
	edit := func(old, new string) func(*http.Request) {
		return func(r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(strings.Replace(string(body), old, new, 1)))
		}
	}
	const sum = "26gLsg=="
	for name, c := range map[string]struct {
		mode, trailer string
		edit          func(*http.Request)
		status        int
		code          string
	}{
		"signed":              {sigv4.StreamingPayload, "", nil, 200, ""},
		"with a trailer":      {sigv4.StreamingUnsignedTrailer, sum, nil, 200, ""},
		"signed, changed":     {sigv4.StreamingPayload, "", edit("body", "dody"), 403, "SignatureDoesNotMatch"},
		"signed, truncated":   {sigv4.StreamingPayload, "", func(r *http.Request) { r.Body = io.NopCloser(io.LimitReader(r.Body, 87)) }, 400, "IncompleteBody"},
		"signed, no end":      {sigv4.StreamingPayload, "", edit("0;", ""), 400, "InvalidRequest"},
		"signed, more":        {sigv4.StreamingPayload, "", edit("\r\n\r\n", "\r\n\r\nmore"), 400, "InvalidRequest"},
		"signed, unsigned":    {sigv4.StreamingPayload, "", edit("4;chunk-signature=", "4;x="), 400, "InvalidRequest"},
		"trailer, changed":    {sigv4.StreamingUnsignedTrailer, sum, edit("body", "dody"), 400, "BadDigest"},
		"trailer, absent":     {sigv4.StreamingUnsignedTrailer, sum, edit("x-amz-checksum-crc32:"+sum+"\r\n", ""), 400, "MalformedTrailerError"},
		"trailer of nothing":  {sigv4.StreamingUnsignedTrailer, "", nil, 400, "MalformedTrailerError"},
		"length not declared": {sigv4.StreamingPayload, "", func(r *http.Request) { r.Header.Del("X-Amz-Decoded-Content-Length") }, 403, "AccessDenied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := &objects{}
			f := newObjects(t, o, nil)
			r := f.chunked(t, c.mode, "body", c.trailer)
			if c.edit != nil {
				c.edit(r)
			}
			w := f.do(r)
			if c.code != "" {
				if wantObjectError(t, w, c.status, c.code); o.put != nil {
					t.Error("the object was written")
				}
				return
			}
			wantStatus(t, w, c.status)
			in := o.put
			if string(in.Body) != "body" || awsapi.Val(in.ContentEncoding) != "gzip" || awsapi.Val(in.ContentLength) != 4 || awsapi.Val(in.ChecksumCRC32) != c.trailer {
				t.Errorf("%q, encoding %q, length %d, checksum %q", in.Body, awsapi.Val(in.ContentEncoding), awsapi.Val(in.ContentLength), awsapi.Val(in.ChecksumCRC32))
			}
		})
	}
}

func TestObjectTooLarge(t *testing.T) {
	t.Parallel()
	for _, limit := range []func(*awshttp.Config){
		func(c *awshttp.Config) { c.MaxObject = 3 }, func(c *awshttp.Config) { c.MaxBody = 3 },
	} {
		o := &objects{}
		f := newObjects(t, o, limit)
		w := f.do(f.sign(t, f.request("PUT", "/bucket/key", "body")))
		if w.Code != 400 && w.Code != 413 || !strings.Contains(w.Body.String(), "TooLarge") || o.put != nil {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
}
