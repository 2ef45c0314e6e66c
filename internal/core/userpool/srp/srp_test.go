package srp_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/core/userpool/srp"
)

const timestamp = "Tue Sep 5 07:04:09 UTC 2023"

// The signatures were computed by the class AuthenticationHelper of amazon-cognito-identity-js 6.3.21, with a, b and the
// salt set by hand; the other values are SHA-256 of the numbers' hexadecimal digits.
var vectors = []struct{ user, password, salt, a, b, clientA, verifier, serverB, signature string }{
	{
		"alice", "Passw0rd!", "00f3aa0102030405060708090a0b0c0d", strings.Repeat("1f", 64), strings.Repeat("b7", 32),
		"22a032df72393e7462b47f564375b9ddb959b2cb7d6164ad510c1a1971597b25",
		"cf99a2381d05b8b35f27d3bde7bc63cd4b790071fc8aa78cffcfdb7438b0911a",
		"8a8219243dfa26f76bebec8222638adddf4f5125dba03a0af4fd0112189466e5",
		"x8oFoYDwntn0A0xCWonhHvlyI8JnWPwj+sDTtIBHS1c=",
	},
	{
		"8d0b7e5c-2f4e-4c52-9a0e-6f6f6c1d2e3f", "pässwörd ☂", "7f112233445566778899aabbccddeeff", strings.Repeat("9", 256),
		strings.Repeat("0123456789abcdef", 4),
		"1d8555e363cea8e31068e1d4f8a8a8d5296bc7dac246d9d70d993f5521af9dc8",
		"c3d8a2897020d9fb933552e593e96cb3b873f1e40f1fee2b48d5ebbc082dcace",
		"b5ba1a435cd145824504f14dcaf0b471d07059ee10bdd46a77fec39e8bcb184d",
		"RL3PVzLi1CXWbDZVmELPcJiQXFbHfkS/ZAMUELKcvi0=",
	},
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors {
		t.Run(v.user, func(t *testing.T) {
			t.Parallel()
			salt, b := unhex(t, v.salt), unhex(t, v.b)
			c := newClient("aBcD12345", v.user, v.password, v.a)
			verifier := srp.Verifier("aBcD12345", v.user, v.password, salt)
			exchange, err := srp.Begin(bytes.NewReader(b), verifier, c.bigA.Text(16))
			if err != nil {
				t.Fatal(err)
			}
			for what, pair := range map[string][2]string{
				"A": {c.bigA.Text(16), v.clientA},
				"v": {new(big.Int).SetBytes(verifier).Text(16), v.verifier},
				"B": {number(t, exchange.B()).Text(16), v.serverB},
			} {
				if got := fmt.Sprintf("%x", sha256.Sum256([]byte(pair[0]))); got != pair[1] {
					t.Errorf("%s is %s", what, pair[0])
				}
			}
			block := []byte("a secret block of any bytes \xff")
			signature := c.sign(v.salt, exchange.B(), block, timestamp)
			if got := base64.StdEncoding.EncodeToString(signature); got != v.signature {
				t.Errorf("the test's own client signs %s, want %s", got, v.signature)
			}
			if !exchange.Check(verifier, srp.Proof{"aBcD12345", v.user, block, timestamp, signature}) {
				t.Error("the client's signature is refused")
			}
		})
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func number(t testing.TB, s string) *big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return n
}

// Chance meets both signs of every number and hashes that begin with zeros.
func TestRandomExchanges(t *testing.T) {
	t.Parallel()
	for i := range 12 {
		user, password := fmt.Sprint("user", i), fmt.Sprint("Password ", i)
		salt, err := srp.Salt(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(salt) != srp.SaltSize || salt[0] == 0 {
			t.Fatalf("salt %x", salt)
		}
		verifier := srp.Verifier("pool", user, password, salt)
		a := make([]byte, 128)
		_, _ = rand.Read(a)
		c := newClient("pool", user, password, hex.EncodeToString(a))
		began, err := srp.Begin(rand.Reader, verifier, strings.ToUpper(padHex(c.bigA)))
		if err != nil {
			t.Fatal(err)
		}
		resumed, err := srp.Resume(began.State())
		if err != nil {
			t.Fatal(err)
		}
		signature := c.sign(hex.EncodeToString(salt), began.B(), []byte("block"), timestamp)
		if !resumed.Check(verifier, srp.Proof{"pool", user, []byte("block"), timestamp, signature}) {
			t.Errorf("user %d: refused; salt %x, a %x", i, salt, a)
		}
	}
}

// A device's proof is a user's with other names, and its verifier comes from the client.
func TestDevice(t *testing.T) {
	t.Parallel()
	c := newClient("-group", "eu-west-1_device", "c2VjcmV0", strings.Repeat("5a", 128))
	const saltHex = "00ffeeddccbbaa99887766554433221100"
	made := unhex(t, padHex(new(big.Int).Exp(big.NewInt(2), c.x(saltHex), bigN)))
	verifier, err := srp.ReadVerifier(made)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(verifier, srp.Verifier("-group", "eu-west-1_device", "c2VjcmV0", unhex(t, saltHex))) {
		t.Error("the client's verifier is not ours")
	}
	exchange, err := srp.Begin(rand.Reader, verifier, c.bigA.Text(16))
	if err != nil {
		t.Fatal(err)
	}
	signature := c.sign(saltHex, exchange.B(), []byte("block"), timestamp)
	if !exchange.Check(verifier, srp.Proof{"-group", "eu-west-1_device", []byte("block"), timestamp, signature}) {
		t.Error("refused")
	}
}

func TestProofRefusals(t *testing.T) {
	t.Parallel()
	salt := unhex(t, vectors[0].salt)
	verifier := srp.Verifier("pool", "alice", "right", salt)
	c := newClient("pool", "alice", "right", vectors[0].a)
	begin := func() *srp.Exchange {
		e, err := srp.Begin(rand.Reader, verifier, c.bigA.Text(16))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	exchange := begin()
	good := srp.Proof{"pool", "alice", []byte("block"), timestamp, c.sign(vectors[0].salt, exchange.B(), []byte("block"), timestamp)}
	if !exchange.Check(verifier, good) {
		t.Fatal("the right proof is refused")
	}
	wrong := newClient("pool", "alice", "wrong", vectors[0].a)
	for name, change := range map[string]func(*srp.Proof){
		"other pool":  func(p *srp.Proof) { p.PoolName = "loop" },
		"other user":  func(p *srp.Proof) { p.Username = "bob" },
		"other block": func(p *srp.Proof) { p.SecretBlock = []byte("clock") },
		"other time":  func(p *srp.Proof) { p.Timestamp = "Tue Sep 5 07:04:10 UTC 2023" },
		"wrong password": func(p *srp.Proof) {
			p.Signature = wrong.sign(vectors[0].salt, exchange.B(), []byte("block"), timestamp)
		},
		"tampered":        func(p *srp.Proof) { p.Signature = append(bytes.Clone(p.Signature[:31]), p.Signature[31]^1) },
		"too short":       func(p *srp.Proof) { p.Signature = p.Signature[:31] },
		"empty":           func(p *srp.Proof) { p.Signature = nil },
		"other exchange":  func(p *srp.Proof) { p.Signature = c.sign(vectors[0].salt, begin().B(), []byte("block"), timestamp) },
		"moved boundary":  func(p *srp.Proof) { p.PoolName, p.Username = "poola", "lice0" },
		"nothing at all":  func(p *srp.Proof) { *p = srp.Proof{} },
		"signature twice": func(p *srp.Proof) { p.Signature = append(bytes.Clone(p.Signature), p.Signature...) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := good
			change(&p)
			if exchange.Check(verifier, p) {
				t.Error("accepted")
			}
		})
	}
	for name, v := range map[string][]byte{"no verifier": nil, "zero": {0}, "N": bigN.Bytes(), "other": srp.Verifier("pool", "alice", "new", salt)} {
		if exchange.Check(v, good) {
			t.Errorf("verifier %s: accepted", name)
		}
	}
}

func TestNumbersRefused(t *testing.T) {
	t.Parallel()
	verifier := srp.Verifier("pool", "alice", "right", []byte{1})
	for name, a := range map[string]string{
		"empty": "", "zero": "0", "zeros": strings.Repeat("0", 768), "N": bigN.Text(16), "2N": new(big.Int).Lsh(bigN, 1).Text(16),
		"N+1": new(big.Int).Add(bigN, big.NewInt(1)).Text(16), "minus": "-2", "plus": "+2", "prefix": "0x2", "underscore": "1_0",
		"not hex": "xyz", "space": " 2", "long": strings.Repeat("f", 771), "zero, long": strings.Repeat("0", 900) + "2",
	} {
		if _, err := srp.Begin(rand.Reader, verifier, a); !errors.Is(err, srp.ErrNumber) {
			t.Errorf("A is %s: %v", name, err)
		}
	}
	if _, err := srp.Begin(rand.Reader, verifier, padHex(new(big.Int).Sub(bigN, big.NewInt(1)))); err != nil {
		t.Errorf("N-1 in its longest form: %v", err)
	}
	for name, v := range map[string][]byte{"nothing": nil, "zero": make([]byte, 384), "N": bigN.Bytes(), "long": make([]byte, 4096)} {
		if _, err := srp.ReadVerifier(v); !errors.Is(err, srp.ErrNumber) {
			t.Errorf("verifier %s: %v", name, err)
		}
		if _, err := srp.Begin(rand.Reader, v, "2"); !errors.Is(err, srp.ErrNumber) {
			t.Errorf("begun with the verifier %s: %v", name, err)
		}
	}
	if _, err := srp.Begin(bytes.NewReader(nil), verifier, "2"); err == nil {
		t.Error("begun without chance")
	}
	if _, err := srp.Salt(bytes.NewReader(make([]byte, 16))); err == nil {
		t.Error("a salt of zeros")
	}
}

// b = 0 makes g^b = 1 and gives the verifier away: it is drawn again.
func TestZeroIsDrawnAgain(t *testing.T) {
	t.Parallel()
	verifier := srp.Verifier("pool", "alice", "right", []byte{1})
	e, err := srp.Begin(bytes.NewReader(append(make([]byte, 32), bytes.Repeat([]byte{7}, 32)...)), verifier, "2")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(e.State(), bytes.Repeat([]byte{7}, 32)) {
		t.Error("b is zero")
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	verifier := srp.Verifier("pool", "alice", "right", []byte("0123456789abcdef"))
	if !srp.Matches(verifier, "pool", "alice", "right", []byte("0123456789abcdef")) {
		t.Error("the right password does not match")
	}
	for _, c := range [][4]string{
		{"pool", "alice", "wrong", "0123456789abcdef"}, {"pool", "bob", "right", "0123456789abcdef"}, {"p", "alice", "right", "0123456789abcdef"},
		{"pool", "alice", "right", "0123456789abcdeg"}, {"pool", "alice", "", "0123456789abcdef"},
	} {
		if srp.Matches(verifier, c[0], c[1], c[2], []byte(c[3])) {
			t.Errorf("%q match", c)
		}
	}
	if srp.Matches(nil, "pool", "alice", "", nil) {
		t.Error("a user without a verifier has a password")
	}
}
