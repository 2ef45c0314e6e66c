package userpool

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// SetLogins gathers the names under which the user is found: username and sub always, and what the pool lets people sign in
// with instead. An alias counts once it was verified; where the e-mail address or phone number is the username itself, at
// once. Names of all kinds share one space, so that what one user types never finds another.
func (u *User) SetLogins(pool *Pool) {
	names := []string{u.Username, u.Sub}
	for _, a := range pool.Settings.UsernameAttributes {
		names = append(names, u.Attributes.Get(a))
	}
	for _, a := range pool.Settings.AliasAttributes {
		if a == PreferredUsername || u.Verified(a) {
			names = append(names, u.Attributes.Get(a))
		}
	}
	u.Logins = nil
	for _, name := range names {
		if folded := pool.Fold(name); folded != "" && !slices.Contains(u.Logins, folded) {
			u.Logins = append(u.Logins, folded)
		}
	}
}

// Fold is a name as the pool compares it.
func (p *Pool) Fold(name string) string {
	if p.CaseSensitive() {
		return name
	}
	return foldCase(name)
}

// CaseSensitive says whether the pool tells "Ann" from "ann". A pool that was made without a word on it does.
func (p *Pool) CaseSensitive() bool {
	c := p.Settings.UsernameConfiguration
	return c == nil || c.CaseSensitive == nil || *c.CaseSensitive
}

// foldCase maps texts that strings.EqualFold finds equal to one text.
func foldCase(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		if 'A' <= least && least <= 'Z' {
			least += 'a' - 'A'
		}
		return least
	}, s)
}

// ByContact says that people sign up with an e-mail address or a phone number in the place of a username.
func (p *Pool) ByContact() bool { return len(p.Settings.UsernameAttributes) > 0 }

// Alias says that people sign in with the attribute instead of their username once it is verified.
func (p *Pool) Alias(attribute string) bool {
	return slices.Contains(p.Settings.AliasAttributes, attribute)
}

// AutoVerified says that the pool sends a code to a new e-mail address or phone number by itself.
func (p *Pool) AutoVerified(attribute string) bool {
	return slices.Contains(p.Settings.AutoVerifiedAttributes, attribute)
}

// SRPName is the pool's part in SRP: what follows the region in its id.
func (p *Pool) SRPName() string { return p.ID[strings.LastIndexByte(p.ID, '_')+1:] }

// HidesUsers says that the client must not be told which users there are.
func (c *Client) HidesUsers() bool {
	return awsapi.Val(c.Settings.PreventUserExistenceErrors) == "ENABLED"
}
