// Package ident makes identifiers and secrets in the shapes AWS gives them, from a source of random bytes.
//
// Clients compare and pattern-match these: lengths and alphabets are part of the wire.
package ident

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// The alphabets of AWS's identifiers.
const (
	digits     = "0123456789"
	lower      = "abcdefghijklmnopqrstuvwxyz"
	upper      = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowerAlnum = digits + lower
	upperAlnum = digits + upper
	alnum      = digits + lower + upper
	base32     = upper + "234567"
)

// Text draws n characters of the alphabet (at most 256 of them) from rand, each equally likely.
func Text(rand io.Reader, alphabet string, n int) (string, error) {
	limit := 256 - 256%len(alphabet) // above it a byte would favour the first letters
	out := make([]byte, 0, n)
	buf := make([]byte, n+n/4+8)
	for len(out) < n {
		if _, err := io.ReadFull(rand, buf); err != nil {
			return "", fmt.Errorf("draw an identifier: %w", err)
		}
		for _, b := range buf {
			if int(b) < limit && len(out) < n {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out), nil
}

// UUID makes a version 4 UUID (RFC 9562 section 5.4).
func UUID(rand io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", fmt.Errorf("draw a UUID: %w", err)
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return formatUUID(b), nil
}

// TimeUUID makes a version 1 UUID (RFC 9562 section 5.1) with a random node, as stack ids have.
func TimeUUID(rand io.Reader, now time.Time) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(rand, b[8:]); err != nil {
		return "", fmt.Errorf("draw a UUID: %w", err)
	}
	const gregorian = 0x01B21DD213814000 // 100 ns intervals from 1582-10-15 to 1970-01-01
	t := uint64(now.UnixNano()/100) + gregorian
	b[0], b[1], b[2], b[3] = byte(t>>24), byte(t>>16), byte(t>>8), byte(t)
	b[4], b[5] = byte(t>>40), byte(t>>32)
	b[6], b[7] = byte(t>>56)&0x0f|0x10, byte(t>>48)
	b[8] = b[8]&0x3f | 0x80
	b[10] |= 0x01 // multicast bit: not a real network card
	return formatUUID(b), nil
}

func formatUUID(b [16]byte) string {
	var out [36]byte
	hex.Encode(out[0:], b[0:4])
	hex.Encode(out[9:], b[4:6])
	hex.Encode(out[14:], b[6:8])
	hex.Encode(out[19:], b[8:10])
	hex.Encode(out[24:], b[10:16])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// UserPool makes a pool id: the region, an underscore, 9 letters and digits.
func UserPool(rand io.Reader, region string) (string, error) {
	s, err := Text(rand, alnum, 9)
	return region + "_" + s, err
}

// AppClient makes a client id: 26 of [0-9a-z].
func AppClient(rand io.Reader) (string, error) { return Text(rand, lowerAlnum, 26) }

// ClientSecret makes the secret of an app client: 52 of [0-9a-z], 268 bits.
func ClientSecret(rand io.Reader) (string, error) { return Text(rand, lowerAlnum, 52) }

// RestAPI makes the id of a REST API, of an API key or of a usage plan: 10 of [0-9a-z].
func RestAPI(rand io.Reader) (string, error) { return Text(rand, lowerAlnum, 10) }

// Short makes the id of a resource, authorizer, deployment, validator or model: 6 of [0-9a-z].
func Short(rand io.Reader) (string, error) { return Text(rand, lowerAlnum, 6) }

// PhysicalSuffix makes the random end of a physical id that CloudFormation generates: 12 of [0-9A-Z].
func PhysicalSuffix(rand io.Reader) (string, error) { return Text(rand, upperAlnum, 12) }

// MixedSuffix makes the random end of a generated app client name: 12 letters and digits.
func MixedSuffix(rand io.Reader) (string, error) { return Text(rand, alnum, 12) }

// AccessKey makes an access key id: the prefix (AKIA or ASIA) and 16 of [A-Z2-7].
func AccessKey(rand io.Reader, prefix string) (string, error) {
	s, err := Text(rand, base32, 16)
	return prefix + s, err
}

// SecretKey makes a secret access key: 40 letters and digits, 238 bits. AWS's alphabet has + and / too; without them the
// key needs no quoting anywhere.
func SecretKey(rand io.Reader) (string, error) { return Text(rand, alnum, 40) }
