package userpool

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// DeletePool deletes a pool and all that belongs to it, together or not at all.
func (s *Service) DeletePool(ctx context.Context, home Home, id string) error {
	return s.inPool(ctx, home, id, func(ctx context.Context, pool *Pool) error {
		if err := s.deletable(ctx, pool); err != nil {
			return err
		}
		ofPool := record.Query{Prefix: child(id, "")}
		if err := empty(ctx, s.Store.Clients, ClientSpec().Key, record.Query{Index: indexPool, Value: id}); err != nil {
			return err
		}
		if err := empty(ctx, s.Store.Servers, ServerSpec().Key, ofPool); err != nil {
			return err
		}
		if err := empty(ctx, s.Store.Groups, GroupSpec().Key, ofPool); err != nil {
			return err
		}
		if err := s.deletePeople(ctx, ofPool); err != nil {
			return err
		}
		if err := s.Store.Keys.Delete(ctx, id); err != nil {
			return fmt.Errorf("delete keys of %s: %w", id, err)
		}
		if err := s.Store.Pools.Delete(ctx, id); err != nil {
			return fmt.Errorf("delete user pool %s: %w", id, err)
		}
		return nil
	})
}

func (s *Service) deletePeople(ctx context.Context, ofPool record.Query) error {
	if s.Store.Users == nil {
		return nil // a store without people
	}
	if err := empty(ctx, s.Store.Members, MembershipSpec().Key, ofPool); err != nil {
		return err
	}
	return empty(ctx, s.Store.Users, UserSpec().Key, ofPool)
}

func (s *Service) deletable(ctx context.Context, pool *Pool) error {
	if awsapi.Val(pool.Settings.DeletionProtection) == "ACTIVE" {
		return cognitoidp.InvalidParameterException("The user pool cannot be deleted because deletion protection is " +
			"activated. Deletion protection must be inactivated first.")
	}
	domain, err := s.DomainOfPool(ctx, pool.ID)
	if err != nil {
		return err
	}
	if domain != nil {
		return cognitoidp.InvalidParameterException(
			"User pool cannot be deleted. It has a domain configured that should be deleted first.")
	}
	return nil
}

// empty deletes the rows that a query selects, some at a time: a pool may have more users than memory holds.
func empty[T any](ctx context.Context, table record.Table[T], key func(*T) string, q record.Query) error {
	q.Limit = 500
	for {
		rows, err := table.List(ctx, q)
		if err != nil {
			return fmt.Errorf("list what is to be deleted: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		for _, row := range rows {
			if err := table.Delete(ctx, key(row)); err != nil {
				return fmt.Errorf("delete %s: %w", key(row), err)
			}
		}
	}
}
