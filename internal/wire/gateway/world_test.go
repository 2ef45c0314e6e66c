package gateway_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
	"github.com/sallyport/sallyport/internal/driver/sqlstore"
	"github.com/sallyport/sallyport/internal/wire/gateway"
	"github.com/sallyport/sallyport/internal/wire/gateway/authorize"
)

// world is two pools with a client each, and what mints and verifies their tokens.
type world struct {
	pools         *userpool.Service
	clock         *userpooltest.Clock
	minter        *token.Minter
	verifier      *verifier
	pool, other   string
	client, alien *userpool.Client
}

func newWorld(t testing.TB) *world {
	t.Helper()
	store := openStore(t)
	pools, clock := userpooltest.New(store)
	snapshots, stop := token.NewSnapshots(store, token.Addresses{PublicURL: "https://auth.example"})
	t.Cleanup(stop)
	w := &world{
		pools: pools, clock: clock, pool: userpooltest.Pool(t, pools), other: userpooltest.Pool(t, pools),
		minter:   &token.Minter{Snapshots: snapshots, Signer: token.DirectSigner{}, Now: clock.Now, Rand: rand.Reader},
		verifier: &verifier{tokens: &token.Verifier{Snapshots: snapshots, Now: clock.Now}},
	}
	w.client = userpooltest.Machine(t, pools, w.pool, "weather/get", "weather/post")
	w.alien = userpooltest.Machine(t, pools, w.other, "weather/get", "weather/post")
	return w
}

func arn(pool string) string { return "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/" + pool }

// gateway serves a deployment by the world's tokens and time.
func (w *world) gateway(t testing.TB, d deployment) *gateway.Gateway {
	t.Helper()
	if d.providers == nil {
		d.providers = []string{arn(w.pool)}
	}
	return gateway.New(gateway.Config{
		Plans: plans{plan: compile(t, d)}, Tokens: w.verifier, Now: w.clock.Now, Development: true,
	})
}

func (w *world) access(t testing.TB, client *userpool.Client, scopes ...string) string {
	t.Helper()
	minted, err := w.minter.ClientCredentials(t.Context(), client, scopes)
	if err != nil {
		t.Fatal(err)
	}
	return minted
}

// id mints an ID token of a user.
func (w *world) id(t testing.TB, pool, client string) string {
	t.Helper()
	issuer, err := w.minter.Issuer(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	now := w.clock.Now().Unix()
	var o token.Object
	o.Text("sub", "11111111-2222-3333-4444-555555555555")
	o.Texts("cognito:groups", []string{"admin", "staff"})
	o.Flag("email_verified", true)
	o.Text("iss", issuer)
	o.Text("cognito:username", "ada")
	o.Text("custom:tenant", "t-1")
	o.Text("aud", client)
	o.Text("token_use", "id")
	o.Number("auth_time", now)
	o.Number("exp", now+3600)
	o.Number("iat", now)
	o.Text("email", "ada@example.com")
	minted, err := w.minter.Sign(t.Context(), pool, token.ID, &o)
	if err != nil {
		t.Fatal(err)
	}
	return minted
}

// verifier shows the pools' verifier to the gateway.
type verifier struct {
	tokens     *token.Verifier
	calls      atomic.Int64
	generation atomic.Uint64
}

func (v *verifier) VerifyToken(ctx context.Context, text string, arns []string) (*authorize.Token, error) {
	v.calls.Add(1)
	ids := make([]string, len(arns))
	for i, arn := range arns {
		_, ids[i], _ = strings.Cut(arn, ":userpool/")
	}
	c, err := v.tokens.Verify(ctx, text, ids)
	var refused *token.Refusal
	if errors.As(err, &refused) {
		return nil, &authorize.Rejection{Expired: errors.Is(err, token.ErrExpired), Reason: refused.Reason}
	}
	if err != nil {
		return nil, err
	}
	t := &authorize.Token{
		PoolARN: arn(c.PoolID), Use: string(c.Use), Scopes: strings.Fields(c.Scope), Expires: c.Expires, Payload: c.Payload,
	}
	if c.Use == token.ID {
		t.Audience = c.ClientID
	}
	return t, nil
}

func (v *verifier) Generation(string) uint64 { return v.generation.Load() }

// settles waits until the verifier judges a token as wanted, and lets the gateway know that something changed.
func (v *verifier) settles(t testing.TB, text string, pool string, good bool) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for {
		if _, err := v.tokens.Verify(t.Context(), text, []string{pool}); (err == nil) == good {
			v.generation.Add(1)
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the change did not arrive")
		}
		time.Sleep(time.Millisecond)
	}
}

func openStore(t testing.TB) userpool.Store {
	t.Helper()
	ring, err := keyring.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Sealer: ring, Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return userpool.Store{
		Pools: table(t, db, userpool.PoolSpec()), Keys: table(t, db, userpool.KeySpec()),
		Clients: table(t, db, userpool.ClientSpec()), Servers: table(t, db, userpool.ServerSpec()),
		Domains: table(t, db, userpool.DomainSpec()), Groups: table(t, db, userpool.GroupSpec()),
		Tx: db, Changes: db,
	}
}

func table[T any](t testing.TB, db *sqlstore.DB, spec record.Spec[T]) record.Table[T] {
	t.Helper()
	opened, err := sqlstore.Open(t.Context(), db, spec)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}
