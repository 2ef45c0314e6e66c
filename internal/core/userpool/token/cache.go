package token

import (
	"context"
	"sync"
)

// cache keeps what was loaded until it is dropped. What is not there is not remembered: asking for it costs a read.
type cache[T any] struct {
	load func(ctx context.Context, key string) (*T, error)
	rows sync.Map // string -> *T

	mu    sync.Mutex
	drops uint64
}

func (c *cache[T]) get(ctx context.Context, key string) (*T, error) {
	if row, ok := c.rows.Load(key); ok {
		return row.(*T), nil
	}
	c.mu.Lock()
	before := c.drops
	c.mu.Unlock()
	row, err := c.load(ctx, key)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops == before { // else the row may have changed after it was read
		c.rows.Store(key, row)
	}
	return row, nil
}

// drop forgets a row; the empty key forgets all.
func (c *cache[T]) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	if key == "" {
		c.rows.Clear()
		return
	}
	c.rows.Delete(key)
}
