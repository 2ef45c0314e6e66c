package signin

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/sallyport/sallyport/internal/core/userpool"
	"github.com/sallyport/sallyport/internal/core/userpool/srp"
)

// standIn makes somebody for a name that nobody has, always the same for the same name. The password is drawn from a key,
// so nobody knows it, and it takes one power more than loading a user: far below what a network adds.
func (s *Service) standIn(pool *userpool.Pool, name string) *userpool.User {
	folded := pool.Fold(name)
	sub := s.shadow(pool, folded, "sub")
	id := hex.EncodeToString(sub[:16])
	user := &userpool.User{
		PoolID: pool.ID, Sub: id[:8] + "-" + id[8:12] + "-4" + id[13:16] + "-a" + id[17:20] + "-" + id[20:32],
		Username: folded, Status: userpool.Confirmed, Logins: []string{folded},
	}
	// A real user's SRP name is the username: it is what was typed, unless that was an alias.
	if pool.ByContact() || strings.ContainsAny(name, "@+") && len(pool.Settings.AliasAttributes) > 0 {
		user.Username = user.Sub
		user.Logins = append(user.Logins, user.Sub)
	}
	// Like a real salt it does not begin with a zero.
	salt := append(bytes.TrimLeft(s.shadow(pool, folded, "salt"), "\x00"), sub...)[:srp.SaltSize]
	verifier := srp.Verifier(pool.SRPName(), user.Username, string(s.shadow(pool, folded, "password")), salt)
	user.Password.Salt, user.Password.Verifier = hex.EncodeToString(salt), hex.EncodeToString(verifier)
	return user
}

func (s *Service) shadow(pool *userpool.Pool, name, what string) []byte {
	mac := hmac.New(sha256.New, s.Shadow)
	mac.Write([]byte(what + "\x00" + pool.ID + "\x00" + name))
	return mac.Sum(nil)
}
