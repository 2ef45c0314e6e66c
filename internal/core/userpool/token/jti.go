package token

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
)

// newID makes a jti: a version 7 UUID (RFC 9562 section 5.7), which tells to the millisecond when the token was granted.
// iat counts whole seconds, too coarse to tell a token that a sign-out revoked from one that was granted just after it.
func newID(rand io.Reader, now time.Time) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(rand, b[6:]); err != nil {
		return "", fmt.Errorf("draw a token's id: %w", err)
	}
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], nil
}

// grantedAt reads the time out of an id that newID made; any other tells nothing.
func grantedAt(id string) (time.Time, bool) {
	raw, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(raw) != 16 || raw[6]>>4 != 7 {
		return time.Time{}, false
	}
	var ms int64
	for _, b := range raw[:6] {
		ms = ms<<8 | int64(b)
	}
	return time.UnixMilli(ms), true
}

// Granted is when the token was granted: to the millisecond if its id tells, else to the second.
func (c *Claims) Granted() time.Time {
	if at, ok := grantedAt(c.ID); ok {
		return at
	}
	return c.Issued
}
