package awshttp_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/awshttp"
)

func zipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCompressedRequests(t *testing.T) {
	t.Parallel()
	good := zipped(t, describe)
	for name, c := range map[string]struct {
		encoding, body string
		status         int
		code           string
	}{
		"gzip":              {"gzip", good, 200, ""},
		"behind another":    {"identity, GZIP", good, 200, ""},
		"identity":          {"identity", describe, 200, ""},
		"twice":             {"gzip, gzip", zipped(t, good), 415, "UnsupportedMediaTypeException"},
		"another":           {"br", describe, 415, "UnsupportedMediaTypeException"},
		"chunks":            {"aws-chunked", describe, 415, "UnsupportedMediaTypeException"},
		"not compressed":    {"gzip", describe, 400, "SerializationException"},
		"truncated":         {"gzip", good[:len(good)-9], 400, "SerializationException"},
		"wrong checksum":    {"gzip", good[:len(good)-8] + "\x00\x00\x00\x00" + good[len(good)-4:], 400, "SerializationException"},
		"a bomb":            {"gzip", zipped(t, describe+strings.Repeat(" ", 5<<20)), 413, "RequestEntityTooLargeException"},
		"a bomb in members": {"gzip", strings.Repeat(zipped(t, strings.Repeat(" ", 1<<19)), 3), 413, "RequestEntityTooLargeException"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newPools(t, &pools{}, func(c *awshttp.Config) { c.MaxBody = 1 << 20 })
			r := f.target("DescribeUserPool", c.body)
			r.Header.Set("Content-Encoding", c.encoding)
			// The signature is over what is sent, compressed.
			w := f.do(f.sign(t, r))
			if c.code != "" {
				wantError(t, w, c.status, c.code, messageOf(w.Body.Bytes()))
				return
			}
			wantStatus(t, w, c.status)
		})
	}
}

func TestCompressedForm(t *testing.T) {
	t.Parallel()
	f := newRoles(t, &roles{})
	r := f.post(zipped(t, identity))
	r.Header.Set("Content-Encoding", "gzip")
	wantStatus(t, f.do(f.sign(t, r)), 200)
}
