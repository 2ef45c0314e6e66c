package srp

import (
	"crypto/sha256"
	"errors"
	"math/big"
)

// ErrNumber says that what a client sent is no number of the group: not hexadecimal, too long, zero or not below N.
var ErrNumber = errors.New("not a number between 0 and N")

// signed is a number as Cognito hashes it: its bytes, with a zero before them where the first would read as a minus.
func signed(n *big.Int) []byte {
	size := (n.BitLen() + 8) / 8
	return n.FillBytes(make([]byte, size))
}

// digest is the SHA-256 of numbers, as a number.
func digest(numbers ...*big.Int) *big.Int {
	h := sha256.New()
	for _, n := range numbers {
		h.Write(signed(n))
	}
	return new(big.Int).SetBytes(h.Sum(nil))
}

// parse reads a number of the group from hexadecimal. RFC 5054 section 2.5.4 demands A mod N ≠ 0; since clients reduce
// their numbers, only reduced ones are accepted.
func parse(text string) (*big.Int, error) {
	const longest = 2*Size + 2 // two more for the zero byte of the positive form
	if len(text) == 0 || len(text) > longest {
		return nil, ErrNumber
	}
	for _, c := range []byte(text) {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return nil, ErrNumber
		}
	}
	n, ok := new(big.Int).SetString(text, 16)
	if !ok || !inGroup(n) {
		return nil, ErrNumber
	}
	return n, nil
}

func inGroup(n *big.Int) bool { return n.Sign() > 0 && n.Cmp(prime) < 0 }
