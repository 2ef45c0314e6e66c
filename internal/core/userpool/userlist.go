package userpool

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

// ListUsers answers ListUsers. With AttributesToGet users have those attributes alone.
func (s *Service) ListUsers(
	ctx context.Context, home Home, in *cognitoidp.ListUsersRequest,
) (*cognitoidp.ListUsersResponse, error) {
	pool, err := s.Pool(ctx, home, awsapi.Val(in.UserPoolId))
	if err != nil {
		return nil, err
	}
	filter, err := parseUserFilter(awsapi.Val(in.Filter))
	if err != nil {
		return nil, err
	}
	for _, name := range in.AttributesToGet {
		if named(pool.Settings.SchemaAttributes, name) < 0 {
			return nil, cognitoidp.InvalidParameterException(
				"One or more requested attributes do not exist in user pool: " + name)
		}
	}
	users, next, err := s.search(ctx, pool, filter, paging{in.Limit, 60, in.PaginationToken})
	if err != nil {
		return nil, err
	}
	var wanted func(string) bool
	if len(in.AttributesToGet) > 0 {
		wanted = func(name string) bool { return slices.Contains(in.AttributesToGet, name) }
	}
	out := &cognitoidp.ListUsersResponse{Users: []cognitoidp.UserType{}, PaginationToken: next}
	for _, u := range users {
		out.Users = append(out.Users, *u.Describe(wanted))
	}
	return out, nil
}

// search reads a page of the users that a filter accepts. Where no index helps it reads on, some hundred at a time, until
// the page is full.
func (s *Service) search(ctx context.Context, pool *Pool, f userFilter, p paging) ([]*User, *string, error) {
	q, err := f.query(pool, p)
	if err != nil {
		return nil, nil, err
	}
	size := p.size()
	var found []*User
	for {
		rows, err := s.Store.Users.List(ctx, q)
		if err != nil {
			return nil, nil, fmt.Errorf("list users: %w", err)
		}
		for _, u := range rows {
			if !f.accepts(pool, u) {
				continue
			}
			if len(found) == size { // one more than asked for: there is a next page
				return found, awsapi.Ptr(base64.RawURLEncoding.EncodeToString([]byte(found[size-1].Key()))), nil
			}
			found = append(found, u)
		}
		if len(rows) < q.Limit {
			return found, nil, nil
		}
		q.After = rows[len(rows)-1].Key()
	}
}

// query selects the rows among which the users are, by the narrowest index.
func (f userFilter) query(pool *Pool, p paging) (record.Query, error) {
	q := record.Query{Prefix: child(pool.ID, ""), Limit: 500}
	if f.name == "" {
		q.Limit = p.size() + 1
	}
	switch {
	case f.prefix:
	case f.name == Email || f.name == PhoneNumber:
		q.Index, q.Value = indexContact, child(pool.ID, contact(f.name, f.value))
	case f.name == "username" || f.name == SubAttribute:
		q.Index, q.Value = indexLogin, child(pool.ID, pool.Fold(f.value))
	}
	if p.token != nil {
		after, err := base64.RawURLEncoding.DecodeString(*p.token)
		if err != nil || len(after) == 0 {
			return q, cognitoidp.InvalidParameterException("Invalid pagination token.")
		}
		q.After = string(after)
	}
	return q, nil
}
