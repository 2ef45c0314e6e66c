package userpool

import (
	"context"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/record"
)

func noServer(identifier string) *awsapi.Exception {
	return cognitoidp.ResourceNotFoundException("Resource server " + identifier + " does not exist.")
}

// CreateServer makes a resource server.
func (s *Service) CreateServer(
	ctx context.Context, home Home, in *cognitoidp.CreateResourceServerRequest,
) (*cognitoidp.ResourceServerType, error) {
	server := &ResourceServer{PoolID: awsapi.Val(in.UserPoolId), Identifier: awsapi.Val(in.Identifier)}
	if err := server.set(in.Name, in.Scopes); err != nil {
		return nil, err
	}
	err := s.inPool(ctx, home, server.PoolID, func(ctx context.Context, pool *Pool) error {
		err := s.Store.Servers.Insert(ctx, server)
		if errors.Is(err, record.ErrExists) {
			return cognitoidp.InvalidParameterException(
				server.Identifier + " already exists in user pool " + pool.ID + ".")
		}
		return failed(err, "insert resource server")
	})
	if err != nil {
		return nil, err
	}
	return &server.Settings, nil
}

// set gives the server its name and scopes, which must differ from each other.
func (s *ResourceServer) set(name *string, scopes []cognitoidp.ResourceServerScopeType) error {
	seen := map[string]bool{}
	for _, scope := range scopes {
		n := awsapi.Val(scope.ScopeName)
		if seen[n] {
			return cognitoidp.InvalidParameterException("Duplicate scope " + n + " in resource server " + s.Identifier + ".")
		}
		seen[n] = true
	}
	s.Settings = cognitoidp.ResourceServerType{UserPoolId: &s.PoolID, Identifier: &s.Identifier, Name: name, Scopes: given(scopes)}
	return nil
}

// Server answers DescribeResourceServer.
func (s *Service) Server(ctx context.Context, home Home, poolID, identifier string) (*cognitoidp.ResourceServerType, error) {
	if _, err := s.Pool(ctx, home, poolID); err != nil {
		return nil, err
	}
	server, err := s.Store.Servers.Get(ctx, child(poolID, identifier))
	if err != nil {
		return nil, orElse(err, noServer(identifier), "load resource server")
	}
	return &server.Settings, nil
}

// UpdateServer replaces a resource server's name and scopes.
func (s *Service) UpdateServer(
	ctx context.Context, home Home, in *cognitoidp.UpdateResourceServerRequest,
) (*cognitoidp.ResourceServerType, error) {
	var out *cognitoidp.ResourceServerType
	poolID, identifier := awsapi.Val(in.UserPoolId), awsapi.Val(in.Identifier)
	err := s.inPool(ctx, home, poolID, func(ctx context.Context, _ *Pool) error {
		server, err := s.Store.Servers.Update(ctx, child(poolID, identifier), func(r *ResourceServer) error {
			return r.set(in.Name, in.Scopes)
		})
		if err != nil {
			return orElse(err, noServer(identifier), "update resource server")
		}
		out = &server.Settings
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// DeleteServer deletes a resource server.
func (s *Service) DeleteServer(ctx context.Context, home Home, poolID, identifier string) error {
	return s.inPool(ctx, home, poolID, func(ctx context.Context, _ *Pool) error {
		return orElse(s.Store.Servers.Delete(ctx, child(poolID, identifier)), noServer(identifier), "delete resource server")
	})
}

// ListServers answers ListResourceServers.
func (s *Service) ListServers(
	ctx context.Context, home Home, in *cognitoidp.ListResourceServersRequest,
) (*cognitoidp.ListResourceServersResponse, error) {
	poolID := awsapi.Val(in.UserPoolId)
	if _, err := s.Pool(ctx, home, poolID); err != nil {
		return nil, err
	}
	servers, next, err := list(ctx, s.Store.Servers, ServerSpec().Key,
		record.Query{Prefix: child(poolID, "")}, paging{in.MaxResults, 50, in.NextToken})
	if err != nil {
		return nil, fmt.Errorf("resource servers of %s: %w", poolID, err)
	}
	out := &cognitoidp.ListResourceServersResponse{ResourceServers: []cognitoidp.ResourceServerType{}, NextToken: next}
	for _, server := range servers {
		out.ResourceServers = append(out.ResourceServers, server.Settings)
	}
	return out, nil
}
