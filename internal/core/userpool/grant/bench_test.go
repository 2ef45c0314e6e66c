package grant_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"testing"
)

// BenchmarkClientCredentials against BenchmarkBareSign: how much a token costs above its signature.
func BenchmarkClientCredentials(b *testing.B) {
	w := newWorld(b)
	who := credentials(w.client)
	for b.Loop() {
		if _, err := w.ask(b, who); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareSign(b *testing.B) {
	w := newWorld(b)
	keys, err := w.pools.Store.Keys.Get(b.Context(), w.pool)
	if err != nil {
		b.Fatal(err)
	}
	private, err := keys.Access.Private()
	if err != nil {
		b.Fatal(err)
	}
	digest := sha256.Sum256([]byte("token"))
	for b.Loop() {
		if _, err := rsa.SignPKCS1v15(nil, private, crypto.SHA256, digest[:]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	w := newWorld(b)
	got, err := w.ask(b, credentials(w.client))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := w.verifier.Verify(b.Context(), got.AccessToken, []string{w.pool}); err != nil {
			b.Fatal(err)
		}
	}
}
