package awshttp

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// identify finds out who makes the call. An operation that needs no signature is anonymous whatever Authorization says:
// clients in browsers sign with keys that were never meant to be any.
func (x *exchange) identify(ctx context.Context) error {
	signature, err := sigv4.Parse(x.signed)
	if x.op.NoAuth {
		if err == nil && validRegion(signature.Region) {
			x.seen.Region = signature.Region
		} else if region := regionOfHost(x.http.Host); region != "" {
			x.seen.Region = region
		}
		return nil
	}
	if err != nil {
		return x.refuse(err)
	}
	credential, err := x.authenticate(ctx, signature)
	if err != nil {
		return err
	}
	x.seen.Caller, x.seen.Region = credential.Caller, signature.Region
	x.seen.Caller.AccessKeyID = signature.AccessKeyID
	if account := credential.Caller.AccountID; account != "" {
		x.seen.AccountID = account
	}
	return nil
}

// authenticate judges clock and scope before it looks for the key, as the services do.
func (x *exchange) authenticate(ctx context.Context, s *sigv4.Signature) (Credential, error) {
	now := x.Now()
	options := &sigv4.Options{
		Services: []string{x.service.SigningName},
		Keys:     x.Keys,
		// It says what the user agent is, and some clients add it after signing.
		AllowUnsigned: []string{"x-amz-user-agent"},
	}
	if err := s.Check(x.signed, now, options); err != nil {
		return Credential{}, x.refuse(err)
	}
	if !validRegion(s.Region) {
		return Credential{}, x.dialect().invalidRegion(s.Region)
	}
	credential, err := x.lookup(ctx, s)
	if err != nil {
		return Credential{}, err
	}
	if err := s.Verify(x.signed, credential.Secret, now, options); err != nil {
		return Credential{}, x.refuse(err)
	}
	if !credential.Expires.IsZero() && !now.Before(credential.Expires) {
		return Credential{}, x.dialect().expiredToken()
	}
	return credential, nil
}

func (x *exchange) lookup(ctx context.Context, s *sigv4.Signature) (Credential, error) {
	if x.Credentials == nil {
		return Credential{}, x.dialect().unknownKey()
	}
	credential, err := x.Credentials.Lookup(ctx, s.AccessKeyID)
	switch {
	case errors.Is(err, ErrUnknownKey):
		return Credential{}, x.dialect().unknownKey()
	case err != nil:
		return Credential{}, fmt.Errorf("look up access key: %w", err)
	case credential.Secret == "":
		return Credential{}, errors.New("look up access key: it has no secret")
	case subtle.ConstantTimeCompare([]byte(s.Token), []byte(credential.SessionToken)) != 1:
		return Credential{}, x.dialect().unknownKey()
	}
	if credential.Development {
		return credential, x.admit()
	}
	return credential, nil
}

// admit refuses a development key where nobody has said that it may be used.
func (x *exchange) admit() error {
	if x.Development == nil {
		return x.dialect().unknownKey()
	}
	err := x.Development.Admit(x.http)
	var refusal *Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refusal):
		e := x.dialect().unknownKey()
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
