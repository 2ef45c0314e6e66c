// Package userpooltest sets up user pools for tests: a service on whatever store the test opened, with keys that are made
// once for the process and a clock that the test moves.
package userpooltest

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Home is where test pools live.
var Home = userpool.Home{AccountID: "000000000000", Region: "eu-west-1"}

// Start is when a Clock begins.
var Start = time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC)

// Clock is a time that only the test moves.
type Clock struct{ offset atomic.Int64 }

// Now is the time.
func (c *Clock) Now() time.Time { return Start.Add(time.Duration(c.offset.Load())) }

// Advance moves the time.
func (c *Clock) Advance(d time.Duration) { c.offset.Add(int64(d)) }

// made holds enough keys for three pools: making one takes longer than most tests.
var made = sync.OnceValues(func() ([]*rsa.PrivateKey, error) {
	keys := make([]*rsa.PrivateKey, 6)
	for i := range keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
})

// Keys hands out the process's test keys in turn, from the first one on.
type Keys struct{ next atomic.Int64 }

// Take implements userpool.KeySource.
func (k *Keys) Take(context.Context) (*rsa.PrivateKey, error) {
	keys, err := made()
	if err != nil {
		return nil, err
	}
	return keys[int(k.next.Add(1)-1)%len(keys)], nil
}

// New makes a service on a store.
func New(store userpool.Store) (*userpool.Service, *Clock) {
	clock := &Clock{}
	return &userpool.Service{Store: store, Keys: &Keys{}, Now: clock.Now, Rand: rand.Reader}, clock
}

// Pool makes a pool.
func Pool(t testing.TB, s *userpool.Service) string {
	t.Helper()
	pool, err := s.CreatePool(t.Context(), Home, &cognitoidp.CreateUserPoolRequest{PoolName: awsapi.Ptr("pool")})
	if err != nil {
		t.Fatal(err)
	}
	return *pool.Id
}

// Machine makes a resource server "weather" with the scopes get, post and delete, and a client with a secret that may
// have tokens for some of them.
func Machine(t testing.TB, s *userpool.Service, poolID string, scopes ...string) *userpool.Client {
	t.Helper()
	ctx := t.Context()
	server := &cognitoidp.CreateResourceServerRequest{
		UserPoolId: &poolID, Identifier: awsapi.Ptr("weather"), Name: awsapi.Ptr("weather"),
	}
	for _, name := range []string{"post", "get", "delete"} {
		server.Scopes = append(server.Scopes, cognitoidp.ResourceServerScopeType{ScopeName: &name, ScopeDescription: &name})
	}
	if _, err := s.CreateServer(ctx, Home, server); err != nil && awsapi.Code(err) != "InvalidParameterException" {
		t.Fatal(err)
	}
	made, err := s.CreateClient(ctx, Home, MachineRequest(poolID, scopes...))
	if err != nil {
		t.Fatal(err)
	}
	client, err := s.ClientByID(ctx, *made.ClientId)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// MachineRequest asks for a client with a secret that may have tokens for the scopes.
func MachineRequest(poolID string, scopes ...string) *cognitoidp.CreateUserPoolClientRequest {
	return &cognitoidp.CreateUserPoolClientRequest{
		UserPoolId: &poolID, ClientName: awsapi.Ptr("machine"), GenerateSecret: awsapi.Ptr(true),
		AllowedOAuthFlows: []string{"client_credentials"}, AllowedOAuthFlowsUserPoolClient: awsapi.Ptr(true),
		AllowedOAuthScopes: scopes, ExplicitAuthFlows: []string{},
	}
}
