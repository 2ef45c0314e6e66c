package userpool

import (
	"context"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
)

// CreatePool makes a pool with its two keys.
func (s *Service) CreatePool(
	ctx context.Context, home Home, in *cognitoidp.CreateUserPoolRequest,
) (*cognitoidp.UserPoolType, error) {
	id, err := ident.UserPool(s.Rand, home.Region)
	if err != nil {
		return nil, err
	}
	pool := &Pool{ID: id, AccountID: home.AccountID, Region: home.Region}
	if err := found(pool, in); err != nil {
		return nil, err
	}
	pool.Settings.CreationDate = s.now()
	pool.Settings.LastModifiedDate = pool.Settings.CreationDate
	keys, err := newPoolKeys(ctx, s.Keys, s.Rand, id)
	if err != nil {
		return nil, err
	}
	err = s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		return errors.Join(s.Store.Pools.Insert(ctx, pool), s.Store.Keys.Insert(ctx, keys))
	})
	if err != nil {
		return nil, fmt.Errorf("create user pool %s: %w", id, err)
	}
	return s.describe(ctx, pool)
}

// DescribePool answers DescribeUserPool.
func (s *Service) DescribePool(ctx context.Context, home Home, id string) (*cognitoidp.UserPoolType, error) {
	pool, err := s.Pool(ctx, home, id)
	if err != nil {
		return nil, err
	}
	return s.describe(ctx, pool)
}

// describe adds what is not kept with the pool: its domain.
func (s *Service) describe(ctx context.Context, pool *Pool) (*cognitoidp.UserPoolType, error) {
	shown := pool.Settings
	domain, err := s.DomainOfPool(ctx, pool.ID)
	if err != nil {
		return nil, err
	}
	if domain != nil {
		shown.Domain = awsapi.Ptr(domain.Prefix)
	}
	shown.EstimatedNumberOfUsers = awsapi.Ptr(int64(0))
	return &shown, nil
}

// UpdatePool sets a pool's settings anew: what the request leaves out goes back to its default, as in AWS.
func (s *Service) UpdatePool(ctx context.Context, home Home, in *cognitoidp.UpdateUserPoolRequest) error {
	return s.changePool(ctx, home, awsapi.Val(in.UserPoolId), func(pool *Pool) error { return pool.apply(in) })
}

// changePool changes a pool at home and notes when.
func (s *Service) changePool(ctx context.Context, home Home, id string, change func(*Pool) error) error {
	_, err := s.Store.Pools.Update(ctx, id, func(pool *Pool) error {
		if pool.Home() != home {
			return noPool(id)
		}
		pool.Settings.LastModifiedDate = s.now()
		return change(pool)
	})
	return orElse(err, noPool(id), "change user pool "+id)
}

// ListPools answers ListUserPools.
func (s *Service) ListPools(
	ctx context.Context, home Home, in *cognitoidp.ListUserPoolsRequest,
) (*cognitoidp.ListUserPoolsResponse, error) {
	pools, next, err := list(ctx, s.Store.Pools, PoolSpec().Key,
		record.Query{Index: indexHome, Value: home.index()}, paging{in.MaxResults, 60, in.NextToken})
	if err != nil {
		return nil, err
	}
	out := &cognitoidp.ListUserPoolsResponse{UserPools: []cognitoidp.UserPoolDescriptionType{}, NextToken: next}
	for _, p := range pools {
		out.UserPools = append(out.UserPools, cognitoidp.UserPoolDescriptionType{
			Id: p.Settings.Id, Name: p.Settings.Name, LambdaConfig: p.Settings.LambdaConfig, Status: p.Settings.Status,
			LastModifiedDate: p.Settings.LastModifiedDate, CreationDate: p.Settings.CreationDate,
		})
	}
	return out, nil
}
