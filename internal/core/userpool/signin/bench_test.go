package signin_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	"testing"
	"time"
)

// BenchmarkSRPSignIn is a whole sign-in: two calls, one write, two signatures. Its bound is what cannot be spared: two
// modular powers of 256 bits and two RSA signatures. The client's own arithmetic is left out of the measure.
func BenchmarkSRPSignIn(b *testing.B) {
	w := newWorld(b)
	w.newUser("alice")
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	w.must(err)
	client := newSRPClient(w.pool.SRPName(), right)
	n, bigA := client.n, client.bigA.Text(16)
	exponent := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(189))
	power, digest := big.NewInt(3), make([]byte, 32)
	var bound time.Duration
	for b.Loop() {
		out, err := w.start("USER_SRP_AUTH", "USERNAME", "alice", "SRP_A", bigA)
		w.must(err)
		b.StopTimer()
		responses := client.responses(out, w.real.Now())
		start := time.Now()
		for range 2 {
			power.Exp(power, exponent, n)
			if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest); err != nil {
				b.Fatal(err)
			}
		}
		bound += time.Since(start)
		b.StartTimer()
		if _, err := w.answer("PASSWORD_VERIFIER", "", responses...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/bound.Seconds(), "x-bound")
}
