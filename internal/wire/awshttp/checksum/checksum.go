// Package checksum holds bodies against the checksums that clients send with them, in a header or behind the body:
//
//	header ─ Reader ─► reader that ends in ErrMismatch where the body is another one
//	name of a trailer ─ New ─► hash
//
// A checksum of an algorithm that is not known here is refused: whoever sends one expects it to be checked.
package checksum

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
	"net/http"
	"strings"
)

const (
	prefix     = "x-amz-checksum-"
	contentMD5 = "content-md5"
)

// nvme is the polynomial of the NVM Express specification, as the package crc64 wants it: reversed.
const nvme = 0x9a6c9329ac4bc9b5

// New makes the hash of a header or trailer by its lower-case name, nil for a name that is none.
func New(name string) hash.Hash {
	switch name {
	case contentMD5:
		return md5.New()
	case prefix + "crc32":
		return crc32.NewIEEE()
	case prefix + "crc32c":
		return crc32.New(crc32.MakeTable(crc32.Castagnoli))
	case prefix + "crc64nvme":
		return crc64.New(crc64.MakeTable(nvme))
	case prefix + "sha1":
		return sha1.New()
	case prefix + "sha256":
		return sha256.New()
	}
	return nil
}

// The errors of Reader and of what it returns, wrapped with the header's name.
var (
	ErrUnknown   = errors.New("the algorithm of this checksum is not supported")
	ErrMalformed = errors.New("this is no checksum of its algorithm")
	ErrMismatch  = errors.New("the checksum does not match the body")
)

// isChecksum says whether a header is one; some that begin alike say something about checksums instead.
func isChecksum(name string) bool {
	switch name {
	case prefix + "algorithm", prefix + "mode", prefix + "type":
		return false
	}
	return strings.HasPrefix(name, prefix)
}

// Reader holds a body against all checksums in its header.
func Reader(in io.Reader, h http.Header) (io.Reader, error) { return reader(in, h, isChecksum) }

// MD5Reader holds a body against Content-MD5 alone: of a request that completes something, the other checksums may be
// those of the whole.
func MD5Reader(in io.Reader, h http.Header) (io.Reader, error) {
	return reader(in, h, func(string) bool { return false })
}

func reader(in io.Reader, h http.Header, also func(name string) bool) (io.Reader, error) {
	var claims []claim
	for name, values := range h {
		name = strings.ToLower(name)
		if name != contentMD5 && !also(name) {
			continue
		}
		sum := New(name)
		if sum == nil {
			return nil, fmt.Errorf("%s: %w", name, ErrUnknown)
		}
		want, err := base64.StdEncoding.DecodeString(strings.Join(values, ","))
		if err != nil || len(want) != sum.Size() {
			return nil, fmt.Errorf("%s: %w", name, ErrMalformed)
		}
		claims = append(claims, claim{name, string(want), sum})
	}
	if claims == nil {
		return in, nil
	}
	return &checked{in: in, claims: claims}, nil
}

type claim struct {
	name, want string
	sum        hash.Hash
}

// checked compares when its body ends.
type checked struct {
	in     io.Reader
	claims []claim
	err    error
}

func (c *checked) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.in.Read(p)
	for _, claim := range c.claims {
		claim.sum.Write(p[:n])
	}
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	c.err = io.EOF
	for _, claim := range c.claims {
		if string(claim.sum.Sum(nil)) != claim.want {
			c.err = fmt.Errorf("%s: %w", claim.name, ErrMismatch)
			return 0, c.err
		}
	}
	return n, io.EOF
}
