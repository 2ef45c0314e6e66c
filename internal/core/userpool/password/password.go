// Package password holds passwords against a pool's policy and makes such as meet it.
//
//	chosen by a person  Check    -> the first demand that is not met, in AWS's words
//	for an invitation   Generate -> a password that meets every demand
package password

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/ident"
)

// The kinds of characters that a policy may demand. A space is a symbol too, save at either end.
const (
	upper   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower   = "abcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
	symbols = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-"
)

// longest is how many characters a password may have.
const longest = 256

// Check is the first demand of the policy that a password does not meet, "" if it meets all.
func Check(policy cognitoidp.PasswordPolicyType, clear string) string {
	length := utf8.RuneCountInString(clear)
	for _, demand := range []struct {
		broken bool
		reason string
	}{
		{int64(length) < awsapi.Val(policy.MinimumLength), "Password not long enough"},
		{length > longest, "Password must not be longer than 256 characters"},
		{awsapi.Val(policy.RequireUppercase) && !strings.ContainsAny(clear, upper), "Password must have uppercase characters"},
		{awsapi.Val(policy.RequireLowercase) && !strings.ContainsAny(clear, lower), "Password must have lowercase characters"},
		{awsapi.Val(policy.RequireNumbers) && !strings.ContainsAny(clear, digits), "Password must have numeric characters"},
		{awsapi.Val(policy.RequireSymbols) && !hasSymbol(clear), "Password must have symbol characters"},
	} {
		if demand.broken {
			return demand.reason
		}
	}
	return ""
}

func hasSymbol(clear string) bool {
	return strings.ContainsAny(clear, symbols) || strings.Contains(strings.Trim(clear, " "), " ")
}

// The symbols of made passwords: such as survive being copied out of a mail or into a shell's quotes.
const plainSymbols = "!@#%^*()_+-=.:?"

// Generate makes a password that meets the policy: one character of each kind, the rest of any, shuffled.
func Generate(policy cognitoidp.PasswordPolicyType, rand io.Reader) (string, error) {
	const usual = 12
	length := max(usual, int(awsapi.Val(policy.MinimumLength)))
	var made []byte
	for _, kind := range []string{upper, lower, digits, plainSymbols} {
		one, err := ident.Text(rand, kind, 1)
		if err != nil {
			return "", fmt.Errorf("make a password: %w", err)
		}
		made = append(made, one...)
	}
	rest, err := ident.Text(rand, upper+lower+digits+plainSymbols, length-len(made))
	if err != nil {
		return "", fmt.Errorf("make a password: %w", err)
	}
	made = append(made, rest...)
	if err := shuffle(made, rand); err != nil {
		return "", err
	}
	return string(made), nil
}

// shuffle brings bytes into a random order (Fisher and Yates).
func shuffle(b []byte, rand io.Reader) error {
	for i := len(b) - 1; i > 0; i-- {
		j, err := below(i+1, rand)
		if err != nil {
			return fmt.Errorf("shuffle a password: %w", err)
		}
		b[i], b[j] = b[j], b[i]
	}
	return nil
}

// below draws a number from 0 to n-1, each equally likely; n is at most 256.
func below(n int, rand io.Reader) (int, error) {
	var b [1]byte
	for {
		if _, err := io.ReadFull(rand, b[:]); err != nil {
			return 0, err
		}
		if int(b[0]) < 256-256%n {
			return int(b[0]) % n, nil
		}
	}
}
