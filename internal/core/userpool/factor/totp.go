// Package factor checks the one-time passwords of authenticator apps (TOTP, RFC 6238: SHA-1, 6 digits, 30 seconds).
//
//	Secret            -> shown to the user once, as text for the app
//	secret, code, now -> Step: which time step the code is for, if any near now
//
// A step is good once (RFC 6238 section 5.2): who accepts a code keeps its step, and asks next time for a later one.
package factor

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// The reasons to refuse a code.
var (
	ErrMismatch = errors.New("the code is not the secret's at this time")
	ErrUsed     = errors.New("the code was used before")
)

const (
	secretSize = 32 // bytes; 52 characters of text
	period     = 30 // seconds
	modulus    = 1_000_000
	drift      = 1 // steps that a phone's clock may be off, each way
)

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// Secret draws a secret, as text for authenticator apps.
func Secret(rand io.Reader) (string, error) {
	raw := make([]byte, secretSize)
	if _, err := io.ReadFull(rand, raw); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return encoding.EncodeToString(raw), nil
}

// Check finds the time step of a code that is good now and later than the last one used. All steps in reach are computed,
// whichever matches.
func Check(secret, code string, now time.Time, last int64) (step int64, err error) {
	key, err := encoding.DecodeString(strings.ToUpper(secret))
	if err != nil || len(key) == 0 {
		return 0, errors.New("the secret is not base32")
	}
	current, match := now.Unix()/period, int64(-1)
	for s := current - drift; s <= current+drift; s++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(key, s)), []byte(code)) == 1 {
			match = s
		}
	}
	switch {
	case match < 0:
		return 0, ErrMismatch
	case match <= last:
		return 0, ErrUsed
	}
	return match, nil
}

// Code is the code of a secret at a time, as an authenticator app shows it.
func Code(secret string, at time.Time) (string, error) {
	key, err := encoding.DecodeString(strings.ToUpper(secret))
	if err != nil {
		return "", errors.New("the secret is not base32")
	}
	return codeAt(key, at.Unix()/period), nil
}

// codeAt is HOTP (RFC 4226 section 5.3) of the step.
func codeAt(key []byte, step int64) string {
	mac := hmac.New(sha1.New, key)
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0x0f
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%modulus)
}
