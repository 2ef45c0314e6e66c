package awshttp

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// identify finds out who makes the call. An operation that needs no signature is anonymous whatever Authorization says:
// clients in browsers sign with keys that were never meant to be any.
func (x *exchange) identify(ctx context.Context, streams bool) error {
	signature, err := sigv4.Parse(x.signed)
	switch {
	case x.op.NoAuth:
		x.seen.Region = x.regionOfAnonymous(signature, err)
		return nil
	case x.isObject() && isUnsigned(err):
		// Whether nobody may have an object is for its bucket's policy to say: the caller stays anonymous. Chunks hang on a
		// signature.
		if strings.HasPrefix(x.http.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
			return x.refuse(err)
		}
		x.seen.Region = x.regionOfAnonymous(nil, err)
		return x.openObject(x.body(x.bodyLimit(streams)), streams)
	case err != nil:
		return x.refuse(err)
	}
	credential, payload, err := x.authenticate(ctx, signature, x.bodyLimit(streams))
	if err != nil {
		return err
	}
	x.seen.Caller, x.seen.Region = credential.Caller, signature.Region
	x.seen.Caller.AccessKeyID = signature.AccessKeyID
	if account := credential.Caller.AccountID; account != "" {
		x.seen.AccountID = account
	}
	if payload == nil {
		return nil
	}
	return x.openObject(payload, streams)
}

func (x *exchange) bodyLimit(streams bool) int64 {
	if streams {
		return x.MaxObject
	}
	return x.MaxBody
}

// isUnsigned tells a request without any signature from one whose signature is no good.
func isUnsigned(err error) bool {
	return errors.Is(err, &sigv4.Error{Reason: sigv4.ReasonMissingToken})
}

func (x *exchange) regionOfAnonymous(s *sigv4.Signature, err error) string {
	if err == nil && validRegion(s.Region) {
		return s.Region
	}
	return cmp.Or(regionOfHost(x.http.Host), x.seen.Region)
}

// authenticate judges clock and scope before it looks for the key, as the services do. Of a request of s3 it returns the
// payload, which is verified while it is read.
func (x *exchange) authenticate(ctx context.Context, s *sigv4.Signature, limit int64) (Credential, *sigv4.Payload, error) {
	now := x.Now()
	options := &sigv4.Options{
		Services: []string{x.service.SigningName},
		Keys:     x.Keys,
		// It says what the user agent is, and some clients add it after signing.
		AllowUnsigned:  []string{"x-amz-user-agent"},
		AllowStreaming: x.isObject(),
		Checksum:       trailerChecksum,
	}
	if err := s.Check(x.signed, now, options); err != nil {
		return Credential{}, nil, x.refuse(err)
	}
	if !validRegion(s.Region) {
		return Credential{}, nil, x.refuse(&sigv4.Error{
			Reason: sigv4.ReasonBadScope, InQuery: s.Presigned,
			Scope: []string{"Credential should be scoped to a valid region, not '" + s.Region + "'."},
		})
	}
	credential, err := x.lookup(ctx, s)
	if err != nil {
		return Credential{}, nil, err
	}
	payload, err := x.verify(s, credential.Secret, now, options, limit)
	if err != nil {
		return Credential{}, nil, err
	}
	if !credential.Expires.IsZero() && !now.Before(credential.Expires) {
		return Credential{}, nil, x.dialect().badToken(true)
	}
	return credential, payload, nil
}

func (x *exchange) verify(s *sigv4.Signature, secret string, now time.Time, o *sigv4.Options, limit int64) (*sigv4.Payload, error) {
	if !x.isObject() {
		if err := s.Verify(x.signed, secret, now, o); err != nil {
			return nil, x.refuse(err)
		}
		return nil, nil
	}
	payload, err := s.Open(x.signed, x.body(limit), secret, now, o)
	if err != nil {
		return nil, x.refuse(err)
	}
	return payload, nil
}

func (x *exchange) lookup(ctx context.Context, s *sigv4.Signature) (Credential, error) {
	if x.Credentials == nil {
		return Credential{}, x.dialect().unknownKey(s.AccessKeyID)
	}
	credential, err := x.Credentials.Lookup(ctx, s.AccessKeyID)
	switch {
	case errors.Is(err, ErrUnknownKey):
		return Credential{}, x.dialect().unknownKey(s.AccessKeyID)
	case err != nil:
		return Credential{}, fmt.Errorf("look up access key: %w", err)
	case credential.Secret == "":
		return Credential{}, errors.New("look up access key: it has no secret")
	case subtle.ConstantTimeCompare([]byte(s.Token), []byte(credential.SessionToken)) != 1:
		return Credential{}, x.dialect().badToken(false)
	}
	if credential.Development {
		return credential, x.admit(s.AccessKeyID)
	}
	return credential, nil
}

// admit refuses a development key where nobody has said that it may be used.
func (x *exchange) admit(id string) error {
	if x.Development == nil {
		return x.dialect().unknownKey(id)
	}
	err := x.Development.Admit(x.http)
	var refusal *Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refusal):
		e := x.dialect().unknownKey(id)
		e.Message += " " + refusal.Reason
		return e.Because(fmt.Errorf("development key: rule %s", refusal.Rule))
	}
	return fmt.Errorf("admit development key: %w", err)
}

// refuse words a refusal of the signature; what is none is ours to answer for.
func (x *exchange) refuse(err error) error {
	var refused *sigv4.Error
	if errors.As(err, &refused) {
		return x.dialect().refused(refused)
	}
	return fmt.Errorf("verify signature: %w", err)
}

// validRegion takes any name that has the form of a region's.
func validRegion(region string) bool {
	if region == "" || len(region) > 32 {
		return false
	}
	dash := true
	for i := range len(region) {
		c := region[i]
		switch {
		case c == '-' && !dash:
			dash = true
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			dash = false
		default:
			return false
		}
	}
	return !dash
}
