package userpool

import (
	"encoding/hex"
	"io"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/userpool/srp"
)

// PasswordPolicy is what the pool demands of passwords.
func (p *Pool) PasswordPolicy() cognitoidp.PasswordPolicyType {
	return awsapi.Val(awsapi.Val(p.Settings.Policies).PasswordPolicy)
}

// NewProof makes what is kept of a user's password. It takes some milliseconds: never do it within a transaction, which
// others wait for.
func NewProof(pool *Pool, username, clear string, rand io.Reader) (Proof, error) {
	salt, err := srp.Salt(rand)
	if err != nil {
		return Proof{}, err
	}
	verifier := srp.Verifier(pool.SRPName(), username, clear, salt)
	return Proof{Salt: hex.EncodeToString(salt), Verifier: hex.EncodeToString(verifier)}, nil
}

// Matches says that the password is the one that the proof was made of. It takes as long as NewProof; what is kept of no
// password matches none.
func (p Proof) Matches(pool *Pool, username, clear string) bool {
	salt, saltErr := hex.DecodeString(p.Salt)
	verifier, err := hex.DecodeString(p.Verifier)
	matches := srp.Matches(verifier, pool.SRPName(), username, clear, salt)
	return matches && saltErr == nil && err == nil && p.Verifier != ""
}

// SetPassword makes a chosen password the user's, and remembers the old one as far as the pool's policy asks.
func (u *User) SetPassword(pool *Pool, proof Proof, now time.Time) {
	remembered := int(awsapi.Val(pool.PasswordPolicy().PasswordHistorySize)) - 1 // the current one is remembered anyway
	history := u.Password.History
	if u.Password.Verifier != "" {
		history = append([]Proof{u.Password.Proof}, history...)
	}
	history = history[:max(0, min(remembered, len(history)))]
	u.Password = Password{Proof: proof, Set: now, History: history}
	u.Attempts = Attempts{}
}

// SetTemporaryPassword gives the user a password that must be changed at the first sign-in and ends by itself.
func (u *User) SetTemporaryPassword(pool *Pool, proof Proof, now time.Time) {
	u.SetPassword(pool, proof, now)
	days := awsapi.Val(or(pool.PasswordPolicy().TemporaryPasswordValidityDays, temporaryPasswordDays))
	u.Password.Expires = now.Add(time.Duration(days) * day)
	u.Status = ForceChangePassword
}

// HadPassword says that the password is one that the pool's policy does not let the user choose again. Each remembered
// password takes as long as NewProof: never within a transaction.
func (u *User) HadPassword(pool *Pool, clear string) bool {
	remembered := int(awsapi.Val(pool.PasswordPolicy().PasswordHistorySize))
	all := append([]Proof{u.Password.Proof}, u.Password.History...)
	for _, proof := range all[:min(remembered, len(all))] {
		if proof.Matches(pool, u.Username, clear) {
			return true
		}
	}
	return false
}

// TemporaryPasswordExpired says that an invitation was not taken up in time.
func (u *User) TemporaryPasswordExpired(now time.Time) bool {
	return u.Status == ForceChangePassword && !u.Password.Expires.IsZero() && now.After(u.Password.Expires)
}
