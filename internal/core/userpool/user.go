package userpool

import (
	"time"

	"github.com/sallyport/sallyport/internal/core/record"
)

// Status is where a user stands between being invited or signing up and signing in, in AWS's words.
type Status string

// The statuses that a user passes through. Whether the account is enabled is apart from them.
const (
	Unconfirmed         Status = "UNCONFIRMED"
	Confirmed           Status = "CONFIRMED"
	ForceChangePassword Status = "FORCE_CHANGE_PASSWORD"
	ResetRequired       Status = "RESET_REQUIRED"
	ExternalProvider    Status = "EXTERNAL_PROVIDER"
)

// User is a user of a pool.
type User struct {
	PoolID   string
	Sub      string
	Username string // as it was given; where people sign up by e-mail or phone number it is the sub
	// Logins are the names under which the user is found and signs in, folded as the pool compares them. SetLogins keeps
	// them; nobody else in the pool has any of them.
	Logins     []string
	Attributes Attributes // all but sub, in the order in which they came
	Status     Status
	Disabled   bool
	Created    time.Time
	Modified   time.Time

	Password Password
	// Attempts counts failed passwords, for the lock after too many.
	Attempts Attempts
	Codes    []Code
	// Tallies count what a user may do only so often in an hour, by operation.
	Tallies map[string]Tally
	MFA     MFA
	// TokensValidFrom is the last global sign-out: what was granted before it is revoked.
	TokensValidFrom time.Time
}

// Password is what is kept of a password: enough to check it by SRP, not enough to sign in with.
type Password struct {
	Proof
	Set time.Time // when the user or an administrator set it
	// Expires is when a temporary password ends; the zero time for one that the user chose.
	Expires time.Time
	// History holds former passwords, newest first, as far as the pool's policy remembers.
	History []Proof
}

// Proof is what a password is checked by.
type Proof struct {
	Salt     string // hex; part of the SRP challenge, so no secret
	Verifier string // hex of v = g^x mod N; encrypted by the store; "" where there is no password
}

// Attempts counts wrong passwords.
type Attempts struct {
	Failed int
	Last   time.Time // of the last one
	Locked time.Time // until when no attempt is judged
}

// MFA is which second factors a user has.
type MFA struct {
	SMS, Software, Email bool   // switched on
	Preferred            string // SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP or ""
	// TOTPSecret is the authenticator app's key, base32; encrypted by the store. It counts once it was verified.
	TOTPSecret   string
	TOTPVerified bool
	TOTPName     string // the name the user gave the app
	TOTPStep     int64  // the last time step that was used: none is good twice
}

// UserSpec describes the table of users, keyed by pool id and sub.
func UserSpec() record.Spec[User] {
	return record.Spec[User]{
		Table: UserTable,
		Key:   (*User).Key,
		Indexes: []record.Index[User]{
			{Name: indexLogin, Unique: true, Of: func(u *User) []string { return inPoolOf(u, u.Logins) }},
			{Name: indexContact, Of: func(u *User) []string { return inPoolOf(u, u.contacts()) }},
		},
		Secrets: (*User).secrets,
	}
}

// Key is the user's key in the table.
func (u *User) Key() string { return child(u.PoolID, u.Sub) }

func inPoolOf(u *User, values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = child(u.PoolID, v)
	}
	return out
}

// contacts are what people are searched by most. They are folded always: a search compares exactly afterwards.
func (u *User) contacts() []string {
	var out []string
	for _, name := range []string{Email, PhoneNumber} {
		if v := u.Attributes.Get(name); v != "" {
			out = append(out, contact(name, v))
		}
	}
	return out
}

func contact(name, value string) string { return name + "=" + foldCase(value) }

func (u *User) secrets() []*string {
	secrets := []*string{&u.Password.Verifier, &u.MFA.TOTPSecret}
	for i := range u.Password.History {
		secrets = append(secrets, &u.Password.History[i].Verifier)
	}
	for i := range u.Codes {
		secrets = append(secrets, &u.Codes[i].Hash)
	}
	return secrets
}

// Enabled says that an administrator has not locked the user out.
func (u *User) Enabled() bool { return !u.Disabled }

// SignOut revokes everything that was granted to the user until now. Tokens tell their time to the millisecond at best.
func (u *User) SignOut(now time.Time) { u.TokensValidFrom = now.UTC().Truncate(time.Millisecond) }

// Revoked says that something granted at that time no longer counts. What was granted in the very moment of a sign-out does
// not: better one sign-in too many.
func (u *User) Revoked(granted time.Time) bool {
	return !u.TokensValidFrom.IsZero() && !granted.After(u.TokensValidFrom)
}
