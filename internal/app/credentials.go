package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/sallyport/sallyport/internal/config"
	"github.com/sallyport/sallyport/internal/core/iam"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
)

// credentials finds access keys for signature verification. Keys that were seen stay in memory until a change of theirs is
// told, so that a signed request does not touch the database.
type credentials struct {
	principals  *iam.Principals
	development *iam.AccessKey // nil where no key is well known
	mu          sync.RWMutex
	seen        map[string]awshttp.Credential
	generation  uint64 // grows with every change: what was read before one is not remembered after it
}

// seenLimit bounds the memory of keys; beyond it the memory starts anew.
const seenLimit = 10_000

func newCredentials(p *iam.Principals, changes record.Changes) *credentials {
	c := &credentials{principals: p, seen: map[string]awshttp.Credential{}}
	changes.Watch(iam.AccessKeySpec.Table, func(key string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.generation++
		if key == "" {
			clear(c.seen)
			return
		}
		delete(c.seen, key)
	})
	return c
}

// Lookup implements awshttp.Credentials.
func (c *credentials) Lookup(ctx context.Context, id string) (awshttp.Credential, error) {
	if d := c.development; d != nil && id == d.ID {
		return credential(d), nil
	}
	c.mu.RLock()
	known, ok := c.seen[id]
	generation := c.generation
	c.mu.RUnlock()
	if ok {
		return known, nil
	}
	key, err := c.principals.Key(ctx, id)
	if err != nil {
		return awshttp.Credential{}, err
	}
	if key == nil {
		return awshttp.Credential{}, awshttp.ErrUnknownKey
	}
	c.remember(id, credential(key), generation)
	return credential(key), nil
}

func (c *credentials) remember(id string, known awshttp.Credential, generation uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.generation != generation {
		return
	}
	if len(c.seen) >= seenLimit {
		clear(c.seen)
	}
	c.seen[id] = known
}

func credential(k *iam.AccessKey) awshttp.Credential {
	return awshttp.Credential{Secret: k.Secret, Caller: k.Principal, Development: k.Development}
}

// seed gives the server the key that its profile starts with.
//
//	development, loopback      the well-known key, in memory only
//	development, elsewhere     a random root key, told
//	production                 a random root key, written once to DATA/root-credentials
func (c *credentials) seed(ctx context.Context, cfg config.Config, tell func(string)) (*iam.AccessKey, error) {
	if cfg.Profile == config.Development && cfg.Loopback() {
		c.development = iam.DevelopmentKey(cfg.AccountID)
		return c.development, nil
	}
	key, err := c.principals.RootKey(ctx)
	if err != nil || key != nil {
		return key, err
	}
	if key, err = c.principals.MakeRootKey(cfg.AccountID); err != nil {
		return nil, err
	}
	// The file comes first: a key that is stored and not told to anybody would lock the owner out.
	path := filepath.Join(cfg.Data, "root-credentials")
	if err := writeCredentials(path, key); err != nil {
		return nil, err
	}
	if err := c.principals.Keys.Insert(ctx, key); err != nil {
		return nil, fmt.Errorf("store the root access key: %w", err)
	}
	tell("made a root access key; it is in " + path)
	return key, nil
}

// writeCredentials writes an AWS shared-credentials file.
func writeCredentials(path string, key *iam.AccessKey) error {
	text := fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", key.ID, key.Secret)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("write the root access key: %w", err)
	}
	return nil
}
