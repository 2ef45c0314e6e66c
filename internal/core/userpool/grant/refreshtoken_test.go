package grant_test

import (
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/grant"
	"github.com/sallyport/sallyport/internal/core/userpool/signin"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
	"github.com/sallyport/sallyport/internal/driver/keyring"
	"github.com/sallyport/sallyport/internal/driver/sqlite"
)

// newPeople is a token endpoint of a pool with somebody who has signed in.
func newPeople(t *testing.T) (w *world, families token.Families, refresh string) {
	t.Helper()
	ring, err := keyring.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "data.db"), sqlite.Options{Sealer: ring, Synchronous: sqlite.Off})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	store := userpool.Store{
		Pools: table(t, db, userpool.PoolSpec()), Keys: table(t, db, userpool.KeySpec()),
		Clients: table(t, db, userpool.ClientSpec()), Servers: table(t, db, userpool.ServerSpec()),
		Domains: table(t, db, userpool.DomainSpec()), Groups: table(t, db, userpool.GroupSpec()),
		Users: table(t, db, userpool.UserSpec()), Members: table(t, db, userpool.MembershipSpec()), Tx: db, Changes: db,
	}
	pools, clock := userpooltest.New(store)
	snapshots, stop := token.NewSnapshots(store, token.Addresses{PublicURL: "http://127.0.0.1:4566"})
	t.Cleanup(stop)
	minter := &token.Minter{Snapshots: snapshots, Signer: token.DirectSigner{}, Now: clock.Now, Rand: rand.Reader}
	families = token.Families{Table: table(t, db, token.FamilySpec())}
	issuer := &token.Issuer{Minter: minter, Users: pools, Families: families, Sealer: ring, Now: clock.Now, Rand: rand.Reader}
	w = &world{
		pools: pools, clock: clock, verifier: &token.Verifier{Snapshots: snapshots, Now: clock.Now}, pool: userpooltest.Pool(t, pools),
		grants: &grant.Service{Clients: pools, Minter: minter, Refresh: &signin.Service{Pools: pools, Issuer: issuer}},
	}
	w.client = w.public(t)
	user := &userpool.User{PoolID: w.pool, Sub: "sub", Username: "alice", Status: userpool.Confirmed, Logins: []string{"alice"}}
	if err := pools.AddUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	tokens, err := issuer.Issue(t.Context(), w.client, user, token.Grant{OAuth: true, Scopes: []string{"openid", "email"}})
	if err != nil {
		t.Fatal(err)
	}
	return w, families, tokens.Refresh
}

func TestRefreshToken(t *testing.T) {
	t.Parallel()
	w, families, refresh := newPeople(t)
	who := grant.Credentials{ID: w.client.ID}
	got, err := w.ask(t, who, "grant_type", "refresh_token", "refresh_token", refresh)
	if err != nil {
		t.Fatal(err)
	}
	claims, err := w.verifier.Verify(t.Context(), got.AccessToken, []string{w.pool})
	if err != nil {
		t.Fatal(err)
	}
	if claims.Scope != "openid email" || claims.Username != "alice" || got.IDToken == "" || got.RefreshToken != "" || got.ExpiresIn != 3600 {
		t.Errorf("got %+v, %+v", got, claims)
	}
	invalid := func(what string, refresh string) {
		t.Helper()
		var refusal *grant.Error
		if got, err := w.ask(t, who, "grant_type", "refresh_token", "refresh_token", refresh); !errors.As(err, &refusal) || refusal.Code != grant.InvalidGrant {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
	invalid("garbage", "x")
	invalid("access token", got.AccessToken)
	if _, err := w.pools.Store.Clients.Update(t.Context(), w.client.ID, func(c *userpool.Client) error {
		c.Settings.RefreshTokenRotation = &cognitoidp.RefreshTokenRotationType{Feature: awsapi.Ptr("ENABLED")}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	next, err := w.ask(t, who, "grant_type", "refresh_token", "refresh_token", refresh)
	if err != nil || next.RefreshToken == "" {
		t.Fatalf("rotation: %+v, %v", next, err)
	}
	invalid("used", refresh)
	issuer := &token.Issuer{Families: families, Sealer: w.grants.Refresh.(*signin.Service).Issuer.Sealer, Now: w.clock.Now}
	if err := issuer.Revoke(t.Context(), w.client, next.RefreshToken); err != nil {
		t.Fatal(err)
	}
	invalid("revoked", next.RefreshToken)
	who = grant.Credentials{ID: w.public(t).ID}
	invalid("another client's", next.RefreshToken)
}
