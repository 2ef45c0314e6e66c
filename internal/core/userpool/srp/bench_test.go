package srp_test

import (
	"crypto/rand"
	"math/big"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool/srp"
)

// BenchmarkPair is the server's work for one sign-in. Its bound is two modular powers with exponents of 256 bits (v^u and
// what is raised to b), which no table can spare; the metric says how far above it we are.
func BenchmarkPair(b *testing.B) {
	verifier := srp.Verifier("pool", "alice", "right", []byte("0123456789abcdef"))
	c := newClient("pool", "alice", "right", "1f2e3d4c5b6a79880123456789abcdef")
	a := c.bigA.Text(16)
	proof := srp.Proof{PoolName: "pool", Username: "alice", SecretBlock: make([]byte, 600), Timestamp: timestamp, Signature: make([]byte, 32)}
	exponent := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(189))
	base, power := new(big.Int).SetBytes(verifier), new(big.Int)
	var bound time.Duration
	for b.Loop() {
		e, err := srp.Begin(rand.Reader, verifier, a)
		if err != nil {
			b.Fatal(err)
		}
		resumed, err := srp.Resume(e.State())
		if err != nil || resumed.Check(verifier, proof) {
			b.Fatal("a wrong signature is accepted", err)
		}
		b.StopTimer()
		start := time.Now()
		power.Exp(base, exponent, bigN)
		power.Exp(power, exponent, bigN)
		bound += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()/bound.Seconds(), "x-bound")
}

func BenchmarkVerifier(b *testing.B) {
	salt := []byte("0123456789abcdef")
	for b.Loop() {
		srp.Verifier("pool", "alice", "right", salt)
	}
}
