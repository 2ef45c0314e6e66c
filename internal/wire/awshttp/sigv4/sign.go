package sigv4

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Credentials are what a client signs with.
type Credentials struct {
	AccessKeyID, SecretAccessKey, SessionToken string
}

// Sign adds the Authorization header, X-Amz-Date and, as needed,
// X-Amz-Security-Token and X-Amz-Content-Sha256. bodySHA256 is HashPayload of
// the body, or UnsignedPayload. Headers set later are not covered, and an
// x-amz one among them makes the server refuse.
func Sign(req *http.Request, bodySHA256 string, creds Credentials, region, service string, now time.Time) error {
	req.Header.Del("Authorization")
	req.Header.Set("X-Amz-Date", now.UTC().Format(timeFormat))
	if creds.SessionToken != "" {
		req.Header.Set("X-Amz-Security-Token", creds.SessionToken)
	}
	if service == "s3" || !isHash(bodySHA256) {
		req.Header.Set("X-Amz-Content-Sha256", bodySHA256)
	}
	r := FromHTTP(req, nil)
	s := newClaim(r, creds, region, service, now)
	signature, err := s.sign(r, creds.SecretAccessKey, bodySHA256, &Options{})
	if err != nil {
		return fmt.Errorf("sign request: %w", err)
	}
	req.Header.Set("Authorization", Algorithm+" Credential="+s.Credential.String()+
		", SignedHeaders="+s.signed+", Signature="+signature)
	return nil
}

// Presign moves the signature into the query of req.URL, for a request that
// somebody else will send: it covers the headers that req has now.
func Presign(req *http.Request, expires time.Duration, bodySHA256 string, creds Credentials, region, service string, now time.Time) error {
	if expires < time.Second || expires > MaxExpires {
		return errors.New("presign request: expiry must be from a second to a week")
	}
	r := FromHTTP(req, nil)
	s := newClaim(r, creds, region, service, now)
	s.Presigned = true
	pairs := []string{
		"X-Amz-Algorithm", Algorithm,
		"X-Amz-Credential", s.Credential.String(),
		"X-Amz-Date", s.timestamp,
		"X-Amz-Expires", strconv.Itoa(int(expires / time.Second)),
		"X-Amz-SignedHeaders", s.signed,
	}
	if creds.SessionToken != "" {
		pairs = append(pairs, "X-Amz-Security-Token", creds.SessionToken)
	}
	if service == "s3" || !isHash(bodySHA256) {
		pairs = append(pairs, "X-Amz-Content-Sha256", bodySHA256)
	}
	r.RawQuery = appendPairs(r.RawQuery, pairs)
	signature, err := s.sign(r, creds.SecretAccessKey, bodySHA256, &Options{})
	if err != nil {
		return fmt.Errorf("presign request: %w", err)
	}
	req.URL.RawQuery = r.RawQuery + "&X-Amz-Signature=" + signature
	return nil
}

func appendPairs(query string, pairs []string) string {
	b := []byte(query)
	for pair := range slices.Chunk(pairs, 2) {
		if len(b) > 0 {
			b = append(b, '&')
		}
		b = append(append(b, pair[0]...), '=')
		b = appendEscaped(b, pair[1])
	}
	return string(b)
}

// newClaim is the Signature that a request will carry.
func newClaim(r *Request, creds Credentials, region, service string, now time.Time) *Signature {
	stamp := now.UTC().Format(timeFormat)
	return &Signature{
		Credential: Credential{
			AccessKeyID: creds.AccessKeyID, Date: stamp[:len("yyyymmdd")], Region: region, Service: service, end: terminator,
		},
		Time:      now,
		Token:     creds.SessionToken,
		timestamp: stamp,
		signed:    namesToSign(r.Header),
	}
}

// namesToSign covers all but what proxies and transports add, drop or rewrite.
func namesToSign(h http.Header) string {
	names := []string{"host"}
	for name := range h {
		switch name = strings.ToLower(name); name {
		case "host", "authorization", "user-agent", "expect", "connection", "transfer-encoding", "accept-encoding", "x-amzn-trace-id":
		default:
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ";")
}

func (s *Signature) sign(r *Request, secret, payload string, o *Options) (string, error) {
	c := scratchPool.Get().(*scratch)
	defer c.release()
	if err := c.build(r, s, payload, o); err != nil {
		return "", err
	}
	return string(deriveKey(secret, &s.Credential).appendSignature(nil, c.toSign)), nil
}
