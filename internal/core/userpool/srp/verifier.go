package srp

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"math/big"
)

// SaltSize is the length of a salt in bytes.
const SaltSize = 16

// Salt draws a salt. Its first byte is never zero: some clients hash the salt as a number, which has no leading zeros, and
// some as the bytes they were sent.
func Salt(rand io.Reader) ([]byte, error) {
	salt := make([]byte, SaltSize)
	for salt[0] == 0 {
		if _, err := io.ReadFull(rand, salt); err != nil {
			return nil, fmt.Errorf("draw a salt: %w", err)
		}
	}
	return salt, nil
}

// Verifier is v = g^x, all that is kept of a password. The pool's name is its id behind the underscore; the username is the
// one that the sign-in answers as USER_ID_FOR_SRP.
func Verifier(poolName, username, password string, salt []byte) []byte {
	inner := sha256.New()
	for _, part := range []string{poolName, username, ":", password} {
		_, _ = io.WriteString(inner, part)
	}
	outer := sha256.New()
	outer.Write(signed(new(big.Int).SetBytes(salt)))
	outer.Write(inner.Sum(nil))
	x := new(big.Int).SetBytes(outer.Sum(nil))
	return generate(x).FillBytes(make([]byte, Size))
}

// Matches says whether a password is the one that the verifier was made of: the way of flows that send the password.
func Matches(verifier []byte, poolName, username, password string, salt []byte) bool {
	return subtle.ConstantTimeCompare(Verifier(poolName, username, password, salt), verifier) == 1
}

// ReadVerifier checks the verifier that a client made (ConfirmDevice) and brings it to the form that Verifier gives.
func ReadVerifier(bytes []byte) ([]byte, error) {
	if len(bytes) > Size+1 {
		return nil, ErrNumber
	}
	n := new(big.Int).SetBytes(bytes)
	if !inGroup(n) {
		return nil, ErrNumber
	}
	return n.FillBytes(make([]byte, Size)), nil
}
