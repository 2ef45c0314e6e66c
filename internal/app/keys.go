package app

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"sync"
)

// keyBits is the size of the keys that sign tokens: RS256 in Cognito is RSA-2048.
const keyBits = 2048

// keysAhead is how many keys lie ready: a pool takes two, and making one takes from 20 to 200 ms.
const keysAhead = 2

// keyMaker makes RSA keys ahead of need. It implements userpool.KeySource.
//
//	Ahead, Take -> want -> worker (one a core) -> ready -> Take
type keyMaker struct {
	ready  chan made
	once   sync.Once
	ctx    context.Context
	group  *sync.WaitGroup
	demand chan struct{}
}

type made struct {
	key *rsa.PrivateKey
	err error
}

func newKeyMaker(ctx context.Context, group *sync.WaitGroup) *keyMaker {
	return &keyMaker{ctx: ctx, group: group, ready: make(chan made, keysAhead), demand: make(chan struct{}, 1024)}
}

// Ahead begins to make the keys that lie ready. A server that only serves what is there makes none.
func (m *keyMaker) Ahead() {
	m.once.Do(func() {
		for range 2 {
			m.group.Go(m.work)
		}
		for range keysAhead {
			m.demand <- struct{}{}
		}
	})
}

func (m *keyMaker) work() {
	for {
		select {
		case <-m.ctx.Done():
			return
		case <-m.demand:
		}
		key, err := rsa.GenerateKey(rand.Reader, keyBits)
		select {
		case <-m.ctx.Done():
			return
		case m.ready <- made{key, err}:
		}
	}
}

// Take answers a key, and has the next one made.
func (m *keyMaker) Take(ctx context.Context) (*rsa.PrivateKey, error) {
	m.Ahead()
	select {
	case m.demand <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case k := <-m.ready:
		if k.err != nil {
			return nil, fmt.Errorf("make a signing key: %w", k.err)
		}
		return k.key, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-m.ctx.Done():
		return nil, fmt.Errorf("the server stops: %w", m.ctx.Err())
	}
}
