package app

import (
	"context"
	"crypto/rsa"
	"runtime"

	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// signers bounds how many signatures are made at once: each keeps a core busy for a millisecond, and requests that only
// pass through the gateway must not wait behind a crowd of them. It implements token.Signer.
type signers struct {
	slots chan struct{}
	next  token.Signer
}

func newSigners() *signers {
	return &signers{slots: make(chan struct{}, runtime.GOMAXPROCS(0)), next: token.DirectSigner{}}
}

// Sign waits for a free slot.
func (s *signers) Sign(ctx context.Context, key *rsa.PrivateKey, digest []byte) ([]byte, error) {
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-s.slots }()
	return s.next.Sign(ctx, key, digest)
}
