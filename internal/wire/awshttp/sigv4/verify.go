package sigv4

import (
	"bytes"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"time"
)

// Verify parses the signature of r and verifies it with the secret.
func Verify(r *Request, secret string, now time.Time, o *Options) error {
	s, err := Parse(r)
	if err != nil {
		return err
	}
	return s.Verify(r, secret, now, o)
}

var errHashedStream = errors.New("sigv4: the chunks of a streamed body cannot be verified by BodyHash")

// Verify returns nil if r was signed with the secret, for the services and
// regions of o, at about now, and arrived as it was signed. A refusal is an
// *Error; any other error is a body that could not be read or unusable Options.
func (s *Signature) Verify(r *Request, secret string, now time.Time, o *Options) error {
	p, key, err := s.verifyHead(r, secret, now, o)
	switch {
	case err != nil:
		return err
	case p.streams():
		return s.drain(r, key, p, o)
	case p.open || p.declared == "":
		return nil
	}
	actual, err := r.realHash()
	if err != nil {
		return err
	}
	return s.comparePayload(r, p.declared, actual, o)
}

// verifyHead verifies all but the body, unless the request does not declare
// the body's hash: then the body has to be hashed for it.
func (s *Signature) verifyHead(r *Request, secret string, now time.Time, o *Options) (payload, *signingKey, error) {
	if err := s.Check(r, now, o); err != nil {
		return payload{}, nil, err
	}
	p, err := payloadOf(r, s, o)
	if err != nil {
		return payload{}, nil, err
	}
	hash := p.declared
	if hash == "" {
		if hash, err = r.realHash(); err != nil {
			return payload{}, nil, err
		}
	}
	c := scratchPool.Get().(*scratch)
	defer c.release()
	if err := c.build(r, s, hash, o); err != nil {
		return payload{}, nil, err
	}
	key, ok := s.matches(c, secret, o.Keys)
	if !ok {
		return payload{}, nil, c.mismatch(ReasonSignatureMismatch)
	}
	return p, key, nil
}

// matches compares the hex text, so that only lower case will do. An empty
// secret matches nothing: it is a failed look-up, and anybody can sign with it.
func (s *Signature) matches(c *scratch, secret string, cache *KeyCache) (*signingKey, bool) {
	if secret == "" {
		return nil, false
	}
	key, cached := cache.get(secret, &s.Credential)
	if !cached {
		key = deriveKey(secret, &s.Credential)
	}
	if !key.signed(s.hex, c.toSign) {
		return nil, false
	}
	if !cached {
		cache.put(&s.Credential, key)
	}
	return key, true
}

// comparePayload holds the body against the declared hash. It comes last: a
// large body of a request that nobody signed need not be hashed.
func (s *Signature) comparePayload(r *Request, declared, actual string, o *Options) error {
	if subtle.ConstantTimeCompare([]byte(actual), []byte(declared)) == 1 {
		return nil
	}
	c := scratchPool.Get().(*scratch)
	defer c.release()
	if err := c.build(r, s, actual, o); err != nil {
		return err
	}
	e := c.mismatch(ReasonPayloadMismatch)
	e.Value, e.Computed = declared, actual
	return e
}

// drain verifies the chunks of a body that has been read.
func (s *Signature) drain(r *Request, key *signingKey, p payload, o *Options) error {
	if r.BodyHash != nil {
		return errHashedStream
	}
	chunks, err := s.openChunks(r, bytes.NewReader(r.Body), key, p, o)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, chunks); err != nil {
		return fmt.Errorf("verify chunks: %w", err)
	}
	return nil
}

func (c *scratch) mismatch(reason Reason) *Error {
	return &Error{Reason: reason, CanonicalRequest: string(c.canonical), StringToSign: string(c.toSign)}
}
