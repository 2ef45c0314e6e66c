package token

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Sealer encrypts and authenticates what a client carries for us.
type Sealer interface {
	Seal(purpose string, plaintext, associated []byte) ([]byte, error)
	Open(purpose string, sealed, associated []byte) ([]byte, error)
}

// Grant is a sign-in that tokens are made of: it stays the same through all refreshes, and travels in the refresh token.
type Grant struct {
	ID       string // of the family: origin_jti
	PoolID   string
	ClientID string
	Sub      string
	EventID  string
	Scopes   []string
	Nonce    string `json:",omitempty"` // OpenID Connect's, of the ID token
	OAuth    bool   `json:",omitempty"` // granted by a pool's domain and not by InitiateAuth
	AuthTime int64  // seconds
	Granted  int64  // milliseconds
	Expires  int64  // seconds: the end of the refresh token
	Serial   string `json:",omitempty"` // of the refresh token, where they rotate
}

// refreshHeader is the header of Cognito's refresh tokens, to the byte: clients tell token kinds apart by it.
const refreshHeader = `{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`

const refreshPurpose = "refresh-token"

var errNotRefresh = errors.New("not a refresh token")

// sealGrant writes a refresh token. It looks like Cognito's JSON Web Encryption (RFC 7516 section 7.1: header, wrapped key, IV,
// ciphertext, tag), which nobody but Cognito can read. Ours is sealed by our own key, bound to the header; the box is cut
// into the four parts behind the header where a version, a nonce, the ciphertext and a tag would end.
func sealGrant(s Sealer, g *Grant) (string, error) {
	plain, err := json.Marshal(g)
	if err != nil {
		return "", fmt.Errorf("write a refresh token: %w", err)
	}
	box, err := s.Seal(refreshPurpose, plain, []byte(refreshHeader))
	if err != nil {
		return "", fmt.Errorf("seal a refresh token: %w", err)
	}
	parts := []string{encodePart([]byte(refreshHeader))}
	for _, n := range []int{1, 12, len(box) - 29, 16} {
		parts = append(parts, encodePart(box[:n]))
		box = box[n:]
	}
	return strings.Join(parts, "."), nil
}

func encodePart(part []byte) string { return base64.RawURLEncoding.EncodeToString(part) }

// openGrant reads a refresh token.
func openGrant(s Sealer, token string) (*Grant, error) {
	parts := strings.Split(token, ".")
	if len(token) > maxToken || len(parts) != 5 || parts[0] != encodePart([]byte(refreshHeader)) || strings.ContainsAny(token, "\r\n") {
		return nil, errNotRefresh
	}
	var box []byte
	for _, part := range parts[1:] {
		raw, err := strict.DecodeString(part)
		if err != nil {
			return nil, errNotRefresh
		}
		box = append(box, raw...)
	}
	plain, err := s.Open(refreshPurpose, box, []byte(refreshHeader))
	if err != nil {
		return nil, errNotRefresh
	}
	g := &Grant{}
	if err := json.Unmarshal(plain, g); err != nil {
		return nil, fmt.Errorf("read a refresh token: %w", err)
	}
	return g, nil
}
