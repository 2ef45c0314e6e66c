package ident

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"regexp"
	"testing"
	"testing/iotest"
	"time"
)

func TestShapes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, c := range map[string]struct {
		pattern string
		make    func(io.Reader) (string, error)
	}{
		"uuid":     {`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, UUID},
		"timeuuid": {`^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, func(r io.Reader) (string, error) { return TimeUUID(r, now) }},
		"pool":     {`^eu-west-1_[0-9a-zA-Z]{9}$`, func(r io.Reader) (string, error) { return UserPool(r, "eu-west-1") }},
		"client":   {`^[0-9a-z]{26}$`, AppClient},
		"secret":   {`^[0-9a-z]{52}$`, ClientSecret},
		"api":      {`^[0-9a-z]{10}$`, RestAPI},
		"short":    {`^[0-9a-z]{6}$`, Short},
		"physical": {`^[0-9A-Z]{12}$`, PhysicalSuffix},
		"mixed":    {`^[0-9A-Za-z]{12}$`, MixedSuffix},
		"key":      {`^AKIA[A-Z2-7]{16}$`, func(r io.Reader) (string, error) { return AccessKey(r, "AKIA") }},
		"secretk":  {`^[0-9A-Za-z]{40}$`, SecretKey},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			re, seen := regexp.MustCompile(c.pattern), map[string]bool{}
			for range 50 {
				got, err := c.make(rand.Reader)
				if err != nil || !re.MatchString(got) {
					t.Fatalf("got %q, %v; want %s", got, err, c.pattern)
				}
				if seen[got] {
					t.Fatalf("%q came twice", got)
				}
				seen[got] = true
			}
			if _, err := c.make(iotest.ErrReader(errors.New("no dice"))); err == nil {
				t.Error("a failing source must be an error")
			}
		})
	}
}

func TestTextIsUniformOverTheAlphabet(t *testing.T) {
	t.Parallel()
	// 255 and 250 lie above the last whole multiple of 10 and must be skipped, not folded onto the first letters.
	got, err := Text(bytes.NewReader(append([]byte{255, 250, 7, 13}, make([]byte, 64)...)), digits, 3)
	if err != nil || got != "730" {
		t.Errorf("got %q, %v", got, err)
	}
}
