package srp_test

import (
	"bytes"
	"crypto/rand"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool/srp"
)

// Whatever a client sends as A is refused, or is a number of the group whose exchange survives sealing and refuses a
// signature that was guessed.
func FuzzBegin(f *testing.F) {
	verifier := srp.Verifier("pool", "alice", "right", []byte("0123456789abcdef"))
	for _, a := range []string{"2", "0", "-1", "FFFF", strings.Repeat("f", 768), strings.Repeat("0", 770), "é", "1\x00"} {
		f.Add(a, []byte("signature"))
	}
	f.Fuzz(func(t *testing.T, a string, signature []byte) {
		e, err := srp.Begin(rand.Reader, verifier, a)
		if err != nil {
			return
		}
		n, ok := new(big.Int).SetString(a, 16)
		if !ok || n.Sign() <= 0 || n.Cmp(bigN) >= 0 {
			t.Fatalf("A = %q is accepted", a)
		}
		resumed, err := srp.Resume(e.State())
		if err != nil || !bytes.Equal(resumed.State(), e.State()) {
			t.Fatalf("the state does not survive: %v", err)
		}
		if resumed.Check(verifier, srp.Proof{PoolName: "pool", Username: "alice", Signature: signature}) {
			t.Fatal("a guess is accepted")
		}
	})
}

// A state of any bytes is refused or resumes as itself.
func FuzzResume(f *testing.F) {
	f.Add([]byte{})
	f.Add(make([]byte, 448))
	f.Add(bytes.Repeat([]byte{1}, 448))
	f.Fuzz(func(t *testing.T, state []byte) {
		e, err := srp.Resume(state)
		if err == nil && !bytes.Equal(e.State(), state) {
			t.Fatal("another state")
		}
	})
}

// A time that is read says what was written, to the second.
func FuzzTimestamp(f *testing.F) {
	f.Add("Tue Sep 5 07:04:09 UTC 2023")
	f.Add("Tue Sep  5 07:04:09 UTC 2023")
	f.Add("Tue Sep 5 07:04:09.5 UTC 2023")
	f.Fuzz(func(t *testing.T, text string) {
		at, err := srp.ReadTimestamp(text)
		if err != nil {
			return
		}
		again, err := srp.ReadTimestamp(at.Format("Mon Jan 2 15:04:05 UTC 2006"))
		if err != nil || !again.Equal(at.Truncate(time.Second)) {
			t.Fatalf("%q read as %v, then %v, %v", text, at, again, err)
		}
	})
}
