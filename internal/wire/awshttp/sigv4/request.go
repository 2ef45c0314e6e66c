package sigv4

import (
	"crypto/sha256"
	"net/http"
	"strings"
)

// Request is what a signature covers, as it was sent.
type Request struct {
	Method string
	// Host is the Host header or :authority, which net/http keeps apart from Header.
	Host string
	// RawPath and RawQuery are the two halves of the request target, undecoded.
	RawPath, RawQuery string
	// Header has canonical keys, as net/http makes them.
	Header http.Header
	// Body is the payload. BodyHash, when set, is asked for its SHA-256 instead
	// (a body spooled to disk); it is not called before the signature has been
	// found to match the hash that the request declares.
	Body     []byte
	BodyHash func() ([sha256.Size]byte, error)
}

// FromHTTP describes r, with the body that was read from it. It takes the
// target from RequestURI on a server and from URL on a client.
func FromHTTP(r *http.Request, body []byte) *Request {
	target := r.RequestURI
	if target == "" {
		target = r.URL.RequestURI()
	}
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	path, query, _ := strings.Cut(originForm(target), "?")
	return &Request{Method: r.Method, Host: host, RawPath: path, RawQuery: query, Header: r.Header, Body: body}
}

// originForm strips scheme and authority of an absolute-form target (RFC 9112
// section 3.2.2), which is not part of what is signed.
func originForm(target string) string {
	if strings.HasPrefix(target, "/") {
		return target
	}
	_, rest, found := strings.Cut(target, "://")
	if !found {
		return target
	}
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		return rest[i:]
	}
	return "/"
}

// values returns the values of a header by its lower-case name.
func (r *Request) values(name string) []string {
	// Spelled on the stack: CanonicalMIMEHeaderKey allocates for every name it
	// does not know, and it knows none of the x-amz ones.
	var key [64]byte
	if len(name) > len(key) {
		return r.Header.Values(name)
	}
	upper := true
	for i := range len(name) {
		c := name[i]
		if upper && 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		key[i], upper = c, c == '-'
	}
	return r.Header[string(key[:len(name)])]
}

// header joins repeated values, so that a value sent twice is never taken for
// one that was sent once.
func (r *Request) header(name string) string {
	switch v := r.values(name); len(v) {
	case 0:
		return ""
	case 1:
		return strings.TrimSpace(v[0])
	default:
		return strings.Join(v, ",")
	}
}

// isHost tells the names of what is not in Header; HTTP/2 signers may use its own.
func isHost(name string) bool { return name == "host" || name == ":authority" }
