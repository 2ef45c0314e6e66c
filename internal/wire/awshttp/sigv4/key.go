package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"hash"
	"sync"
)

// signatureLen is the length of a signature's hex text.
const signatureLen = 2 * sha256.Size

// signingKey signs with one derived key. The HMACs are kept because a reset one
// remembers its keyed state, which saves half the work of a short message.
type signingKey struct {
	key   [sha256.Size]byte
	macs  sync.Pool
	owner [sha256.Size]byte // digest of the secret it was derived from
}

// deriveKey is the chain of HMACs: secret, date, region, service, terminator.
func deriveKey(secret string, c *Credential) *signingKey {
	key := []byte("AWS4" + secret)
	for _, part := range [...]string{c.Date, c.Region, c.Service, terminator} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return &signingKey{key: [sha256.Size]byte(key), owner: sha256.Sum256([]byte(secret))}
}

// appendSignature appends the lower-case hex signature of the string to sign.
func (k *signingKey) appendSignature(dst, toSign []byte) []byte {
	mac, ok := k.macs.Get().(hash.Hash)
	if !ok {
		mac = hmac.New(sha256.New, k.key[:])
	}
	mac.Reset()
	mac.Write(toSign)
	// The sum is made behind the string to sign, where it costs no allocation.
	sum := mac.Sum(toSign)[len(toSign):]
	k.macs.Put(mac)
	return hex.AppendEncode(dst, sum)
}

// signed says whether signature is the one of the string to sign.
func (k *signingKey) signed(signature string, toSign []byte) bool {
	var want, got [signatureLen]byte
	k.appendSignature(want[:0], toSign)
	copy(got[:], signature)
	return len(signature) == len(got) && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}
