package signin_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool/signin"
)

// srpClient is a client's half of SRP by its formulae; it shares no line with the server's.
type srpClient struct {
	pool, password string
	n, a, bigA     *big.Int
}

func newSRPClient(pool, password string) *srpClient {
	n, _ := new(big.Int).SetString(""+
		"ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b"+
		"302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6"+
		"49286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d"+
		"670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718"+
		"3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7d"+
		"b3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c"+
		"bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff", 16)
	a, _ := new(big.Int).SetString(strings.Repeat("1f2e", 16), 16)
	return &srpClient{pool, password, n, a, new(big.Int).Exp(big.NewInt(2), a, n)}
}

func padHex(n *big.Int) string {
	h := n.Text(16)
	if len(h)%2 == 1 {
		h = "0" + h
	}
	if h[0] >= '8' {
		h = "00" + h
	}
	return h
}

func hashHex(h string) *big.Int {
	raw, _ := hex.DecodeString(h)
	n, _ := new(big.Int).SetString(fmt.Sprintf("%x", sha256.Sum256(raw)), 16)
	return n
}

func hashed(key []byte, parts ...string) []byte {
	m := hmac.New(sha256.New, key)
	for _, p := range parts {
		m.Write([]byte(p))
	}
	return m.Sum(nil)
}

// responses answers PASSWORD_VERIFIER.
func (c *srpClient) responses(out *signin.Outcome, at time.Time) []string {
	user := out.Params["USER_ID_FOR_SRP"]
	salt, _ := new(big.Int).SetString(out.Params["SALT"], 16)
	b, _ := new(big.Int).SetString(out.Params["SRP_B"], 16)
	k, u := hashHex(padHex(c.n)+"02"), hashHex(padHex(c.bigA)+padHex(b))
	x := hashHex(padHex(salt) + fmt.Sprintf("%x", sha256.Sum256([]byte(c.pool+user+":"+c.password))))
	s := new(big.Int).Sub(b, k.Mul(k, new(big.Int).Exp(big.NewInt(2), x, c.n)))
	s.Mod(s, c.n).Exp(s, x.Mul(x, u).Add(x, c.a), c.n)
	salted, _ := hex.DecodeString(padHex(u))
	secret, _ := hex.DecodeString(padHex(s))
	key := hashed(hashed(salted, string(secret)), "Caldera Derived Key\x01")[:16]
	block, _ := base64.StdEncoding.DecodeString(out.Params["SECRET_BLOCK"])
	stamp := at.UTC().Format("Mon Jan 2 15:04:05 UTC 2006")
	return []string{
		"USERNAME", user, "PASSWORD_CLAIM_SECRET_BLOCK", out.Params["SECRET_BLOCK"], "TIMESTAMP", stamp,
		"PASSWORD_CLAIM_SIGNATURE", base64.StdEncoding.EncodeToString(hashed(key, c.pool, user, string(block), stamp)),
	}
}

func (w *world) srpStart(name, password string) (*srpClient, *signin.Outcome, error) {
	c := newSRPClient(w.pool.SRPName(), password)
	out, err := w.start("USER_SRP_AUTH", "USERNAME", name, "SRP_A", c.bigA.Text(16))
	return c, out, err
}

// srp goes through both steps.
func (w *world) srp(name, password string) (*signin.Outcome, error) {
	c, out, err := w.srpStart(name, password)
	if err != nil {
		return nil, err
	}
	return w.answer("PASSWORD_VERIFIER", "", c.responses(out, w.real.Now())...)
}
