// Package eventstream writes application/vnd.amazon.eventstream, the framing in which a service answers with a sequence of
// events:
//
//	total length │ length of headers │ CRC of these two │ headers │ payload │ CRC of all before
//	     4       │         4         │        4         │         │         │        4
//
// A header is a name behind its length, the type of its value, and the value; texts, the one type written here, are
// behind their length too. Numbers are big-endian, the CRCs those of IEEE 802.3.
package eventstream

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// ContentType is that of a sequence of events.
const ContentType = "application/vnd.amazon.eventstream"

// The names of headers that say what a message is.
const (
	MessageType   = ":message-type"
	EventType     = ":event-type"
	ExceptionType = ":exception-type"
	BodyType      = ":content-type"
)

const (
	preludeLen = 12
	crcLen     = 4
	typeString = 7
	// What the protocol allows.
	maxHeaders = 128 << 10
	maxPayload = 16 << 20
)

// Header is a header whose value is a text.
type Header struct{ Name, Value string }

// ErrTooLarge is a message that the protocol has no room for.
var ErrTooLarge = errors.New("event too large")

// AppendMessage writes one message.
func AppendMessage(dst []byte, headers []Header, payload []byte) ([]byte, error) {
	start := len(dst)
	dst = append(dst, make([]byte, preludeLen)...)
	for _, h := range headers {
		if len(h.Name) == 0 || len(h.Name) > math.MaxUint8 || len(h.Value) > math.MaxInt16 {
			return nil, ErrTooLarge
		}
		dst = append(append(dst, byte(len(h.Name))), h.Name...)
		dst = binary.BigEndian.AppendUint16(append(dst, typeString), uint16(len(h.Value)))
		dst = append(dst, h.Value...)
	}
	headersLen := len(dst) - start - preludeLen
	if headersLen > maxHeaders || len(payload) > maxPayload {
		return nil, ErrTooLarge
	}
	dst = append(dst, payload...)
	message := dst[start:]
	binary.BigEndian.PutUint32(message, uint32(len(message)+crcLen))
	binary.BigEndian.PutUint32(message[4:], uint32(headersLen))
	binary.BigEndian.PutUint32(message[8:], crc32.ChecksumIEEE(message[:8]))
	return binary.BigEndian.AppendUint32(dst, crc32.ChecksumIEEE(message)), nil
}
