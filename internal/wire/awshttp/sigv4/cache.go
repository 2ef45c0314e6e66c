package sigv4

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"sync"
)

// KeyCache remembers derived signing keys, up to a number of them. It is safe
// for concurrent use.
//
// A key is bound to the secret it was derived from by that secret's digest: a
// rotated secret, or another account's under a reused id, misses. A key is put
// in only after a signature made with it was found right, so that nobody
// without a secret can crowd the cache.
type KeyCache struct {
	limit int

	mu   sync.RWMutex
	keys map[keyID]*signingKey
}

type keyID struct{ accessKey, date, region, service string }

func (c *Credential) id() keyID { return keyID{c.AccessKeyID, c.Date, c.Region, c.Service} }

// NewKeyCache makes a cache of at most limit keys, and at least one.
func NewKeyCache(limit int) *KeyCache {
	return &KeyCache{limit: max(limit, 1), keys: make(map[keyID]*signingKey)}
}

// get returns the key for c if it was derived from this very secret. A nil
// cache holds nothing.
func (k *KeyCache) get(secret string, c *Credential) (*signingKey, bool) {
	if k == nil {
		return nil, false
	}
	k.mu.RLock()
	key, ok := k.keys[c.id()]
	k.mu.RUnlock()
	if !ok {
		return nil, false
	}
	digest := sha256.Sum256([]byte(secret))
	return key, subtle.ConstantTimeCompare(digest[:], key.owner[:]) == 1
}

func (k *KeyCache) put(c *Credential, key *signingKey) {
	if k == nil {
		return
	}
	// Cloned, or an entry would keep the whole Authorization header alive.
	id := keyID{strings.Clone(c.AccessKeyID), strings.Clone(c.Date), strings.Clone(c.Region), strings.Clone(c.Service)}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, replaces := k.keys[id]; !replaces && len(k.keys) >= k.limit {
		k.evict()
	}
	k.keys[id] = key
}

// evict drops the key of the oldest day among a handful: yesterday's are of no
// more use, and among today's any will do.
func (k *KeyCache) evict() {
	const sample = 8
	var oldest keyID
	seen := 0
	for id := range k.keys {
		if seen == 0 || id.date < oldest.date {
			oldest = id
		}
		if seen++; seen == sample {
			break
		}
	}
	delete(k.keys, oldest)
}

// Forget drops every key of an access key, for when it is deleted.
func (k *KeyCache) Forget(accessKeyID string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id := range k.keys {
		if id.accessKey == accessKeyID {
			delete(k.keys, id)
		}
	}
}

// Len is how many keys are held.
func (k *KeyCache) Len() int {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return len(k.keys)
}
