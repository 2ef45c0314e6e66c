package stack

import (
	"context"
	"errors"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Get finds a stack by name or id. A deleted one is found by its id alone.
func (s *Service) Get(ctx context.Context, nameOrID string) (*Stack, error) {
	st, err := s.lookUp(ctx, nameOrID)
	if errors.Is(err, record.ErrNotFound) {
		return nil, notThere(nameOrID)
	}
	return st, err
}

func (s *Service) lookUp(ctx context.Context, nameOrID string) (*Stack, error) {
	if !strings.HasPrefix(nameOrID, "arn:") {
		return s.Store.Stacks.Find(ctx, "name", place(region(ctx), nameOrID))
	}
	st, err := s.Store.Stacks.Get(ctx, nameOrID)
	if r := awsapi.RequestFrom(ctx); err == nil && (st.AccountID != r.AccountID || st.Region != r.Region) {
		return nil, record.ErrNotFound // another account's, or another region's
	}
	return st, err
}

// live finds a stack that is not deleted.
func (s *Service) live(ctx context.Context, nameOrID string) (*Stack, error) {
	st, err := s.lookUp(ctx, nameOrID)
	switch {
	case errors.Is(err, record.ErrNotFound):
		return nil, invalid("Stack [%s] does not exist", nameOrID)
	case err != nil:
		return nil, err
	case st.Status == DeleteComplete:
		return nil, invalid("Stack [%s] does not exist", nameOrID)
	}
	return st, nil
}

// WithHistory finds a stack whose events are asked for.
func (s *Service) WithHistory(ctx context.Context, nameOrID string) (*Stack, error) {
	st, err := s.lookUp(ctx, nameOrID)
	if errors.Is(err, record.ErrNotFound) {
		return nil, invalid("Stack [%s] does not exist", nameOrID)
	}
	return st, err
}
