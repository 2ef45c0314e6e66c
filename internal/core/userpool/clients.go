package userpool

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
)

func noClient(id string) *awsapi.Exception {
	return cognitoidp.ResourceNotFoundException("User pool client " + id + " does not exist.")
}

// ClientByID finds a client in whatever pool: the way of operations that nobody signs.
func (s *Service) ClientByID(ctx context.Context, id string) (*Client, error) {
	client, err := s.Store.Clients.Get(ctx, id)
	if err != nil {
		return nil, orElse(err, noClient(id), "load client "+id)
	}
	return client, nil
}

// Client finds a client of a pool.
func (s *Service) Client(ctx context.Context, poolID, id string) (*Client, error) {
	client, err := s.ClientByID(ctx, id)
	if err == nil && client.PoolID != poolID {
		return nil, noClient(id)
	}
	return client, err
}

// CreateClient makes an app client, with a secret if asked.
func (s *Service) CreateClient(
	ctx context.Context, home Home, in *cognitoidp.CreateUserPoolClientRequest,
) (*cognitoidp.UserPoolClientType, error) {
	client, err := s.newClient(in)
	if err != nil {
		return nil, err
	}
	err = s.inPool(ctx, home, client.PoolID, func(ctx context.Context, pool *Pool) error {
		if err := s.setClient(ctx, pool, client, settingsOf(in)); err != nil {
			return err
		}
		if err := s.Store.Clients.Insert(ctx, client); err != nil {
			return fmt.Errorf("insert client %s: %w", client.ID, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return client.Describe(), nil
}

// newClient draws the client's id and secret; its settings come later, when the pool is known.
func (s *Service) newClient(in *cognitoidp.CreateUserPoolClientRequest) (*Client, error) {
	id, err := ident.AppClient(s.Rand)
	if err != nil {
		return nil, err
	}
	client := &Client{ID: id, PoolID: awsapi.Val(in.UserPoolId)}
	client.Settings.CreationDate = s.now()
	if !awsapi.Val(in.GenerateSecret) {
		return client, nil
	}
	secret, err := ident.ClientSecret(s.Rand)
	if err != nil {
		return nil, err
	}
	client.Secrets = []ClientSecret{{Value: secret, Created: *client.Settings.CreationDate}}
	return client, nil
}

// settingsOf reads a creation as an update of an empty client, so that both obey the same rules.
func settingsOf(in *cognitoidp.CreateUserPoolClientRequest) *cognitoidp.UpdateUserPoolClientRequest {
	return &cognitoidp.UpdateUserPoolClientRequest{
		UserPoolId: in.UserPoolId, ClientName: in.ClientName, RefreshTokenValidity: in.RefreshTokenValidity,
		AccessTokenValidity: in.AccessTokenValidity, IdTokenValidity: in.IdTokenValidity,
		TokenValidityUnits: in.TokenValidityUnits, ReadAttributes: in.ReadAttributes, WriteAttributes: in.WriteAttributes,
		ExplicitAuthFlows: in.ExplicitAuthFlows, SupportedIdentityProviders: in.SupportedIdentityProviders,
		CallbackURLs: in.CallbackURLs, LogoutURLs: in.LogoutURLs, DefaultRedirectURI: in.DefaultRedirectURI,
		AllowedOAuthFlows: in.AllowedOAuthFlows, AllowedOAuthScopes: in.AllowedOAuthScopes,
		AllowedOAuthFlowsUserPoolClient: in.AllowedOAuthFlowsUserPoolClient,
		AnalyticsConfiguration:          in.AnalyticsConfiguration, PreventUserExistenceErrors: in.PreventUserExistenceErrors,
		EnableTokenRevocation:                    in.EnableTokenRevocation,
		EnablePropagateAdditionalUserContextData: in.EnablePropagateAdditionalUserContextData,
		AuthSessionValidity:                      in.AuthSessionValidity,
		RefreshTokenRotation:                     in.RefreshTokenRotation,
	}
}

// DescribeClient answers DescribeUserPoolClient.
func (s *Service) DescribeClient(ctx context.Context, home Home, poolID, id string) (*cognitoidp.UserPoolClientType, error) {
	if _, err := s.Pool(ctx, home, poolID); err != nil {
		return nil, err
	}
	client, err := s.Client(ctx, poolID, id)
	if err != nil {
		return nil, err
	}
	return client.Describe(), nil
}

// UpdateClient sets a client's settings anew: what the request leaves out goes back to its default, as in AWS.
func (s *Service) UpdateClient(
	ctx context.Context, home Home, in *cognitoidp.UpdateUserPoolClientRequest,
) (*cognitoidp.UserPoolClientType, error) {
	var out *cognitoidp.UserPoolClientType
	id := awsapi.Val(in.ClientId)
	err := s.inPool(ctx, home, awsapi.Val(in.UserPoolId), func(ctx context.Context, pool *Pool) error {
		client, err := s.Client(ctx, pool.ID, id)
		if err != nil {
			return err
		}
		if err := s.setClient(ctx, pool, client, in); err != nil {
			return err
		}
		out = client.Describe()
		_, err = s.Store.Clients.Update(ctx, id, func(c *Client) error {
			c.Settings = client.Settings
			return nil
		})
		return orElse(err, noClient(id), "update client "+id)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// DeleteClient deletes a client; its tokens are refused from then on.
func (s *Service) DeleteClient(ctx context.Context, home Home, poolID, id string) error {
	return s.inPool(ctx, home, poolID, func(ctx context.Context, pool *Pool) error {
		if _, err := s.Client(ctx, pool.ID, id); err != nil {
			return err
		}
		return orElse(s.Store.Clients.Delete(ctx, id), noClient(id), "delete client "+id)
	})
}

// ListClients answers ListUserPoolClients.
func (s *Service) ListClients(
	ctx context.Context, home Home, in *cognitoidp.ListUserPoolClientsRequest,
) (*cognitoidp.ListUserPoolClientsResponse, error) {
	poolID := awsapi.Val(in.UserPoolId)
	if _, err := s.Pool(ctx, home, poolID); err != nil {
		return nil, err
	}
	clients, next, err := list(ctx, s.Store.Clients, ClientSpec().Key,
		record.Query{Index: indexPool, Value: poolID}, paging{in.MaxResults, 60, in.NextToken})
	if err != nil {
		return nil, err
	}
	out := &cognitoidp.ListUserPoolClientsResponse{UserPoolClients: []cognitoidp.UserPoolClientDescription{}, NextToken: next}
	for _, c := range clients {
		out.UserPoolClients = append(out.UserPoolClients, cognitoidp.UserPoolClientDescription{
			ClientId: &c.ID, UserPoolId: &c.PoolID, ClientName: c.Settings.ClientName,
		})
	}
	return out, nil
}
