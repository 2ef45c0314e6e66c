package signin_test

import (
	"crypto/rand"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/message"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/access"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

const right = "Right.Passw0rd"

// world is a pool with a client for every flow, and all that signs its people in.
type world struct {
	t      testing.TB
	stores stores
	pools  *userpool.Service
	signin *signin.Service
	gate   *access.Gate
	tokens *token.Verifier
	clock  *userpooltest.Clock // the product's
	real   *userpooltest.Clock // the world's
	pool   *userpool.Pool
	client *userpool.Client
}

var everyFlow = []string{
	"ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",
}

func newWorld(t testing.TB, settings ...func(*cognitoidp.UserPoolType)) *world {
	t.Helper()
	st := openStores(t)
	pools, clock := userpooltest.New(st.pools)
	snapshots, stop := token.NewSnapshots(st.pools, token.Addresses{PublicURL: "https://auth.example"})
	t.Cleanup(stop)
	shadow, err := st.ring.Derive("sign-in shadow")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, stores: st, pools: pools, clock: clock, real: &userpooltest.Clock{}}
	w.tokens = &token.Verifier{Snapshots: snapshots, Now: clock.Now}
	w.gate = &access.Gate{Pools: pools, Tokens: w.tokens, Revocations: st.families}
	w.signin = &signin.Service{
		Pools: pools, Store: st.signin, Sealer: st.ring, Shadow: shadow, Now: clock.Now, Real: w.real.Now, Rand: rand.Reader,
		Post: &message.Post{Courier: st.outbox, Now: clock.Now, Rand: rand.Reader},
		Issuer: &token.Issuer{
			Minter: &token.Minter{Snapshots: snapshots, Signer: token.DirectSigner{}, Now: clock.Now, Rand: rand.Reader},
			Users:  pools, Families: st.families, Sealer: st.ring, Now: clock.Now, Rand: rand.Reader,
		},
	}
	w.pool = w.newPool(settings...)
	w.client = w.newClient(func(c *cognitoidp.CreateUserPoolClientRequest) {})
	return w
}

func (w *world) newPool(settings ...func(*cognitoidp.UserPoolType)) *userpool.Pool {
	w.t.Helper()
	id := userpooltest.Pool(w.t, w.pools)
	pool, err := w.pools.Store.Pools.Update(w.t.Context(), id, func(p *userpool.Pool) error {
		for _, set := range settings {
			set(&p.Settings)
		}
		return nil
	})
	w.must(err)
	return pool
}

func (w *world) newClient(change func(*cognitoidp.CreateUserPoolClientRequest)) *userpool.Client {
	w.t.Helper()
	in := &cognitoidp.CreateUserPoolClientRequest{UserPoolId: &w.pool.ID, ClientName: awsapi.Ptr("app"), ExplicitAuthFlows: everyFlow}
	change(in)
	made, err := w.pools.CreateClient(w.t.Context(), userpooltest.Home, in)
	w.must(err)
	client, err := w.pools.ClientByID(w.t.Context(), *made.ClientId)
	w.must(err)
	return client
}

// setClient changes a client in the store and in the test.
func (w *world) setClient(change func(*userpool.Client)) {
	w.t.Helper()
	client, err := w.pools.Store.Clients.Update(w.t.Context(), w.client.ID, func(c *userpool.Client) error { change(c); return nil })
	w.must(err)
	w.client = client
}

// newUser makes a confirmed user with the right password.
func (w *world) newUser(name string, attributes ...string) *userpool.User {
	w.t.Helper()
	sub, err := ident.UUID(rand.Reader)
	w.must(err)
	u := &userpool.User{PoolID: w.pool.ID, Sub: sub, Username: name, Status: userpool.Confirmed, Created: w.clock.Now(), Modified: w.clock.Now()}
	for i := 0; i < len(attributes); i += 2 {
		u.Attributes.Set(attributes[i], attributes[i+1])
	}
	u.SetPassword(w.pool, w.proof(name, right), w.clock.Now())
	u.SetLogins(w.pool)
	w.must(w.pools.AddUser(w.t.Context(), u))
	return u
}

func (w *world) proof(name, password string) userpool.Proof {
	w.t.Helper()
	proof, err := userpool.NewProof(w.pool, name, password, rand.Reader)
	w.must(err)
	return proof
}

func (w *world) setUser(u *userpool.User, change func(*userpool.User)) {
	w.t.Helper()
	_, err := w.pools.ChangeUser(w.t.Context(), u.Key(), func(u *userpool.User) error { change(u); return nil })
	w.must(err)
}

func (w *world) user(u *userpool.User) *userpool.User {
	w.t.Helper()
	found, err := w.pools.UserBySub(w.t.Context(), u.PoolID, u.Sub)
	w.must(err)
	return found
}

func pairs(kv []string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return m
}

func (w *world) start(flow string, params ...string) (*signin.Outcome, error) {
	return w.signin.Start(w.t.Context(), signin.Request{ClientID: w.client.ID, Flow: flow, Params: pairs(params)})
}

func (w *world) admin() *signin.Admin {
	return &signin.Admin{Home: userpooltest.Home, PoolID: w.pool.ID}
}

func (w *world) adminStart(flow string, params ...string) (*signin.Outcome, error) {
	return w.signin.Start(w.t.Context(), signin.Request{Admin: w.admin(), ClientID: w.client.ID, Flow: flow, Params: pairs(params)})
}

func (w *world) answer(challenge, session string, responses ...string) (*signin.Outcome, error) {
	return w.signin.Answer(w.t.Context(), signin.Answer{
		ClientID: w.client.ID, Challenge: challenge, Session: session, Responses: pairs(responses),
	})
}

// enter signs in with a password and expects tokens.
func (w *world) enter(name string) *token.Tokens {
	w.t.Helper()
	out, err := w.start("USER_PASSWORD_AUTH", "USERNAME", name, "PASSWORD", right)
	w.must(err)
	if out.Tokens == nil {
		w.t.Fatalf("no tokens but %+v", out)
	}
	return out.Tokens
}

// asked expects a challenge.
func (w *world) asked(name string) func(*signin.Outcome, error) *signin.Outcome {
	return func(out *signin.Outcome, err error) *signin.Outcome {
		w.t.Helper()
		w.must(err)
		if out.Challenge != name || out.Tokens != nil {
			w.t.Fatalf("got %+v, want the challenge %s", out, name)
		}
		return out
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// told is an exception as a client sees it.
func told(err error) string {
	if e := awsapi.AsException(err); e != nil {
		return e.Code + ": " + e.Message
	}
	if err != nil {
		return "private: " + err.Error()
	}
	return "no error"
}

func (w *world) refused(err error, want string) {
	w.t.Helper()
	if told(err) != want {
		w.t.Errorf("got %s, want %s", told(err), want)
	}
}

const (
	wrong      = "NotAuthorizedException: Incorrect username or password."
	lockedOut  = "NotAuthorizedException: Password attempts exceeded"
	badSession = "NotAuthorizedException: Invalid session for the user."
	expired    = "NotAuthorizedException: Invalid session for the user, session is expired."
	onlyOnce   = "NotAuthorizedException: Invalid session for the user, session can only be used once."
)
