package keyring_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/driver/keyring"
)

func ring(t *testing.T, fill byte) *keyring.Ring {
	t.Helper()
	r, err := keyring.New(bytes.Repeat([]byte{fill}, keyring.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSealOpens(t *testing.T) {
	t.Parallel()
	r := ring(t, 1)
	for _, plain := range []string{"", "secret", strings.Repeat("long ", 1000)} {
		box, err := r.Seal("p", []byte(plain), []byte("place"))
		if err != nil {
			t.Fatal(err)
		}
		if plain != "" && bytes.Contains(box, []byte(plain)) {
			t.Error("the box shows its content")
		}
		got, err := r.Open("p", box, []byte("place"))
		if err != nil || string(got) != plain {
			t.Errorf("Open gave %q, %v; want %q", got, err, plain)
		}
	}
}

func TestSealIsDifferentEveryTime(t *testing.T) {
	t.Parallel()
	r := ring(t, 1)
	one, _ := r.Seal("p", []byte("x"), nil)
	two, _ := r.Seal("p", []byte("x"), nil)
	if bytes.Equal(one, two) {
		t.Error("a nonce was used twice")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	r := ring(t, 1)
	box, err := r.Seal("p", []byte("secret"), []byte("place"))
	if err != nil {
		t.Fatal(err)
	}
	changed := func(i int) []byte {
		b := bytes.Clone(box)
		b[i] ^= 1
		return b
	}
	cases := map[string]struct {
		ring    *keyring.Ring
		purpose string
		box     []byte
		place   string
	}{
		"other key":        {ring(t, 2), "p", box, "place"},
		"other purpose":    {r, "q", box, "place"},
		"other place":      {r, "p", box, "elsewhere"},
		"no place":         {r, "p", box, ""},
		"other version":    {r, "p", changed(0), "place"},
		"other nonce":      {r, "p", changed(1), "place"},
		"other ciphertext": {r, "p", changed(13), "place"},
		"other tag":        {r, "p", changed(len(box) - 1), "place"},
		"cut short":        {r, "p", box[:len(box)-1], "place"},
		"version alone":    {r, "p", box[:1], "place"},
		"nothing":          {r, "p", nil, "place"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := c.ring.Open(c.purpose, c.box, []byte(c.place)); err == nil {
				t.Errorf("opened as %q", got)
			}
		})
	}
}

func TestDeriveIsStableAndSeparate(t *testing.T) {
	t.Parallel()
	derive := func(fill byte, purpose string) string {
		key, err := ring(t, fill).Derive(purpose)
		if err != nil || len(key) != keyring.KeySize {
			t.Fatalf("Derive gave %d bytes, %v", len(key), err)
		}
		return string(key)
	}
	if first, again := derive(1, "a"), derive(1, "a"); first != again {
		t.Error("the same purpose has two keys")
	}
	if derive(1, "a") == derive(1, "b") || derive(1, "a") == derive(2, "a") {
		t.Error("two purposes or two master keys share a key")
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	key := make([]byte, keyring.KeySize)
	if _, err := rand.Read(key); err != nil {
		t.Fatal(err)
	}
	key[0] = 0xfb // gives + and - in the two alphabets
	want, err := keyring.New(key)
	if err != nil {
		t.Fatal(err)
	}
	box, _ := want.Seal("p", []byte("x"), nil)
	for name, text := range map[string]string{
		"hex":       hex.EncodeToString(key) + "\n",
		"HEX":       strings.ToUpper(hex.EncodeToString(key)),
		"base64":    base64.StdEncoding.EncodeToString(key),
		"unpadded":  base64.RawStdEncoding.EncodeToString(key),
		"URL-safe":  base64.URLEncoding.EncodeToString(key),
		"in spaces": "  " + base64.RawURLEncoding.EncodeToString(key) + "  ",
	} {
		got, err := keyring.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := got.Open("p", box, nil); err != nil {
			t.Errorf("%s is another key: %v", name, err)
		}
	}
	for _, text := range []string{"", "abc", hex.EncodeToString(key[:31]), base64.StdEncoding.EncodeToString(key[:16]), strings.Repeat("z", 64)} {
		if _, err := keyring.Parse(text); err == nil {
			t.Errorf("%q passed", text)
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestCheckKnowsItsKey(t *testing.T) {
	t.Parallel()
	check, err := ring(t, 1).Check()
	if err != nil {
		t.Fatal(err)
	}
	if err := ring(t, 1).Verify(check); err != nil {
		t.Errorf("the same key: %v", err)
	}
	if err := ring(t, 2).Verify(check); !errors.Is(err, keyring.ErrWrongKey) {
		t.Errorf("another key: %v", err)
	}
	if err := ring(t, 1).Verify("!"); err == nil || errors.Is(err, keyring.ErrWrongKey) {
		t.Errorf("a damaged check value: %v", err)
	}
	if err := ring(t, 1).Verify(""); !errors.Is(err, keyring.ErrWrongKey) {
		t.Errorf("an empty check value: %v", err)
	}
}

func TestRingShowsNothing(t *testing.T) {
	t.Parallel()
	r := ring(t, 0x41) // "A"
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "ring", r)
	shown := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		shown += fmt.Sprintf(verb, r) + fmt.Sprintf(verb, struct{ R *keyring.Ring }{r})
	}
	for _, key := range []string{"AAAA", "4141", "65 65", "0x41"} {
		if strings.Contains(shown, key) {
			t.Errorf("key material shows as %q", key)
		}
	}
	if !strings.Contains(shown, "keyring.Ring") {
		t.Error("the ring does not show at all")
	}
}
