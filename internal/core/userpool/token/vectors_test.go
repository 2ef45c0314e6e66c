package token

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vectorFile is the part of a Wycheproof file that concerns RS256.
type vectorFile struct {
	TestGroups []struct {
		Comment string
		Public  json.RawMessage
		Tests   []struct {
			ID      int `json:"tcId"`
			Comment string
			JWS     json.RawMessage
			Result  string
		}
	}
}

// TestVectors judges the tokens of Project Wycheproof as the verifier does: the header must be the one that belongs to the
// key, then the signature must be right. Tokens of other algorithms are judged too, and refused, under an RSA key.
func TestVectors(t *testing.T) {
	t.Parallel()
	root := os.Getenv("SALLYPORT_VECTORS")
	if root == "" {
		t.Skip("SALLYPORT_VECTORS is not set: the JWS vectors are not run")
	}
	judged := 0
	for _, name := range []string{"json_web_signature_test.json", "json_web_crypto_test.json", "json_web_key_test.json"} {
		raw, err := os.ReadFile(filepath.Join(root, "jws", name))
		if err != nil {
			t.Fatal(err)
		}
		var file vectorFile
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		judged += judgeAll(t, name, file)
	}
	if judged < 200 {
		t.Errorf("only %d vectors concern RS256: the files have changed their form", judged)
	}
}

func judgeAll(t *testing.T, name string, file vectorFile) (judged int) {
	for _, group := range file.TestGroups {
		key, kid, ok := rs256Key(group.Public)
		if !ok {
			continue
		}
		// Which keys may be used is decided where keys are made, not here; these groups are about reading keys of others.
		if group.Comment == "jws_rsa_roca_key" || strings.HasPrefix(name, "json_web_key") {
			continue
		}
		header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","kid":"` + kid + `"}`))
		for _, test := range group.Tests {
			var token string
			if json.Unmarshal(test.JWS, &token) != nil {
				token = string(test.JWS) // JSON serialization
			}
			judged++
			if accepted := judge(key, header, token); accepted != (test.Result == "valid") {
				t.Errorf("%s %d (%s): accepted %v, want %s", name, test.ID, test.Comment, accepted, test.Result)
			}
		}
	}
	return judged
}

func judge(key *rsa.PublicKey, header, token string) bool {
	p, err := split(token)
	return err == nil && p.header == header && verifyRS256(key, p.signed, p.signature)
}

func rs256Key(raw json.RawMessage) (key *rsa.PublicKey, kid string, ok bool) {
	var public struct{ Kty, Alg, Kid, N, E string }
	if len(raw) == 0 || json.Unmarshal(raw, &public) != nil || public.Kty != "RSA" || public.Alg != "RS256" {
		return nil, "", false
	}
	n, err := base64.RawURLEncoding.DecodeString(public.N)
	if err != nil {
		return nil, "", false
	}
	e, err := base64.RawURLEncoding.DecodeString(public.E)
	if err != nil {
		return nil, "", false
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}, public.Kid, true
}
