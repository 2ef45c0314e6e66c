package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
)

// chunkChain signs chunks: each signature covers the one before it, the first
// one the request's own, so that no chunk can be left out or moved.
type chunkChain struct {
	key      *signingKey
	scope    []byte // time and scope, as they stand in a string to sign
	previous string
	sum      hash.Hash // of the chunk that is being read
	toSign   []byte
}

func newChunkChain(s *Signature, key *signingKey) *chunkChain {
	c := &chunkChain{key: key, previous: s.hex, sum: sha256.New()}
	c.scope = append(append(c.scope, s.timestamp...), '\n')
	c.scope = append(s.appendScope(c.scope), '\n')
	return c
}

// endChunk compares the signature of the chunk that has passed and begins the next.
func (c *chunkChain) endChunk(signature string) bool {
	c.begin("AWS4-HMAC-SHA256-PAYLOAD\n")
	c.toSign = append(append(c.toSign, EmptySHA256...), '\n')
	var sum [sha256.Size]byte
	c.toSign = hex.AppendEncode(c.toSign, c.sum.Sum(sum[:0]))
	c.sum.Reset()
	return c.compare(signature)
}

// endTrailer compares the signature of the trailers, each written "name:value\n".
func (c *chunkChain) endTrailer(signature string, trailers []byte) bool {
	c.begin("AWS4-HMAC-SHA256-TRAILER\n")
	sum := sha256.Sum256(trailers)
	c.toSign = hex.AppendEncode(c.toSign, sum[:])
	return c.compare(signature)
}

func (c *chunkChain) begin(algorithm string) {
	c.toSign = append(append(c.toSign[:0], algorithm...), c.scope...)
	c.toSign = append(append(c.toSign, c.previous...), '\n')
}

func (c *chunkChain) compare(signature string) bool {
	c.previous = signature
	return c.key.signed(signature, c.toSign)
}
