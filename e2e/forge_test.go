package e2e

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"strings"
)

var b64 = base64.RawURLEncoding

// forge makes a token that must be refused out of one that is good.
func forge(token, kind, jwks string) (string, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", fmt.Errorf("not a token: %q", token)
	}
	var header, claims map[string]any
	for i, into := range []*map[string]any{&header, &claims} {
		raw, err := b64.DecodeString(parts[i])
		if err != nil {
			return "", err
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return "", err
		}
	}
	join := func() (string, error) {
		h, err := json.Marshal(header)
		if err != nil {
			return "", err
		}
		c, err := json.Marshal(claims)
		return b64.EncodeToString(h) + "." + b64.EncodeToString(c), err
	}
	switch kind {
	case "tampered":
		claims["scope"] = "weather-api/get weather-api/post weather-api/delete"
		signed, err := join()
		return signed + "." + parts[2], err
	case "signature":
		raw, err := b64.DecodeString(parts[2])
		if err != nil {
			return "", err
		}
		raw[7] ^= 1
		return parts[0] + "." + parts[1] + "." + b64.EncodeToString(raw), nil
	case "none":
		header["alg"] = "none"
		signed, err := join()
		return signed + ".", err
	case "hs256":
		header["alg"] = "HS256"
		signed, err := join()
		if err != nil {
			return "", err
		}
		return withPublicKey(signed, header["kid"].(string), jwks)
	case "otherkey":
		signed, err := join()
		if err != nil {
			return "", err
		}
		return withOwnKey(signed)
	}
	return "", fmt.Errorf("unknown kind %q", kind)
}

// withPublicKey signs by HMAC with the pool's public key, which a verifier that believes `alg` would accept.
func withPublicKey(signed, kid, jwks string) (string, error) {
	resp, err := http.Get(jwks)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var set struct{ Keys []struct{ Kid, N string } }
	if err := json.NewDecoder(resp.Body).Decode(&set); err != nil {
		return "", err
	}
	for _, k := range set.Keys {
		if k.Kid != kid {
			continue
		}
		n, err := b64.DecodeString(k.N)
		if err != nil {
			return "", err
		}
		der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537})
		if err != nil {
			return "", err
		}
		mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
		mac.Write([]byte(signed))
		return signed + "." + b64.EncodeToString(mac.Sum(nil)), nil
	}
	return "", fmt.Errorf("no key %s at %s", kid, jwks)
}

func withOwnKey(signed string) (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(signed))
	sig, err := key.Sign(rand.Reader, sum[:], crypto.SHA256)
	return signed + "." + b64.EncodeToString(sig), err
}
