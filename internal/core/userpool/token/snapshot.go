package token

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Use is what a token is for, as its claim token_use says.
type Use string

// The uses of tokens, each with a key of its own.
const (
	ID     Use = "id"
	Access Use = "access"
)

// Snapshots holds the keys of pools and the owners of clients in memory, so that minting and verifying touch no database.
// Do not ask it within a transaction: it would keep what the transaction might yet take back.
type Snapshots struct {
	pools   cache[snapshot]
	clients cache[string] // client id -> pool id
	changes atomic.Uint64
}

// snapshot is what signing and verifying need of a pool. It never changes.
type snapshot struct {
	poolID string
	arn    string
	issuer string
	id     signingKey
	access signingKey
	jwks   []byte
}

// signingKey is a key with the one header its tokens carry, encoded as the first part of a token.
type signingKey struct {
	private *rsa.PrivateKey
	header  string
}

func (s *snapshot) key(use Use) *signingKey {
	if use == ID {
		return &s.id
	}
	return &s.access
}

// NewSnapshots reads through to the store and follows its changes until stop is called.
func NewSnapshots(store userpool.Store, addresses Addresses) (s *Snapshots, stop func()) {
	s = &Snapshots{}
	s.pools.load = func(ctx context.Context, poolID string) (*snapshot, error) {
		keys, err := store.Keys.Get(ctx, poolID)
		if err != nil {
			return nil, fmt.Errorf("load keys of %s: %w", poolID, err)
		}
		pool, err := store.Pools.Get(ctx, poolID)
		if err != nil {
			return nil, fmt.Errorf("load user pool %s: %w", poolID, err)
		}
		return newSnapshot(pool, keys, addresses)
	}
	s.clients.load = func(ctx context.Context, clientID string) (*string, error) {
		client, err := store.Clients.Get(ctx, clientID)
		if err != nil {
			return nil, fmt.Errorf("load client: %w", err)
		}
		return &client.PoolID, nil
	}
	// A pool's keys go with the pool, so their table tells of its end too.
	stopKeys := store.Changes.Watch(userpool.KeyTable, func(key string) { s.pools.drop(key); s.changes.Add(1) })
	stopClients := store.Changes.Watch(userpool.ClientTable, func(key string) { s.clients.drop(key); s.changes.Add(1) })
	return s, func() { stopKeys(); stopClients() }
}

// Generation changes whenever a token that was good may be good no longer. Whoever remembers a verdict asks before
// verifying, and forgets it when the answer is another.
func (s *Snapshots) Generation() uint64 { return s.changes.Load() }

func newSnapshot(pool *userpool.Pool, keys *userpool.PoolKeys, addresses Addresses) (*snapshot, error) {
	id, err := newSigningKey(keys.ID)
	if err != nil {
		return nil, err
	}
	access, err := newSigningKey(keys.Access)
	if err != nil {
		return nil, err
	}
	return &snapshot{
		poolID: pool.ID, arn: pool.ARN(), issuer: addresses.Issuer(pool.ID), id: id, access: access,
		jwks: jwks(jwk{keys.ID.KID, &id.private.PublicKey}, jwk{keys.Access.KID, &access.private.PublicKey}),
	}, nil
}

func newSigningKey(key userpool.Key) (signingKey, error) {
	private, err := key.Private()
	if err != nil {
		return signingKey{}, err
	}
	var header Object
	header.Text("kid", key.KID)
	header.Text("alg", "RS256")
	return signingKey{private: private, header: base64.RawURLEncoding.EncodeToString(header.JSON())}, nil
}

// pool finds the snapshot of a pool; nil if there is no such pool.
func (s *Snapshots) pool(ctx context.Context, id string) (*snapshot, error) {
	found, err := s.pools.get(ctx, id)
	if errors.Is(err, record.ErrNotFound) {
		return nil, nil
	}
	return found, err
}

// owns says that the pool has the client.
func (s *Snapshots) owns(ctx context.Context, poolID, clientID string) (bool, error) {
	owner, err := s.clients.get(ctx, clientID)
	if errors.Is(err, record.ErrNotFound) {
		return false, nil
	}
	return err == nil && *owner == poolID, err
}
