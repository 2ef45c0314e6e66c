package app

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	idpapi "github.com/sallyport/sallyport/internal/awsapi/cognitoidp"

	"github.com/sallyport/sallyport/internal/core/userpool/grant"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/wire/oauth"
	"github.com/sallyport/sallyport/internal/wire/observe"
	"github.com/sallyport/sallyport/internal/wire/observe/metric"
)

// queuePerSlot is how many signatures may wait for each core: about a tenth of a second, which is as long as a client of a
// token endpoint should wait before it is told to come back.
const queuePerSlot = 128

// signers bounds how many signatures are made at once: each keeps a core busy for a millisecond, and requests that only
// pass through the gateway must not wait behind a crowd of them. It implements token.Signer.
type signers struct {
	slots   chan struct{}
	most    int64 // that wait
	next    token.Signer
	waiting atomic.Int64

	made, refused *metric.Counter
	wait          *metric.Histogram
}

func newSigners(r *metric.Registry) *signers {
	cores := runtime.GOMAXPROCS(0)
	s := &signers{
		slots: make(chan struct{}, cores), most: int64(cores) * queuePerSlot, next: token.DirectSigner{},
		made:    r.Counter("sallyport_signatures_total", "Signatures of tokens made."),
		refused: r.Counter("sallyport_signatures_refused_total", "Signatures not made because too many were waiting."),
		wait:    r.Histogram("sallyport_signature_wait_seconds", "Time that a signature waited for its turn."),
	}
	r.Gauge("sallyport_signatures_waiting", "Signatures that wait for their turn.", func() float64 { return float64(s.waiting.Load()) })
	return s
}

// errBusy says that too many signatures wait. Services show the exception in it.
var errBusy = errors.New("too many signatures are waiting")

// Sign waits for a free slot, unless too many wait already.
func (s *signers) Sign(ctx context.Context, key *rsa.PrivateKey, digest []byte) ([]byte, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer func() { <-s.slots }()
	s.made.Inc()
	return s.next.Sign(ctx, key, digest)
}

func (s *signers) enter(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
		s.wait.Observe(0)
		return nil
	default:
	}
	defer s.waiting.Add(-1)
	if s.waiting.Add(1) > s.most {
		s.refused.Inc()
		return fmt.Errorf("%w: %w", errBusy, idpapi.TooManyRequestsException("Rate exceeded"))
	}
	begin := time.Now()
	select {
	case s.slots <- struct{}{}:
		s.wait.Observe(time.Since(begin))
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// grants answers the token endpoint, and says so when it is too busy to.
type grants struct{ next oauth.Grants }

// Token implements oauth.Grants.
func (g grants) Token(ctx context.Context, r grant.Request) (*grant.Tokens, error) {
	tokens, err := g.next.Token(ctx, r)
	if !errors.Is(err, errBusy) {
		return tokens, err
	}
	observe.Busy(ctx)
	return nil, &grant.Error{Code: "too_many_requests", Description: "Rate exceeded", Reason: errBusy.Error()}
}
