package token

import (
	"errors"
	"fmt"
)

// The two ways in which a token is refused. Whoever is told only this learns nothing that helps to forge.
var (
	ErrInvalid = errors.New("invalid token")
	ErrExpired = errors.New("expired token")
)

// Refusal is the error of a token that is not accepted.
type Refusal struct {
	Kind   error  // ErrInvalid or ErrExpired
	Reason string // for the log and for explain; free of anything secret
}

func (r *Refusal) Error() string { return r.Kind.Error() + ": " + r.Reason }

func (r *Refusal) Unwrap() error { return r.Kind }

func invalid(format string, args ...any) error {
	return &Refusal{Kind: ErrInvalid, Reason: fmt.Sprintf(format, args...)}
}
