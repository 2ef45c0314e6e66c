package checksum_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/awshttp/checksum"
)

// The check values of the catalogue of CRCs, and digests of RFC 1321, FIPS 180: all of "123456789".
var known = map[string]string{
	"content-md5":              "JfnnlDI7RTiF9RgfG2JNCw==",
	"x-amz-checksum-crc32":     "y/Q5Jg==",
	"x-amz-checksum-crc32c":    "4waSgw==",
	"x-amz-checksum-crc64nvme": "rosUhgp5mIg=",
	"x-amz-checksum-sha1":      "98O8HYCOBHMq32eZZczDTKeuNEE=",
	"x-amz-checksum-sha256":    "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
}

func TestKnownValues(t *testing.T) {
	t.Parallel()
	for name, want := range known {
		sum := checksum.New(name)
		io.WriteString(sum, "123456789")
		if got := base64.StdEncoding.EncodeToString(sum.Sum(nil)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestReader(t *testing.T) {
	t.Parallel()
	all := http.Header{"X-Amz-Checksum-Algorithm": {"CRC32"}, "X-Amz-Checksum-Mode": {"ENABLED"}, "X-Amz-Checksum-Type": {"FULL_OBJECT"}}
	for name, value := range known {
		all.Set(name, value)
	}
	for name, c := range map[string]struct {
		header http.Header
		body   string
		want   error
	}{
		"none":            {nil, "123", nil},
		"all":             {all, "123456789", nil},
		"another body":    {all, "123456780", checksum.ErrMismatch},
		"shorter body":    {all, "12345678", checksum.ErrMismatch},
		"one is wrong":    {http.Header{"Content-Md5": {known["content-md5"]}, "X-Amz-Checksum-Crc32": {"AAAAAA=="}}, "123456789", checksum.ErrMismatch},
		"no base64":       {http.Header{"X-Amz-Checksum-Crc32": {"!"}}, "", checksum.ErrMalformed},
		"wrong length":    {http.Header{"X-Amz-Checksum-Crc32": {"AAAA"}}, "", checksum.ErrMalformed},
		"given twice":     {http.Header{"X-Amz-Checksum-Crc32": {"AAAAAA==", "AAAAAA=="}}, "", checksum.ErrMalformed},
		"empty":           {http.Header{"Content-Md5": {""}}, "", checksum.ErrMalformed},
		"other algorithm": {http.Header{"X-Amz-Checksum-Xxhash3": {"AAAA"}}, "", checksum.ErrUnknown},
	} {
		r, err := checksum.Reader(strings.NewReader(c.body), c.header)
		var got []byte
		if err == nil {
			got, err = io.ReadAll(r)
		}
		if !errors.Is(err, c.want) || err == nil && string(got) != c.body {
			t.Errorf("%s: %q, %v, want %v", name, got, err, c.want)
		}
	}
}

func TestMD5ReaderLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	h := http.Header{"X-Amz-Checksum-Crc32": {"of the whole object"}}
	r, err := checksum.MD5Reader(strings.NewReader("part"), h)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "part" {
		t.Errorf("%q, %v", got, err)
	}
	h.Set("Content-Md5", known["content-md5"])
	if r, err = checksum.MD5Reader(strings.NewReader("part"), h); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); !errors.Is(err, checksum.ErrMismatch) {
		t.Errorf("%v", err)
	}
}
