package sigv4

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"time"
)

// Payload reads the body of a request while it is verified. It ends in io.EOF
// only where all of it is as it was signed: what was read before any other
// error must be thrown away.
type Payload struct {
	io.Reader
	chunks *chunkReader
}

// Trailer holds the verified headers behind the body, once it has been read.
func (p *Payload) Trailer() http.Header {
	if p.chunks == nil {
		return nil
	}
	return p.chunks.trailer
}

// Open verifies all of r but its body, like Verify, and returns a reader that
// verifies the body as it passes: its hash, or its chunks and trailers. Body and
// BodyHash of r are not looked at. A body whose hash is not declared has to be
// read here: the caller bounds it.
func (s *Signature) Open(r *Request, body io.Reader, secret string, now time.Time, o *Options) (*Payload, error) {
	head := *r
	head.Body, head.BodyHash = nil, nil
	if declared, err := declaredHash(r, s); err == nil && declared == "" && s.Service != "s3" {
		return s.openUndeclared(&head, body, secret, now, o)
	}
	p, key, err := s.verifyHead(&head, secret, now, o)
	switch {
	case err != nil:
		return nil, err
	case p.streams():
		chunks, err := s.openChunks(r, body, key, p, o)
		if err != nil {
			return nil, err
		}
		return &Payload{Reader: chunks, chunks: chunks}, nil
	case p.open:
		return &Payload{Reader: body}, nil
	}
	compare := func(actual string) error { return s.comparePayload(&head, p.declared, actual, o) }
	return &Payload{Reader: &hashedReader{in: body, sum: sha256.New(), compare: compare}}, nil
}

func (s *Signature) openUndeclared(r *Request, body io.Reader, secret string, now time.Time, o *Options) (*Payload, error) {
	var err error
	if r.Body, err = io.ReadAll(body); err != nil {
		return nil, fmt.Errorf("read request body: %w", err)
	}
	if err := s.Verify(r, secret, now, o); err != nil {
		return nil, err
	}
	return &Payload{Reader: bytes.NewReader(r.Body)}, nil
}

// hashedReader compares the hash of what passed at the end.
type hashedReader struct {
	in      io.Reader
	sum     hash.Hash
	compare func(actual string) error
	err     error
}

func (h *hashedReader) Read(p []byte) (int, error) {
	if h.err != nil {
		return 0, h.err
	}
	n, err := h.in.Read(p)
	h.sum.Write(p[:n])
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	if h.err = h.compare(hex.EncodeToString(h.sum.Sum(nil))); h.err != nil {
		return 0, h.err
	}
	h.err = io.EOF
	return n, io.EOF
}
