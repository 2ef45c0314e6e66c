package userpool

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
)

// Purpose is what a code lets its holder do.
type Purpose string

// The purposes of codes, and how long each is good.
const (
	ToConfirm Purpose = "SIGN_UP"
	ToRecover Purpose = "FORGOT_PASSWORD"
	ToVerify  Purpose = "VERIFY_ATTRIBUTE"
)

// Lifetime is how long a code is good.
func (p Purpose) Lifetime() time.Duration {
	if p == ToRecover {
		return time.Hour
	}
	return day
}

// Code is a code that was sent to a user and not used yet. There is one for each purpose and contact: a new one takes the
// place of the old.
type Code struct {
	Purpose   Purpose
	Attribute string // the contact it was sent to: email or phone_number
	Value     string // the address or number it was sent to, which it proves to be the user's
	Salt      string
	Hash      string // hex; encrypted by the store, since six digits are soon guessed from their hash
	Expires   time.Time
	Wrong     int // guesses so far
}

// mostGuesses is how many wrong guesses a code survives. Hourly caps come earlier; this bounds them over a day.
const mostGuesses = 50

// NewCode draws six digits, remembers their hash and answers them for the message.
func (u *User) NewCode(purpose Purpose, attribute, value string, now time.Time, rand io.Reader) (string, error) {
	digits, err := ident.Text(rand, "0123456789", 6)
	if err != nil {
		return "", err
	}
	salt, err := ident.UUID(rand)
	if err != nil {
		return "", err
	}
	u.DropCode(purpose, attribute)
	u.Codes = append(u.Codes, Code{
		Purpose: purpose, Attribute: attribute, Value: value, Salt: salt, Hash: hashCode(salt, digits),
		Expires: now.Add(purpose.Lifetime()),
	})
	return digits, nil
}

func hashCode(salt, digits string) string {
	sum := sha256.Sum256([]byte(salt + " " + digits))
	return hex.EncodeToString(sum[:])
}

// DropCode forgets the code of a purpose; an empty attribute means those to all contacts.
func (u *User) DropCode(purpose Purpose, attribute string) {
	u.Codes = slices.DeleteFunc(u.Codes, func(c Code) bool {
		return c.Purpose == purpose && (attribute == "" || c.Attribute == attribute)
	})
}

// Code is the code that was sent for a purpose, nil if there is none; an empty attribute means to whatever contact.
func (u *User) Code(purpose Purpose, attribute string) *Code {
	i := slices.IndexFunc(u.Codes, func(c Code) bool {
		return c.Purpose == purpose && (attribute == "" || c.Attribute == attribute)
	})
	if i < 0 {
		return nil
	}
	return &u.Codes[i]
}

// TryCode judges what a user typed. A wrong guess counts, so the user must be stored after a refusal too; a right one is
// spent by DropCode, in the commit of what it grants.
func (u *User) TryCode(purpose Purpose, attribute, given string, now time.Time) (*Code, error) {
	code := u.Code(purpose, attribute)
	if code == nil || now.After(code.Expires) || code.Wrong >= mostGuesses {
		return nil, ExpiredCode()
	}
	if subtle.ConstantTimeCompare([]byte(hashCode(code.Salt, strings.TrimSpace(given))), []byte(code.Hash)) != 1 {
		code.Wrong++
		return nil, WrongCode()
	}
	return code, nil
}

// ExpiredCode is AWS's answer to a code that is too old or was never sent.
func ExpiredCode() error {
	return cognitoidp.ExpiredCodeException("Invalid code provided, please request a code again.")
}

// WrongCode is AWS's answer to a code that is not the one sent.
func WrongCode() error {
	return cognitoidp.CodeMismatchException("Invalid verification code provided, please try again.")
}

// Tally counts within an hour.
type Tally struct {
	Since time.Time
	Count int
}

// Count notes that the user does something that may be done only so often in an hour. Its refusal counts nothing more.
func (u *User) Count(what string, most int, now time.Time) error {
	tally := u.Tallies[what]
	if now.Sub(tally.Since) >= time.Hour {
		tally = Tally{Since: now}
	}
	if tally.Count >= most {
		return cognitoidp.LimitExceededException("Attempt limit exceeded, please try after some time.")
	}
	tally.Count++
	if u.Tallies == nil {
		u.Tallies = map[string]Tally{}
	}
	u.Tallies[what] = tally
	return nil
}
