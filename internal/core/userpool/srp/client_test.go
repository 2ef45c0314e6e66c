package srp_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
)

// client is the other half of the protocol, written from the formulae over hexadecimal text as the JavaScript clients
// compute it. It shares no line with the package.
type client struct {
	pool, user, password string
	a, bigA              *big.Int
}

// The group by its definition (RFC 3526 section 4): 2^3072 - 2^3008 - 1 + 2^64 * ([2^2942 pi] + 1690314).
var bigN, bigK = func() (*big.Int, *big.Int) {
	power := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }
	n := power(3072)
	n.Sub(n, power(3008))
	n.Sub(n, big.NewInt(1))
	digits := new(big.Int).Add(pi(2942), big.NewInt(1690314))
	n.Add(n, digits.Lsh(digits, 64))
	k, _ := new(big.Int).SetString(hexHash(padHex(n)+"02"), 16)
	return n, k
}()

// pi is [2^bits pi] by Machin's formula: 16 arctan(1/5) - 4 arctan(1/239).
func pi(bits uint) *big.Int {
	one := new(big.Int).Lsh(big.NewInt(1), bits+64)
	sum := arctan(one, 5)
	sum.Mul(sum, big.NewInt(4)).Sub(sum, arctan(one, 239)).Mul(sum, big.NewInt(4))
	return sum.Rsh(sum, 64)
}

func arctan(one *big.Int, x int64) *big.Int {
	term := new(big.Int).Div(one, big.NewInt(x))
	sum := new(big.Int).Set(term)
	for n := int64(3); term.Sign() != 0; n += 2 {
		term.Div(term, big.NewInt(-x*x))
		sum.Add(sum, new(big.Int).Quo(term, big.NewInt(n)))
	}
	return sum
}

func padHex(n *big.Int) string {
	h := n.Text(16)
	if len(h)%2 == 1 {
		h = "0" + h
	}
	if strings.ContainsRune("89abcdef", rune(h[0])) {
		h = "00" + h
	}
	return h
}

func hexHash(h string) string {
	raw, err := hex.DecodeString(h)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(raw))
}

func newClient(pool, user, password, aHex string) *client {
	a, _ := new(big.Int).SetString(aHex, 16)
	return &client{pool, user, password, a, new(big.Int).Exp(big.NewInt(2), a, bigN)}
}

func (c *client) x(saltHex string) *big.Int {
	salt, _ := new(big.Int).SetString(saltHex, 16)
	inner := fmt.Sprintf("%x", sha256.Sum256([]byte(c.pool+c.user+":"+c.password)))
	x, _ := new(big.Int).SetString(hexHash(padHex(salt)+inner), 16)
	return x
}

func (c *client) sign(saltHex, serverB string, block []byte, timestamp string) []byte {
	b, _ := new(big.Int).SetString(serverB, 16)
	u, _ := new(big.Int).SetString(hexHash(padHex(c.bigA)+padHex(b)), 16)
	x := c.x(saltHex)
	base := new(big.Int).Sub(b, new(big.Int).Mul(bigK, new(big.Int).Exp(big.NewInt(2), x, bigN)))
	base.Mod(base, bigN)
	s := base.Exp(base, new(big.Int).Add(c.a, new(big.Int).Mul(u, x)), bigN)
	salted, _ := hex.DecodeString(padHex(u))
	secret, _ := hex.DecodeString(padHex(s))
	key := mac(mac(salted, secret), append([]byte("Caldera Derived Key"), 1))[:16]
	return mac(key, []byte(c.pool), []byte(c.user), block, []byte(timestamp))
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
