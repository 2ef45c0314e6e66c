package token

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/userpool"
)

// Signer signs a SHA-256 digest by RSASSA-PKCS1-v1_5 (RFC 7518 section 3.3). It is the expensive step of every token, so
// the program may put a bound in front of it.
type Signer interface {
	Sign(ctx context.Context, key *rsa.PrivateKey, digest []byte) ([]byte, error)
}

// DirectSigner signs at once, in the goroutine of the caller.
type DirectSigner struct{}

// Sign implements Signer.
func (DirectSigner) Sign(_ context.Context, key *rsa.PrivateKey, digest []byte) ([]byte, error) {
	return rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest)
}

// Minter makes tokens. All its fields must be set.
type Minter struct {
	Snapshots *Snapshots
	Signer    Signer
	Now       func() time.Time
	Rand      io.Reader
}

// ClientCredentials makes the access token of a client that acts for itself. Its claims and their order are those of
// Cognito's token endpoint.
func (m *Minter) ClientCredentials(ctx context.Context, client *userpool.Client, scopes []string) (string, error) {
	pool, err := m.pool(ctx, client.PoolID)
	if err != nil {
		return "", err
	}
	id, err := ident.UUID(m.Rand)
	if err != nil {
		return "", err
	}
	now := m.Now().Unix()
	var claims Object
	claims.Text("sub", client.ID)
	claims.Text("token_use", string(Access))
	claims.Text("scope", strings.Join(scopes, " "))
	claims.Number("auth_time", now)
	claims.Text("iss", pool.issuer)
	claims.Number("exp", now+int64(client.AccessTokenLifetime()/time.Second))
	claims.Number("iat", now)
	claims.Number("version", 2)
	claims.Text("jti", id)
	claims.Text("client_id", client.ID)
	return m.sign(ctx, pool.key(Access), claims.JSON())
}

// Sign makes a token of the pool from claims that the caller has written, with the key for that use.
func (m *Minter) Sign(ctx context.Context, poolID string, use Use, claims *Object) (string, error) {
	pool, err := m.pool(ctx, poolID)
	if err != nil {
		return "", err
	}
	return m.sign(ctx, pool.key(use), claims.JSON())
}

// Issuer is what the pool's tokens carry as iss.
func (m *Minter) Issuer(ctx context.Context, poolID string) (string, error) {
	pool, err := m.pool(ctx, poolID)
	if err != nil {
		return "", err
	}
	return pool.issuer, nil
}

func (m *Minter) pool(ctx context.Context, id string) (*snapshot, error) {
	pool, err := m.Snapshots.pool(ctx, id)
	if err == nil && pool == nil {
		err = fmt.Errorf("mint a token: user pool %s has no keys", id)
	}
	return pool, err
}

// sign writes the compact serialization (RFC 7515 section 7.1).
func (m *Minter) sign(ctx context.Context, key *signingKey, payload []byte) (string, error) {
	encoding := base64.RawURLEncoding
	token := make([]byte, 0, len(key.header)+encoding.EncodedLen(len(payload))+encoding.EncodedLen(key.private.Size())+2)
	token = append(append(token, key.header...), '.')
	token = encoding.AppendEncode(token, payload)
	digest := sha256.Sum256(token)
	signature, err := m.Signer.Sign(ctx, key.private, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return string(encoding.AppendEncode(append(token, '.'), signature)), nil
}
