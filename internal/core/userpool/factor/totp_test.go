package factor_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool/factor"
)

// rfc is the secret of RFC 6238 appendix B.
var rfc = base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))

// The last six digits of the SHA-1 column of RFC 6238 appendix B.
func TestVectors(t *testing.T) {
	t.Parallel()
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got, err := factor.Code(rfc, time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("at %d: %s, %v; want %s", at, got, err, want)
		}
		if step, err := factor.Check(rfc, want, time.Unix(at, 0), 0); err != nil || step != at/30 {
			t.Errorf("at %d: step %d, %v", at, step, err)
		}
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	a, err := factor.Secret(rand.Reader)
	if err != nil || len(a) != 52 || strings.Trim(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		t.Errorf("secret %q, %v", a, err)
	}
	if b, _ := factor.Secret(rand.Reader); a == b {
		t.Error("the same secret twice")
	}
	if _, err := factor.Secret(bytes.NewReader(nil)); err == nil {
		t.Error("a secret of nothing")
	}
}

func TestDriftAndReplay(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_010, 0) // the beginning of a step
	step := now.Unix() / 30
	code := func(after time.Duration) string {
		c, err := factor.Code(rfc, now.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, c := range map[string]struct {
		code string
		last int64
		want error
	}{
		"now":                 {code(0), 0, nil},
		"a step behind":       {code(-time.Second), 0, nil},
		"a step ahead":        {code(30 * time.Second), 0, nil},
		"two steps behind":    {code(-31 * time.Second), 0, factor.ErrMismatch},
		"two steps ahead":     {code(60 * time.Second), 0, factor.ErrMismatch},
		"again":               {code(0), step, factor.ErrUsed},
		"earlier than used":   {code(-time.Second), step, factor.ErrUsed},
		"later than used":     {code(30 * time.Second), step, nil},
		"after one from far":  {code(30 * time.Second), step + 1, factor.ErrUsed},
		"empty":               {"", 0, factor.ErrMismatch},
		"too short":           {code(0)[:5], 0, factor.ErrMismatch},
		"too long":            {code(0) + "0", 0, factor.ErrMismatch},
		"spaces":              {" " + code(0), 0, factor.ErrMismatch},
		"letters":             {"abcdef", 0, factor.ErrMismatch},
		"another user's code": {"000000", 0, factor.ErrMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := factor.Check(rfc, c.code, now, c.last); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// A secret that is none accepts no code, least of all that of an empty key.
func TestBadSecrets(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_010, 0)
	empty, err := factor.Code("", now)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"", "1", "!", "A"} {
		if _, err := factor.Check(secret, empty, now, 0); err == nil || errors.Is(err, factor.ErrMismatch) {
			t.Errorf("secret %q: %v", secret, err)
		}
	}
	if _, err := factor.Code("!", now); err == nil {
		t.Error("a code of no secret")
	}
	if code, _ := factor.Code(strings.ToLower(rfc), time.Unix(59, 0)); code != "287082" {
		t.Error("secrets are read in either case")
	}
}
