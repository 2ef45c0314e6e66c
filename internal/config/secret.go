package config

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a setting that no log and no error shows. A conversion to string is the only way to it.
type Secret string

// Format shows nothing of the secret, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[hidden]") }

// LogValue shows nothing of the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue("[hidden]") }

// MarshalText shows nothing of the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("[hidden]"), nil }
