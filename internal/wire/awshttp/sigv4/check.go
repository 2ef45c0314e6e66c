package sigv4

import (
	"errors"
	"hash"
	"slices"
	"strings"
	"time"
)

// Options say what a caller accepts. The zero value accepts nothing: Services
// has to be set.
type Options struct {
	// Services are the accepted signing names; messages name the first.
	Services []string
	// Regions are the accepted regions; none accepts any.
	Regions []string
	// Skew is how far the signer's clock may be off; zero is DefaultSkew.
	Skew time.Duration
	// Keys, if set, remembers derived signing keys.
	Keys *KeyCache

	// KeepPath leaves dot segments and doubled slashes in the path, which is
	// s3's rule, for the other services too.
	KeepPath bool
	// AllowUnsigned names x-amz headers that something on the way may add.
	AllowUnsigned []string
	// TokenUnsigned is for signers that add the security token after signing:
	// the header need not be signed, the query parameter is left out.
	TokenUnsigned bool
	// AllowUnsignedPayload accepts UNSIGNED-PAYLOAD outside s3, where it is
	// always accepted: over plain HTTP too, as s3 does, since presigned requests
	// cannot know their body. Nobody then vouches for the body but the
	// connection.
	AllowUnsignedPayload bool
	// AllowStreaming accepts bodies in chunks (aws-chunked), whose every chunk,
	// trailer and length is verified.
	AllowStreaming bool
	// Checksum makes the hash that a trailer of this lower-case name holds in
	// base64, nil if it knows none: a trailer that cannot be checked is refused.
	Checksum func(trailer string) hash.Hash
}

var errNoServices = errors.New("sigv4: Options.Services is empty")

// Check judges all that needs no secret: clock, scope, and that what must be
// signed is. The error is an *Error, unless the Options are unusable.
func (s *Signature) Check(r *Request, now time.Time, o *Options) error {
	if len(o.Services) == 0 {
		return errNoServices
	}
	if s.Presigned && s.Service == "s3" && s.Expires == 0 {
		// The other services let it live as long as a header's signature.
		return &Error{Reason: ReasonIncomplete, InQuery: true, Missing: []string{"X-Amz-Expires"}}
	}
	if err := s.checkClock(now, o.Skew); err != nil {
		return err
	}
	if !s.Signs("host") && !s.Signs(":authority") {
		return &Error{Reason: ReasonHostUnsigned}
	}
	if err := s.checkScope(o); err != nil {
		return err
	}
	if err := s.checkPresent(r); err != nil {
		return err
	}
	return s.checkCovered(r, o)
}

// checkScope reports all that is wrong with the scope at once, as AWS does.
func (s *Signature) checkScope(o *Options) error {
	var wrong []string
	if len(o.Regions) > 0 && !slices.Contains(o.Regions, s.Region) {
		wrong = append(wrong, "Credential should be scoped to a valid region, not '"+s.Region+"'. ")
	}
	if !slices.Contains(o.Services, s.Service) {
		wrong = append(wrong, "Credential should be scoped to correct service: '"+o.Services[0]+"'. ")
	}
	if s.end != terminator {
		wrong = append(wrong, "Credential should be scoped with a valid terminator: '"+terminator+"', not '"+s.end+"'. ")
	}
	if day := s.timestamp[:len("yyyymmdd")]; s.Date != day {
		wrong = append(wrong, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"+
			s.Date+"' != '"+day+"', from '"+s.timestamp+"'.")
	}
	if wrong == nil {
		return nil
	}
	return &Error{Reason: ReasonBadScope, InQuery: s.Presigned, Scope: wrong}
}

// checkPresent refuses a name in SignedHeaders that the request does not have.
func (s *Signature) checkPresent(r *Request) error {
	for name := range strings.SplitSeq(s.signed, ";") {
		if !isHost(name) && len(r.values(name)) == 0 {
			return &Error{Reason: ReasonHeaderAbsent, Value: name}
		}
	}
	return nil
}

// checkCovered refuses an x-amz header outside the signature: it could have
// been added or changed by anybody, and those headers change what is done.
func (s *Signature) checkCovered(r *Request, o *Options) error {
	for name := range r.Header {
		if !isAmz(name) || s.Signs(name) || o.exempts(name) {
			continue
		}
		return &Error{Reason: ReasonHeaderUnsigned, Value: strings.ToLower(name)}
	}
	return nil
}

func isAmz(name string) bool {
	const prefix = "x-amz-"
	return len(name) > len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

func (o *Options) exempts(header string) bool {
	if o.TokenUnsigned && strings.EqualFold(header, "x-amz-security-token") {
		return true
	}
	return slices.ContainsFunc(o.AllowUnsigned, func(name string) bool { return strings.EqualFold(name, header) })
}
