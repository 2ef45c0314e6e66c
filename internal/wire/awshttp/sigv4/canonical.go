package sigv4

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
)

// scratch holds the buffers of one verification.
type scratch struct {
	canonical, toSign []byte
	query             []byte
	pairs             []queryPair
}

// queryPair is one encoded parameter, in scratch.query.
type queryPair struct{ name, value []byte }

// scratchPool saves the buffers between requests; nothing reads what is left in them.
var scratchPool = sync.Pool{New: func() any { return new(scratch) }}

// maxKept keeps one enormous request from pinning its buffers for ever.
const maxKept = 64 << 10

func (c *scratch) release() {
	if cap(c.canonical)+cap(c.query) > maxKept {
		return
	}
	clear(c.pairs)
	scratchPool.Put(c)
}

// build fills canonical and toSign for the payload hash given.
func (c *scratch) build(r *Request, s *Signature, payload string, o *Options) error {
	c.canonical = append(append(c.canonical[:0], r.Method...), '\n')
	if err := c.addPath(r.RawPath, s.Service == "s3", o.KeepPath); err != nil {
		return err
	}
	c.canonical = append(c.canonical, '\n')
	if err := c.addQuery(r.RawQuery, s, o); err != nil {
		return err
	}
	c.canonical = append(c.canonical, '\n')
	for name := range strings.SplitSeq(s.signed, ";") {
		c.addHeader(r, name)
	}
	c.canonical = append(c.canonical, '\n')
	c.canonical = append(append(c.canonical, s.signed...), '\n')
	c.canonical = append(c.canonical, payload...)
	c.buildToSign(s)
	return nil
}

func (c *scratch) buildToSign(s *Signature) {
	c.toSign = append(c.toSign[:0], Algorithm+"\n"...)
	c.toSign = append(append(c.toSign, s.timestamp...), '\n')
	c.toSign = append(s.appendScope(c.toSign), '\n')
	sum := sha256.Sum256(c.canonical)
	c.toSign = hex.AppendEncode(c.toSign, sum[:])
	c.toSign = slices.Grow(c.toSign, sha256.Size) // room for the HMAC behind it
}

func (c *scratch) addPath(path string, s3, keep bool) error {
	if path == "" {
		path = "/"
	}
	if !s3 && !keep {
		path = normalPath(path)
	}
	var ok bool
	if c.canonical, ok = appendPath(c.canonical, path, s3); !ok {
		return &Error{Reason: ReasonMalformedURI, Value: path}
	}
	return nil
}

// addQuery encodes every parameter in the one canonical way and sorts by name,
// then value. The pairs are sorted, not the text: "a-b=" sorts before "a=".
func (c *scratch) addQuery(raw string, s *Signature, o *Options) error {
	if raw == "" {
		return nil
	}
	c.query, c.pairs = c.query[:0], c.pairs[:0]
	for text := range strings.SplitSeq(raw, "&") {
		if text == "" {
			continue
		}
		pair, ok := c.encodePair(text)
		if !ok {
			return &Error{Reason: ReasonMalformedURI, Value: text}
		}
		if !s.omits(pair.name, o) {
			c.pairs = append(c.pairs, pair)
		}
	}
	slices.SortFunc(c.pairs, func(a, b queryPair) int {
		if d := bytes.Compare(a.name, b.name); d != 0 {
			return d
		}
		return bytes.Compare(a.value, b.value)
	})
	for i, pair := range c.pairs {
		if i > 0 {
			c.canonical = append(c.canonical, '&')
		}
		c.canonical = append(append(c.canonical, pair.name...), '=')
		c.canonical = append(c.canonical, pair.value...)
	}
	return nil
}

func (c *scratch) encodePair(text string) (queryPair, bool) {
	name, value, _ := strings.Cut(text, "=")
	start := len(c.query)
	var ok bool
	if c.query, ok = appendReescaped(c.query, name, true); !ok {
		return queryPair{}, false
	}
	middle := len(c.query)
	if c.query, ok = appendReescaped(c.query, value, true); !ok {
		return queryPair{}, false
	}
	return queryPair{name: c.query[start:middle], value: c.query[middle:]}, true
}

// omits tells the presigned parameters that the signature cannot cover, or,
// for the token, was made without.
func (s *Signature) omits(name []byte, o *Options) bool {
	if !s.Presigned {
		return false
	}
	return string(name) == "X-Amz-Signature" || o.TokenUnsigned && string(name) == "X-Amz-Security-Token"
}

func (c *scratch) addHeader(r *Request, name string) {
	c.canonical = append(append(c.canonical, name...), ':')
	if isHost(name) {
		c.canonical = append(appendTrimmed(c.canonical, r.Host), '\n')
		return
	}
	for i, value := range r.values(name) {
		if i > 0 {
			c.canonical = append(c.canonical, ',')
		}
		c.canonical = appendTrimmed(c.canonical, value)
	}
	c.canonical = append(c.canonical, '\n')
}

// appendTrimmed drops white space around the value and makes one space of any
// run inside, the line breaks of a folded value included.
func appendTrimmed(dst []byte, value string) []byte {
	start := len(dst)
	for i, j := 0, 0; i < len(value); i = j + 1 {
		for j = i; j < len(value) && !isSpace(value[j]); {
			j++
		}
		if i < j && len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = append(dst, value[i:j]...)
	}
	return dst
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
