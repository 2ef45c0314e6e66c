package userpool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Service configures user pools. All its fields must be set.
type Service struct {
	Store Store
	Keys  KeySource
	Now   func() time.Time
	Rand  io.Reader
}

// noPool is AWS's answer for a pool that is not there or lives in another account or region.
func noPool(id string) *awsapi.Exception {
	return cognitoidp.ResourceNotFoundException("User pool " + id + " does not exist.")
}

// orElse replaces "not found" by what the caller is told and wraps any other failure.
func orElse(err error, missing *awsapi.Exception, doing string) error {
	if errors.Is(err, record.ErrNotFound) {
		return missing
	}
	return failed(err, doing)
}

// failed says what was being done when something failed.
func failed(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Pool finds a pool at home.
func (s *Service) Pool(ctx context.Context, home Home, id string) (*Pool, error) {
	pool, err := s.PoolByID(ctx, id)
	if err != nil {
		return nil, err
	}
	if pool.Home() != home {
		return nil, noPool(id)
	}
	return pool, nil
}

// PoolByID finds a pool wherever it lives: the way of operations that nobody signs.
func (s *Service) PoolByID(ctx context.Context, id string) (*Pool, error) {
	pool, err := s.Store.Pools.Get(ctx, id)
	if err != nil {
		return nil, orElse(err, noPool(id), "load user pool "+id)
	}
	return pool, nil
}

// inPool runs a step on what belongs to a pool, in one transaction with the proof that the pool is there: a pool that is
// deleted meanwhile leaves no orphan behind.
func (s *Service) inPool(ctx context.Context, home Home, id string, do func(context.Context, *Pool) error) error {
	return s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		pool, err := s.Pool(ctx, home, id)
		if err != nil {
			return err
		}
		return do(ctx, pool)
	})
}

// now is the time of a change, in the precision that the wire carries.
func (s *Service) now() *time.Time {
	return awsapi.Ptr(s.Now().UTC().Truncate(time.Millisecond))
}
