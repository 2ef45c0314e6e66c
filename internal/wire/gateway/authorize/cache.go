package authorize

import (
	"hash/maphash"
	"strings"
	"sync"
	"time"
)

// DefaultCacheBytes bounds a cache nobody gave a bound.
const DefaultCacheBytes = 16 << 20

const shardCount = 16

// Cache keeps tokens that were verified, so that a client's next request costs a comparison and not a signature check.
// An entry is found by the whole token, is bound to the authorizer of the deployment it was verified for, and is never
// used past its end or after the pool's generation has changed.
type Cache struct {
	seed   maphash.Seed
	shards [shardCount]shard
}

// shard holds two generations of entries: what is found in the old one moves to the young one, and a young one that is
// full becomes the old one. That is nearly least-recently-used, without a list to keep.
type shard struct {
	mu         sync.RWMutex
	young, old map[uint64]*entry
	size       int // bytes of young
	limit      int // of young: half of the shard
}

type cacheKey struct{ token, api, deployment, authorizer string }

type entry struct {
	key        cacheKey
	token      *Token
	generation uint64
	until      time.Time
}

// cost is about what an entry holds: the token, its payload, the fields of both and their place in the map.
func (e *entry) cost() int { return len(e.key.token) + len(e.token.Payload) + 512 }

// NewCache makes a cache of about this many bytes.
func NewCache(bytes int) *Cache {
	c := &Cache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i] = shard{young: map[uint64]*entry{}, limit: bytes / shardCount / 2}
	}
	return c
}

func (c *Cache) hash(k cacheKey) uint64 {
	h := maphash.String(c.seed, k.token)
	for _, s := range [...]string{k.api, k.deployment, k.authorizer} {
		h = h*31 + maphash.String(c.seed, s)
	}
	return h
}

func (c *Cache) get(k cacheKey, now time.Time, v TokenVerifier) *Token {
	h := c.hash(k)
	s := &c.shards[h%shardCount]
	e, aged := s.find(h)
	if e == nil || e.key != k || !now.Before(e.until) || v.Generation(e.token.PoolARN) != e.generation {
		return nil
	}
	if aged {
		s.add(h, e)
	}
	return e.token
}

func (s *shard) find(h uint64) (e *entry, aged bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if e := s.young[h]; e != nil {
		return e, false
	}
	return s.old[h], true
}

func (c *Cache) put(k cacheKey, t *Token, generation uint64, until time.Time) {
	k.token = strings.Clone(k.token) // the request's memory is not kept alive, nor is it ours
	e := &entry{key: k, token: t, generation: generation, until: until}
	h := c.hash(k)
	c.shards[h%shardCount].add(h, e)
}

func (s *shard) add(h uint64, e *entry) {
	cost := e.cost()
	if cost > s.limit {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if before := s.young[h]; before != nil {
		s.size -= before.cost()
	}
	if s.size+cost > s.limit {
		s.old, s.young, s.size = s.young, make(map[uint64]*entry, len(s.young)), 0
	}
	s.young[h] = e
	s.size += cost
}
