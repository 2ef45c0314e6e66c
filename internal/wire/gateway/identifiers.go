package gateway

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
)

// identifiers makes request ids. They must differ, not be secret: a generator seeded once is enough.
type identifiers struct{ source *rand.ChaCha8 }

func newIdentifiers(seed io.Reader) identifiers {
	var key [32]byte
	if _, err := io.ReadFull(seed, key[:]); err != nil {
		// Without chance there are no ids, no sessions, no keys: the program cannot go on.
		panic(fmt.Errorf("seed request ids: %w", err))
	}
	return identifiers{rand.NewChaCha8(key)}
}

// next draws a request id (a version 4 UUID, RFC 9562 section 5.4) and an extended one (11 bytes in base64, which end in
// "=" as AWS's do).
func (i identifiers) next(request, extended *string) {
	const uuid, tail = 36, 16
	var raw [32]byte
	for n := 0; n < len(raw); n += 8 {
		binary.LittleEndian.PutUint64(raw[n:], i.source.Uint64())
	}
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	var out [uuid + tail]byte
	at := 0
	for n, width := range [...]int{4, 2, 2, 2, 6} {
		if n > 0 {
			out[at] = '-'
			at++
		}
		from := (at - n) / 2
		at += hex.Encode(out[at:], raw[from:from+width])
	}
	base64.URLEncoding.Encode(out[uuid:], raw[16:27])
	text := string(out[:])
	*request, *extended = text[:uuid], text[uuid:]
}
