package srp

import (
	"math/big"
	"sync"
)

// Size is the length in bytes of a number of the group.
const Size = 384

// prime is N: the 3072-bit MODP group (RFC 3526 section 4), whose generator is 2.
var prime = hexadecimal("" +
	"FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD" +
	"EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" +
	"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F" +
	"83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" +
	"E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510" +
	"15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7" +
	"ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C" +
	"BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF")

// multiplier is k = H(N, g).
var multiplier = digest(prime, big.NewInt(2))

func hexadecimal(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic("srp: the group is not a number")
	}
	return n
}

// windows is how many bytes an exponent of generate has: b is drawn so long, x is a SHA-256.
const windows = 32

// powers holds g^(d·256^i) for every digit d of a base-256 exponent and every place i. Its 3 MB are made when the first
// exponent is met (some 15 ms) and never change: a power then costs 32 products where a modular power squares 256 times.
var powers = sync.OnceValue(func() *[windows][256]*big.Int {
	table := new([windows][256]*big.Int)
	base := big.NewInt(2)
	for i := range table {
		table[i][0] = big.NewInt(1)
		for d := 1; d < 256; d++ {
			table[i][d] = times(table[i][d-1], base)
		}
		base = times(table[i][255], base)
	}
	return table
})

func times(a, b *big.Int) *big.Int {
	product := new(big.Int).Mul(a, b)
	return product.Mod(product, prime)
}

// generate is g^exponent mod N for an exponent of at most 256 bits. Every place is multiplied, zeros too, so that the
// number of products tells nothing of the exponent.
func generate(exponent *big.Int) *big.Int {
	var digits [windows]byte
	exponent.FillBytes(digits[:])
	table, power := powers(), big.NewInt(1)
	var product, quotient big.Int
	for i := range windows {
		product.Mul(power, table[i][digits[windows-1-i]])
		quotient.QuoRem(&product, prime, power)
	}
	return power
}
