package signin

import (
	"crypto/sha256"
	"crypto/subtle"
)

// sameText compares secrets in a time that tells neither where they differ nor how long they are.
func sameText(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
