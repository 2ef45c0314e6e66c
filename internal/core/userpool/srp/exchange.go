package srp

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// Exchange is what the server must keep between its two steps. Its State is as secret as a password's verifier.
type Exchange struct {
	public *big.Int // B
	client *big.Int // A
	secret *big.Int // b
	u      *big.Int
}

const secretSize = 32 // of b: 256 bits are twice the group's strength

// Begin is step 1: it takes the client's A in hexadecimal and the user's verifier and draws b.
func Begin(rand io.Reader, verifier []byte, clientA string) (*Exchange, error) {
	a, err := parse(clientA)
	if err != nil {
		return nil, fmt.Errorf("SRP_A: %w", err)
	}
	v := new(big.Int).SetBytes(verifier)
	if !inGroup(v) {
		return nil, fmt.Errorf("verifier: %w", ErrNumber)
	}
	secret := make([]byte, secretSize)
	for {
		if _, err := io.ReadFull(rand, secret); err != nil {
			return nil, fmt.Errorf("draw b: %w", err)
		}
		if e := answer(a, v, new(big.Int).SetBytes(secret)); e != nil {
			return e, nil
		}
	}
}

// answer computes B = kv + g^b and u = H(A, B); nil where a number is zero and b must be drawn anew.
func answer(a, v, b *big.Int) *Exchange {
	public := new(big.Int).Mul(multiplier, v)
	public.Add(public, generate(b))
	public.Mod(public, prime)
	u := digest(a, public)
	if b.Sign() == 0 || public.Sign() == 0 || u.Sign() == 0 {
		return nil
	}
	return &Exchange{public: public, client: a, secret: b, u: u}
}

// B is the server's number for the client, in hexadecimal.
func (e *Exchange) B() string { return hex.EncodeToString(signed(e.public)) }

// State is what Resume needs: b, u and A. B is in u already.
func (e *Exchange) State() []byte {
	state := make([]byte, secretSize+sha256.Size+Size)
	e.secret.FillBytes(state[:secretSize])
	e.u.FillBytes(state[secretSize : secretSize+sha256.Size])
	e.client.FillBytes(state[secretSize+sha256.Size:])
	return state
}

// Resume takes up an exchange at step 2.
func Resume(state []byte) (*Exchange, error) {
	if len(state) != secretSize+sha256.Size+Size {
		return nil, errors.New("the state of an exchange is damaged")
	}
	e := &Exchange{
		secret: new(big.Int).SetBytes(state[:secretSize]),
		u:      new(big.Int).SetBytes(state[secretSize : secretSize+sha256.Size]),
		client: new(big.Int).SetBytes(state[secretSize+sha256.Size:]),
	}
	if e.secret.Sign() == 0 || e.u.Sign() == 0 || !inGroup(e.client) {
		return nil, errors.New("the state of an exchange is damaged")
	}
	return e, nil
}

// Proof is what a client shows in step 2, beside the names it stands for.
type Proof struct {
	PoolName    string
	Username    string
	SecretBlock []byte // as the server sent it, decoded
	Timestamp   string // as the client wrote it
	Signature   []byte
}

// Check says whether the signature was made by whoever knows the verifier's password.
func (e *Exchange) Check(verifier []byte, p Proof) bool {
	key, err := e.key(new(big.Int).SetBytes(verifier))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	for _, part := range [][]byte{[]byte(p.PoolName), []byte(p.Username), p.SecretBlock, []byte(p.Timestamp)} {
		mac.Write(part)
	}
	return hmac.Equal(mac.Sum(nil), p.Signature)
}

// key is HKDF (RFC 5869) of S = (A·v^u)^b, salted by u.
func (e *Exchange) key(v *big.Int) ([]byte, error) {
	if !inGroup(v) {
		return nil, ErrNumber
	}
	s := times(e.client, new(big.Int).Exp(v, e.u, prime))
	s.Exp(s, e.secret, prime)
	return hkdf.Key(sha256.New, signed(s), signed(e.u), "Caldera Derived Key", 16)
}
