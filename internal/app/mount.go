package app

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	apigwapi "github.com/sallyport/sallyport/internal/awsapi/apigateway"
	cfnapi "github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	idpapi "github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	iamapi "github.com/sallyport/sallyport/internal/awsapi/iam"
	stsapi "github.com/sallyport/sallyport/internal/awsapi/sts"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/clock"
	"github.com/sallyport/sallyport/internal/core/iam"
	"github.com/sallyport/sallyport/internal/core/message"
	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/resource"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/grant"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/wire/apigateway"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
	"github.com/sallyport/sallyport/internal/wire/cloudformation"
	"github.com/sallyport/sallyport/internal/wire/cognitoidp"
	"github.com/sallyport/sallyport/internal/wire/edge"
	"github.com/sallyport/sallyport/internal/wire/gateway"
	"github.com/sallyport/sallyport/internal/wire/oauth"
	"github.com/sallyport/sallyport/internal/wire/observe"
	"github.com/sallyport/sallyport/internal/wire/sallyport"
	"github.com/sallyport/sallyport/internal/wire/sts"
)

// services is core behind its guards, and what wire needs beside.
type services struct {
	guarded   []awsapi.Invoker
	pools     *userpool.Service
	grants    *grant.Service
	documents *token.Documents
	tokens    tokens
	plans     *restapi.Plans
	stacks    *stack.Service
	people    *people
	clock     *clock.Clock
}

// mount builds core over the data and wire before it.
func (s *Server) mount(ctx, background context.Context, o Options) (http.Handler, error) {
	stores, err := openStores(ctx, s.data.db, newCommits(s.registry))
	if err != nil {
		return nil, err
	}
	built, err := s.build(ctx, background, stores)
	if err != nil {
		return nil, err
	}
	credentials := newCredentials(&iam.Principals{Keys: stores.keys, Now: built.clock.Now, Rand: rand.Reader}, s.data.db)
	// Of servers that share a database and start together, one makes the key.
	err = s.data.db.Once(ctx, "root access key", func(ctx context.Context) (err error) {
		s.key, err = credentials.seed(ctx, s.config, func(text string) { s.log.Warn(text) })
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.config.Profile != config.Development {
		s.key = nil // nobody is told
	}
	if s.requests.Next, err = s.surfaces(built, stores, credentials, s.listener.Addr(), o); err != nil {
		return nil, err
	}
	if s.registry != nil {
		s.measure(stores, built)
	}
	return s.requests, s.work(background, built)
}

// work takes up what was left unfinished, and begins what is done again and again until the server stops.
func (s *Server) work(background context.Context, b *services) error {
	sweeps := []*sweep{
		{name: "plans", work: b.plans.Sweep},
		{name: "sign-ins", work: seldom(time.Minute, b.people.sweep)},
		{name: "go on with stacks", work: func(ctx context.Context, _ time.Time) error { return b.stacks.Retry(ctx) }},
	}
	resume := b.stacks.Resume
	if s.data.shared {
		resume = b.stacks.Adopt
		sweeps = append(sweeps,
			&sweep{name: "keep stacks", work: func(ctx context.Context, _ time.Time) error { return b.stacks.Renew(ctx) }},
			&sweep{name: "take over stacks", work: func(ctx context.Context, _ time.Time) error { return b.stacks.Adopt(ctx) }},
		)
	}
	if err := resume(background); err != nil {
		return err
	}
	s.group.Go(func() { sweepUntil(background, sweepTime, b.clock.Now, s.log, sweeps...) })
	return nil
}

func (s *Server) addresses() token.Addresses {
	return token.Addresses{PublicURL: s.config.PublicURL, AWS: s.config.Issuer == "aws"}
}

func (s *Server) build(ctx, background context.Context, st stores) (*services, error) {
	now, err := clock.Load(ctx, time.Now, s.data.settings)
	if err != nil {
		return nil, err
	}
	keys := newKeyMaker(background, &s.group)
	if s.data.fresh {
		keys.Ahead()
	}
	pools := &userpool.Service{Store: st.pools, Keys: keys, Now: now.Now, Rand: rand.Reader}
	snapshots, _ := token.NewSnapshots(st.pools, s.addresses()) // it watches as long as the database is open
	apis := &restapi.Service{Store: st.apis, Now: now.Now, Rand: rand.Reader}
	plans, err := restapi.NewPlans(background, st.apis, s.data.db)
	if err != nil {
		return nil, err
	}
	minter := &token.Minter{Snapshots: snapshots, Signer: newSigners(s.registry), Now: now.Now, Rand: rand.Reader}
	b := &services{
		pools: pools, plans: plans, clock: now,
		grants:    &grant.Service{Clients: pools, Minter: minter},
		documents: &token.Documents{Snapshots: snapshots, Domains: pools, Addresses: s.addresses()},
		tokens:    tokens{verifier: &token.Verifier{Snapshots: snapshots, Now: now.Now}, snapshots: snapshots},
	}
	if s.registry != nil {
		b.tokens.looks = &looks{}
	}
	if b.people, err = s.people(b, st, minter); err != nil {
		return nil, err
	}
	b.grants.Refresh = b.people.signIn
	s.guard(background, b, st, apis)
	return b, nil
}

// guard puts every service behind its checks. From here on nobody sees an unguarded one.
func (s *Server) guard(background context.Context, b *services, st stores, apis *restapi.Service) {
	gate := iam.Gate{}
	idp := idpapi.Guard(&cognitoidp.API{Pools: b.pools, Users: b.people.accounts, SignIn: b.people.signIn}, gate)
	apigw := apigwapi.Guard(&apigateway.API{APIs: apis}, gate)
	b.stacks = &stack.Service{
		Store: st.stacks,
		Types: resource.Types(resource.Services{
			Cognito: idp, Gateway: apigw,
			Issuer: func(_, pool string) string { return s.addresses().Issuer(pool) },
		}),
		Now: b.clock.Now, Rand: rand.Reader,
		Run: sideBySide,
		Background: func(work func(context.Context)) {
			s.group.Go(func() { work(background) })
		},
		Node: s.data.node(), Real: time.Now,
		Report: func(_ context.Context, err error) { s.log.Error("stack", "error", err) },
	}
	b.guarded = []awsapi.Invoker{
		idp, apigw, cfnapi.Guard(&cloudformation.API{Stacks: b.stacks}, gate),
		stsapi.Guard(sts.API{}, gate), iamapi.Guard(iamapi.Unimplemented{}, gate),
	}
}

// sideBySide runs functions in goroutines of their own and waits for all of them.
func sideBySide(ctx context.Context, work ...func(context.Context) error) error {
	var g errgroup.Group
	for _, w := range work {
		g.Go(func() error { return w(ctx) })
	}
	return g.Wait()
}

// surfaces mounts wire: the AWS services, the pool domains, the deployed APIs and the program's own addresses.
func (s *Server) surfaces(b *services, st stores, c *credentials, listener net.Addr, o Options) (http.Handler, error) {
	public, err := url.Parse(s.config.PublicURL)
	if err != nil {
		return nil, err
	}
	admission := &awshttp.DevelopmentKey{Listener: listener, PublicURL: public, AllowOrigins: s.config.AllowOrigins}
	development := s.config.Profile == config.Development
	said := slog.New(observe.Handler(s.log.Handler()))
	common := awshttp.Config{
		Credentials: c, AccountID: s.config.AccountID, Region: s.config.Region, Log: said, Pace: awshttp.Pace{Grace: s.config.BodyTimeout},
		Keys: sigv4.NewKeyCache(keyCacheSize),
	}
	own := &sallyport.Handler{Ready: s.unready, Health: sallyport.Health{
		Product: sallyport.Product, Version: o.Version, Profile: string(s.config.Profile), Status: "ok",
	}}
	if development {
		common.Development = admission
		own.Health.AccountID, own.Health.Region = s.config.AccountID, s.config.Region
		own.Health.Data, own.Health.PID = s.config.Data, os.Getpid()
		own.Outbox, own.Clock, own.Guard = message.Outbox{Table: st.outbox}, b.clock, admission.Admit
	}
	var served []edge.Service
	for _, g := range b.guarded {
		h, err := awshttp.New(observe.Invoker(g), common)
		if err != nil {
			return nil, err
		}
		served = append(served, edge.Service{Model: g.Model(), Handler: s.requests.Service(g.Model(), h)})
	}
	domains := &oauth.Handler{
		Domains: b.pools, Grants: grants{b.grants}, Documents: b.documents, Rand: rand.Reader, Log: said,
		Secure: public.Scheme == "https", Development: development,
	}
	apis := gateway.New(gateway.Config{
		Plans: b.plans, Tokens: b.tokens, Now: b.clock.Now, Development: development, Log: s.requests.API,
	})
	return edge.New(edge.Config{
		Services: served, Own: observe.Own(own), PublicHost: public.Host, Log: s.log,
		Gateway: func(w http.ResponseWriter, r *http.Request, t edge.APITarget) {
			observe.NameAPI(w)
			apis.ServeAPI(w, r, t.API, t.Region, t.FullPath)
		},
		PoolDomain: func(w http.ResponseWriter, r *http.Request, t edge.PoolTarget) {
			domains.ServeDomain(w, observe.Pool(w, r), t.Prefix, t.Region, t.RawPath)
		},
		Issuer: func(w http.ResponseWriter, r *http.Request, t edge.IssuerTarget) {
			domains.ServeWellKnown(w, observe.Document(w, r), t.PoolID, t.Document)
		},
	}), nil
}

// keyCacheSize is how many derived signing keys are remembered: one for each access key, day, region and service.
const keyCacheSize = 4096
