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
	post := &message.Post{Courier: s.courier(st), Now: b.clock.Now, Rand: rand.Reader}
	p := &people{families: token.Families{Table: st.families}}
	gate := &access.Gate{Pools: b.pools, Tokens: b.tokens.verifier, Revocations: p.families}
	p.accounts = &signup.Service{Pools: b.pools, Gate: gate, Courier: post}
	p.signIn = &signin.Service{
		Pools: b.pools, Store: st.signIn, Sealer: s.data.ring, Post: post, Shadow: shadow,
		Issuer: &token.Issuer{
			Minter: minter, Users: b.pools, Families: p.families, Sealer: s.data.ring, Now: b.clock.Now, Rand: rand.Reader,
		},
		Now: b.clock.Now, Real: time.Now, Rand: rand.Reader,
	}
	return p, nil
}

// sweep forgets what has expired.
func (p *people) sweep(ctx context.Context, now time.Time) error {
	return errors.Join(p.signIn.Sweep(ctx, now), p.families.Sweep(ctx, now))
}

// courier catches messages in development. Production has no way to send one yet, and says so to whoever asks for one.
func (s *Server) courier(st stores) message.Courier {
	if s.config.Profile == config.Development {
		return message.Outbox{Table: st.outbox}
	}
	return noCourier{}
}

// noCourier is the courier of a server that was given none.
type noCourier struct{}

func (noCourier) Send(context.Context, message.Message) error {
	return errors.New("this server has no mail server and no SMS gateway")
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
