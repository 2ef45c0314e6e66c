package sigv4

import (
	"crypto/subtle"
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

// Verify returns nil if r was signed with the secret, for the services and
// regions of o, at about now, and arrived as it was signed. A refusal is an
// *Error; any other error is a body that could not be read or unusable Options.
func (s *Signature) Verify(r *Request, secret string, now time.Time, o *Options) error {
	if err := s.Check(r, now, o); err != nil {
		return err
	}
	p, err := payloadOf(r, s, o)
	if err != nil {
		return err
	}
	hash := p.declared
	if hash == "" {
		if hash, err = r.realHash(); err != nil {
			return err
		}
	}
	c := scratchPool.Get().(*scratch)
	defer c.release()
	if err := c.build(r, s, hash, o); err != nil {
		return err
	}
	if !s.matches(c, secret, o.Keys) {
		return c.mismatch(ReasonSignatureMismatch)
	}
	if p.open || p.declared == "" {
		return nil
	}
	return c.comparePayload(r, s, p.declared, o)
}

// matches compares the hex text, so that only lower case will do. An empty
// secret matches nothing: it is a failed look-up, and anybody can sign with it.
func (s *Signature) matches(c *scratch, secret string, cache *KeyCache) bool {
	if secret == "" {
		return false
	}
	key, cached := cache.get(secret, &s.Credential)
	if !cached {
		key = deriveKey(secret, &s.Credential)
	}
	var want, got [signatureLen]byte
	key.appendSignature(want[:0], c.toSign)
	copy(got[:], s.hex)
	if len(s.hex) != len(got) || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return false
	}
	if !cached {
		cache.put(&s.Credential, key)
	}
	return true
}

// comparePayload holds the body against the declared hash. It comes last: a
// large body of a request that nobody signed need not be hashed.
func (c *scratch) comparePayload(r *Request, s *Signature, declared string, o *Options) error {
	actual, err := r.realHash()
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(actual), []byte(declared)) == 1 {
		return nil
	}
	if err := c.build(r, s, actual, o); err != nil {
		return err
	}
	return c.mismatch(ReasonPayloadMismatch)
}

func (c *scratch) mismatch(reason Reason) *Error {
	return &Error{Reason: reason, CanonicalRequest: string(c.canonical), StringToSign: string(c.toSign)}
}
