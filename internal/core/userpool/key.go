package userpool

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"

	"github.com/sallyport/sallyport/internal/core/record"
)

// KeySource gives RSA-2048 keys. Making one takes long, so the program makes them ahead of need.
type KeySource interface {
	Take(ctx context.Context) (*rsa.PrivateKey, error)
}

// PoolKeys are the two keys of a pool. ID and access tokens are signed by different ones, so that neither passes for the
// other even where a verifier forgets to look at token_use.
type PoolKeys struct {
	PoolID string
	ID     Key
	Access Key
}

// Key is a signing key at rest.
type Key struct {
	KID   string
	PKCS8 string // base64 of the private key; encrypted by the store
}

// KeySpec describes the table of pool keys, keyed by pool id.
func KeySpec() record.Spec[PoolKeys] {
	return record.Spec[PoolKeys]{
		Table:   KeyTable,
		Key:     func(k *PoolKeys) string { return k.PoolID },
		Secrets: func(k *PoolKeys) []*string { return []*string{&k.ID.PKCS8, &k.Access.PKCS8} },
	}
}

func newPoolKeys(ctx context.Context, source KeySource, rand io.Reader, poolID string) (*PoolKeys, error) {
	id, err := newKey(ctx, source, rand)
	if err != nil {
		return nil, fmt.Errorf("ID token key of %s: %w", poolID, err)
	}
	access, err := newKey(ctx, source, rand)
	if err != nil {
		return nil, fmt.Errorf("access token key of %s: %w", poolID, err)
	}
	return &PoolKeys{PoolID: poolID, ID: id, Access: access}, nil
}

// newKey names a key by 32 random bytes, whose base64 ends in "=" as AWS's key ids do.
func newKey(ctx context.Context, source KeySource, rand io.Reader) (Key, error) {
	var kid [32]byte
	if _, err := io.ReadFull(rand, kid[:]); err != nil {
		return Key{}, fmt.Errorf("draw a key id: %w", err)
	}
	private, err := source.Take(ctx)
	if err != nil {
		return Key{}, fmt.Errorf("take a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return Key{}, fmt.Errorf("encode a key: %w", err)
	}
	return Key{
		KID:   base64.StdEncoding.EncodeToString(kid[:]),
		PKCS8: base64.StdEncoding.EncodeToString(der),
	}, nil
}

// Private decodes the key. The result is ready for fast signing: decoding computes the CRT values.
func (k Key) Private() (*rsa.PrivateKey, error) {
	der, err := base64.StdEncoding.DecodeString(k.PKCS8)
	if err != nil {
		return nil, fmt.Errorf("key %s is not base64: %w", k.KID, err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("key %s is not PKCS #8: %w", k.KID, err)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("key %s is %T, not RSA", k.KID, parsed)
	}
	return private, nil
}
