package restapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Store is where REST APIs are kept.
type Store struct {
	Tx               record.Tx
	APIs             record.Table[RestAPI]
	Resources        record.Table[Row[apigateway.Resource]]
	Authorizers      record.Table[Row[apigateway.Authorizer]]
	Models           record.Table[Row[apigateway.Model]]
	Validators       record.Table[Row[apigateway.RequestValidator]]
	GatewayResponses record.Table[Row[apigateway.GatewayResponse]]
	Deployments      record.Table[Row[Snapshot]]
	Stages           record.Table[Row[apigateway.Stage]]
}

// Service does what the control plane of API Gateway does. Its methods have the shape of apigateway.API; the request in
// the context says in which account and region.
type Service struct {
	Store Store
	Now   func() time.Time
	Rand  io.Reader
	// Plans, if there are any in this process, see at once what is changed here. Those of other processes follow the store.
	Plans *Plans
}

// served tells the plans that a stage may have changed.
func (s *Service) served(api, stage string) {
	if s.Plans != nil && stage != "" {
		s.Plans.refresh(api, stage)
	}
}

// api reads an API of the caller's account and region.
func (s *Service) api(ctx context.Context, id *string) (*RestAPI, error) {
	r := awsapi.RequestFrom(ctx)
	a, err := s.Store.APIs.Get(ctx, awsapi.Val(id))
	if errors.Is(err, record.ErrNotFound) || err == nil && (a.AccountID != r.AccountID || a.Region != r.Region) {
		return nil, apigateway.NotFoundException(
			fmt.Sprintf("Invalid API identifier specified %s:%s", r.AccountID, awsapi.Val(id)))
	}
	if err != nil {
		return nil, fmt.Errorf("read the API: %w", err)
	}
	return a, nil
}

// own makes sure that the API is the caller's, before a row of it is touched; refusal is what is said when it is not.
func (s *Service) own(ctx context.Context, api *string, refusal error) error {
	_, err := s.api(ctx, api)
	if awsapi.Code(err) == "NotFoundException" {
		return refusal
	}
	return err
}

// get reads a row of the caller's API.
func get[T any](
	ctx context.Context, s *Service, table record.Table[Row[T]], api, name *string, refusal error,
) (*Row[T], error) {
	if err := s.own(ctx, api, refusal); err != nil {
		return nil, err
	}
	row, err := table.Get(ctx, rowKey(awsapi.Val(api), awsapi.Val(name)))
	return row, refuse(err, record.ErrNotFound, refusal)
}

// update changes a row of the caller's API.
func update[T any](
	ctx context.Context, s *Service, table record.Table[Row[T]], api, name *string, refusal error, change func(*T) error,
) (*T, error) {
	if err := s.own(ctx, api, refusal); err != nil {
		return nil, err
	}
	row, err := table.Update(ctx, rowKey(awsapi.Val(api), awsapi.Val(name)), func(r *Row[T]) error {
		return change(&r.Document)
	})
	if err != nil {
		return nil, refuse(err, record.ErrNotFound, refusal)
	}
	return &row.Document, nil
}

// remove deletes a row of the caller's API.
func remove[T any](
	ctx context.Context, s *Service, table record.Table[Row[T]], api, name *string, refusal error,
) error {
	if err := s.own(ctx, api, refusal); err != nil {
		return err
	}
	return refuse(table.Delete(ctx, rowKey(awsapi.Val(api), awsapi.Val(name))), record.ErrNotFound, refusal)
}

// refuse puts the service's own sentence in the place of a store's error.
func refuse(err, when, refusal error) error {
	if errors.Is(err, when) {
		return refusal
	}
	return err
}

// rows lists all rows of an API.
func rows[T any](ctx context.Context, table record.Reader[Row[T]], api string) ([]*Row[T], error) {
	return table.List(ctx, record.Query{Prefix: rowKey(api, "")})
}

// documents lists what the rows of an API hold.
func documents[T any](ctx context.Context, table record.Reader[Row[T]], api string) ([]T, error) {
	list, err := rows(ctx, table, api)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(list))
	for i, r := range list {
		out[i] = r.Document
	}
	return out, nil
}

// page lists rows of the caller's API from a position.
func page[T any](
	ctx context.Context, s *Service, table record.Table[Row[T]], api, position *string, limit *int64,
) (items []T, next *string, err error) {
	if _, err := s.api(ctx, api); err != nil {
		return nil, nil, err
	}
	n, err := pageSize(limit)
	if err != nil {
		return nil, nil, err
	}
	q := record.Query{Prefix: rowKey(awsapi.Val(api), ""), Limit: n + 1}
	if position != nil {
		q.After = rowKey(awsapi.Val(api), *position)
	}
	list, err := table.List(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	if len(list) > n {
		list, next = list[:n], &list[n-1].Name
	}
	items = make([]T, len(list))
	for i, r := range list {
		items[i] = r.Document
	}
	return items, next, nil
}

// pageSize is AWS's: 25 unless asked otherwise, 500 at most.
func pageSize(limit *int64) (int, error) {
	const usual, most = 25, 500
	switch {
	case limit == nil || *limit == 0:
		return usual, nil
	case *limit < 0:
		return 0, apigateway.BadRequestException("Invalid limit specified")
	}
	return int(min(*limit, most)), nil
}

// within runs a function that answers something in a transaction.
func within[T any](ctx context.Context, s *Service, do func(context.Context) (T, error)) (out T, err error) {
	err = s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		out, err = do(ctx)
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return out, nil
}
