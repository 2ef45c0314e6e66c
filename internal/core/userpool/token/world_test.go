package token_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"testing"

	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

// world is a pool with a client, and what mints and verifies its tokens.
type world struct {
	pools     *userpool.Service
	clock     *userpooltest.Clock
	snapshots *token.Snapshots
	minter    *token.Minter
	verifier  *token.Verifier
	pool      string
	client    *userpool.Client
}

var addresses = token.Addresses{PublicURL: "https://auth.example"}

func newWorld(t testing.TB) *world {
	t.Helper()
	store := openStore(t)
	pools, clock := userpooltest.New(store)
	snapshots, stop := token.NewSnapshots(store, addresses)
	t.Cleanup(stop)
	w := &world{
		pools: pools, clock: clock, snapshots: snapshots,
		minter:   &token.Minter{Snapshots: snapshots, Signer: token.DirectSigner{}, Now: clock.Now, Rand: rand.Reader},
		verifier: &token.Verifier{Snapshots: snapshots, Now: clock.Now},
		pool:     userpooltest.Pool(t, pools),
	}
	w.client = userpooltest.Machine(t, pools, w.pool, "weather/get", "weather/post")
	return w
}

func (w *world) mint(t testing.TB) string {
	t.Helper()
	minted, err := w.minter.ClientCredentials(t.Context(), w.client, []string{"weather/get"})
	if err != nil {
		t.Fatal(err)
	}
	return minted
}

func (w *world) keys(t testing.TB, pool string) *userpool.PoolKeys {
	t.Helper()
	keys, err := w.pools.Store.Keys.Get(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func private(t testing.TB, key userpool.Key) *rsa.PrivateKey {
	t.Helper()
	k, err := key.Private()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// forge signs any header and payload.
func forge(t testing.TB, key *rsa.PrivateKey, header, payload string) string {
	t.Helper()
	signed := encode(header) + "." + encode(payload)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func encode(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

func headerOf(key userpool.Key) string { return `{"kid":"` + key.KID + `","alg":"RS256"}` }
