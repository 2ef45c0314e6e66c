package app

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/message"
	"github.com/sallyport/sallyport/internal/core/userpool/access"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/signup"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
)

// people is what serves the users of the pools: their accounts and how they sign in.
type people struct {
	accounts *signup.Service
	signIn   *signin.Service
	families token.Families
}

func (s *Server) people(b *services, st stores, minter *token.Minter) (*people, error) {
	shadow, err := s.data.ring.Derive("sign-in shadow")
	if err != nil {
		return nil, err
	}
	p := &people{families: token.Families{Table: st.families}}
	gate := &access.Gate{Pools: b.pools, Tokens: b.tokens.verifier, Revocations: p.families}
	p.accounts = &signup.Service{Pools: b.pools, Gate: gate}
	p.signIn = &signin.Service{
		Pools: b.pools, Store: st.signIn, Sealer: s.data.ring, Shadow: shadow,
		Issuer: &token.Issuer{
			Minter: minter, Users: b.pools, Families: p.families, Sealer: s.data.ring, Now: b.clock.Now, Rand: rand.Reader,
		},
		Now: b.clock.Now, Real: time.Now, Rand: rand.Reader,
	}
	// Development catches messages. Production cannot send any yet: what would need one is refused, for lack of a courier.
	if s.config.Profile == config.Development {
		post := &message.Post{Courier: message.Outbox{Table: st.outbox}, Now: b.clock.Now, Rand: rand.Reader}
		p.accounts.Courier, p.signIn.Post = post, post
	}
	return p, nil
}

// sweep forgets what has expired.
func (p *people) sweep(ctx context.Context, now time.Time) error {
	return errors.Join(p.signIn.Sweep(ctx, now), p.families.Sweep(ctx, now))
}

// seldom lets periodic work be done no more often than this.
func seldom(every time.Duration, work func(context.Context, time.Time) error) func(context.Context, time.Time) error {
	var next time.Time
	return func(ctx context.Context, now time.Time) error {
		if now.Before(next) {
			return nil
		}
		next = now.Add(every)
		return work(ctx, now)
	}
}
