package token_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool/token"
	"github.com/sallyport/sallyport/internal/core/userpool/userpooltest"
)

// payload is the token's claims with one piece replaced.
func payload(t testing.TB, minted, from, to string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(minted, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	if from != "" && !strings.Contains(string(raw), from) {
		t.Fatalf("no %s in %s", from, raw)
	}
	return strings.Replace(string(raw), from, to, 1)
}

func TestRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := w.mint(t)
	part := strings.Split(good, ".")
	keys, now := w.keys(t, w.pool), w.clock.Now().Unix()
	access, header := private(t, keys.Access), headerOf(keys.Access)
	otherPool := userpooltest.Pool(t, w.pools)
	otherKeys := w.keys(t, otherPool)
	changed := func(from, to string) string { return forge(t, access, header, payload(t, good, from, to)) }
	iat := fmt.Sprintf(`"iat":%d`, now)

	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: must(x509.MarshalPKIXPublicKey(&access.PublicKey))})
	mac := hmac.New(sha256.New, publicPEM)
	hs256 := encode(`{"kid":"`+keys.Access.KID+`","alg":"HS256"}`) + "." + part[1]
	mac.Write([]byte(hs256))
	hs256 += "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))

	for name, c := range map[string]struct{ token, reason string }{
		"empty":                  {"", "three parts"},
		"one part":               {part[0], "three parts"},
		"two parts":              {part[0] + "." + part[1], "three parts"},
		"no payload":             {part[0] + ".." + part[2], "not JSON"},
		"no signature":           {part[0] + "." + part[1] + ".", "three parts"},
		"four parts":             {good + ".x", "three parts"},
		"line break":             {good + "\n", "line breaks"},
		"padding":                {good + "=", "signature is not base64url"},
		"bearer left on":         {"Bearer " + good, "header is not base64url"},
		"oversized":              {good + strings.Repeat("A", 16<<10), "longer than"},
		"signature of nothing":   {part[0] + "." + part[1] + ".AAAA", "signature is wrong"},
		"signature tampered":     {part[0] + "." + part[1] + "." + flip(part[2]), "signature is wrong"},
		"claims tampered":        {part[0] + "." + encode(payload(t, good, "weather/get", "weather/delete")) + "." + part[2], "signature is wrong"},
		"alg none":               {encode(`{"kid":"`+keys.Access.KID+`","alg":"none"}`) + "." + part[1] + "." + part[2], "algorithm is not RS256"},
		"alg none, no signature": {encode(`{"alg":"none"}`) + "." + part[1] + ".", "three parts"},
		"HS256 by public key":    {hs256, "algorithm is not RS256"},
		"RS384 in the header":    {forge(t, access, `{"kid":"`+keys.Access.KID+`","alg":"RS384"}`, payload(t, good, "", "")), "algorithm is not RS256"},
		"own key in the header":  {forge(t, private(t, otherKeys.Access), `{"kid":"`+keys.Access.KID+`","alg":"RS256","jwk":{}}`, payload(t, good, "", "")), "none of the user pool's"},
		"right kid, wrong key":   {forge(t, private(t, otherKeys.Access), header, payload(t, good, "", "")), "signature is wrong"},
		"unknown kid":            {forge(t, access, headerOf(otherKeys.Access), payload(t, good, "", "")), "none of the user pool's"},
		"access by the ID key":   {forge(t, private(t, keys.ID), headerOf(keys.ID), payload(t, good, "", "")), "not for the token's use"},
		"ID by the access key":   {changed(`"token_use":"access"`, `"token_use":"id"`), "not for the token's use"},
		"no token_use":           {changed(`"token_use":"access"`, `"x":"access"`), "not for the token's use"},
		"header not JSON":        {forge(t, access, "{", payload(t, good, "", "")), "header is not base64url of a JSON object"},
		"payload not JSON":       {forge(t, access, header, "{"), "not JSON"},
		"payload a list":         {forge(t, access, header, "[1]"), "not an object"},
		"payload empty object":   {forge(t, access, header, "{}"), "names no issuer"},
		"claim twice":            {changed(`"version":2`, `"version":2,"scope":"weather/delete"`), "occurs twice"},
		"claim twice, escaped":   {changed(`"version":2`, `"version":2,"scop\u0065":"weather/delete"`), "occurs twice"},
		"too many claims":        {changed(`"version":2`, `"version":2`+manyClaims(300)), "too many claims"},
		"scope not a string":     {changed(`"scope":"weather/get"`, `"scope":["weather/get"]`), "scope is not a string"},
		"exp not a number":       {changed(`"exp":`, `"exp":"x","y":`), "exp is not a time"},
		"exp a fraction":         {changed(`"exp":`, `"exp":1.5,"y":`), "exp is not a time"},
		"exp beyond all":         {changed(`"exp":`, `"exp":1e300,"y":`), "exp is not a time"},
		"exp negative":           {changed(`"exp":`, `"exp":-1,"y":`), "exp is not a time"},
		"no exp":                 {changed(`"exp"`, `"exq"`), "lacks exp"},
		"no iat":                 {changed(`"iat"`, `"ias"`), "lacks exp or iat"},
		"not yet valid":          {changed(iat, iat+fmt.Sprintf(`,"nbf":%d`, now+60)), "not valid yet"},
		"from the future":        {changed(iat, fmt.Sprintf(`"iat":%d`, now+60)), "in the future"},
		"foreign issuer":         {changed("https://auth.example/", "https://evil.example/"), "not the user pool's"},
		"AWS as issuer":          {changed("https://auth.example/", "https://cognito-idp.eu-west-1.amazonaws.com/"), "not the user pool's"},
		"issuer of no pool":      {changed(w.pool, "eu-west-1_nothing00"), "does not exist"},
		"issuer another pool":    {changed(w.pool, otherPool), "none of the user pool's"},
		"unknown client":         {changed(`"client_id":"`, `"client_id":"x`), "client does not exist"},
		"no client":              {changed(`"client_id"`, `"client"`), "client does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			claims, err := w.verifier.Verify(t.Context(), c.token, nil)
			var refusal *token.Refusal
			if claims != nil || !errors.As(err, &refusal) || !errors.Is(err, token.ErrInvalid) {
				t.Fatalf("got %+v, %v; want ErrInvalid", claims, err)
			}
			if !strings.Contains(refusal.Reason, c.reason) {
				t.Errorf("reason %q, want %q", refusal.Reason, c.reason)
			}
		})
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func flip(s string) string {
	if s[0] == 'A' {
		return "B" + s[1:]
	}
	return "A" + s[1:]
}

func manyClaims(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"c%d":{"deep":[1,"]}"]}`, i)
	}
	return b.String()
}

func TestAcceptedPoolsOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good, other := w.mint(t), userpooltest.Pool(t, w.pools)
	for name, c := range map[string]struct {
		pools []string
		ok    bool
	}{
		"any": {nil, true}, "its own": {[]string{w.pool}, true}, "among others": {[]string{other, w.pool}, true},
		"another": {[]string{other}, false}, "no real one": {[]string{"eu-west-1_nothing00"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := w.verifier.Verify(t.Context(), good, c.pools)
			if (err == nil) != c.ok || (err != nil && !errors.Is(err, token.ErrInvalid)) {
				t.Errorf("got %v, want accepted: %v", err, c.ok)
			}
		})
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := w.mint(t)
	w.clock.Advance(-4 * time.Second)
	if _, err := w.verifier.Verify(t.Context(), good, nil); err != nil {
		t.Errorf("on a node whose clock is a little behind: %v", err)
	}
	w.clock.Advance(4*time.Second + time.Hour - time.Second)
	if _, err := w.verifier.Verify(t.Context(), good, nil); err != nil {
		t.Errorf("in its last second: %v", err)
	}
	w.clock.Advance(time.Second)
	_, err := w.verifier.Verify(t.Context(), good, nil)
	if !errors.Is(err, token.ErrExpired) || errors.Is(err, token.ErrInvalid) {
		t.Errorf("after its end: %v, want ErrExpired alone", err)
	}
	// An expired token with a wrong signature is nobody's, not an expired one.
	if _, err := w.verifier.Verify(t.Context(), good[:len(good)-4]+"AAAA", nil); !errors.Is(err, token.ErrInvalid) {
		t.Errorf("expired and forged: %v, want ErrInvalid", err)
	}
}

// What is deleted stops working without a restart: the snapshots follow the store.
func TestDeletedClientAndPool(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(*world, *testing.T) error{
		"client": func(w *world, t *testing.T) error {
			return w.pools.DeleteClient(t.Context(), userpooltest.Home, w.pool, w.client.ID)
		},
		"pool": func(w *world, t *testing.T) error {
			return w.pools.DeletePool(t.Context(), userpooltest.Home, w.pool)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			good := w.mint(t)
			if _, err := w.verifier.Verify(t.Context(), good, nil); err != nil {
				t.Fatal(err)
			}
			before := w.snapshots.Generation()
			if err := remove(w, t); err != nil {
				t.Fatal(err)
			}
			deadline := time.Now().Add(5 * time.Second)
			for {
				_, err := w.verifier.Verify(t.Context(), good, nil)
				if errors.Is(err, token.ErrInvalid) && w.snapshots.Generation() != before {
					return
				}
				if time.Now().After(deadline) {
					t.Fatalf("still: %v", err)
				}
				time.Sleep(time.Millisecond)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	w := newWorld(f)
	good := w.mint(f)
	f.Add(good)
	f.Add("..")
	f.Add(encode(`{"alg":"none"}`) + "." + encode(`{"iss":"https://auth.example/`+w.pool+`"}`) + ".AA")
	f.Add(encode(`{}`) + "." + encode(` {"a":"\\\"","b":[{"c":"]"}] , "iss":"x" } `) + ".AA")
	f.Fuzz(func(t *testing.T, text string) {
		claims, err := w.verifier.Verify(t.Context(), text, nil)
		if err == nil && text != good {
			t.Fatalf("accepted %q as %+v", text, claims)
		}
		var refusal *token.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("%q: %v is no refusal", text, err)
		}
	})
}
