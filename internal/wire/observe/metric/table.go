package metric

import (
	"maps"
	"sync"
	"sync/atomic"
)

// maxSeries bounds a table: what comes later is counted together. A name that a client may choose must not fill the memory
// of whoever watches.
const maxSeries = 2000

// Table finds a value by its key. Looking one up takes no lock and allocates nothing; a new one copies the table.
type Table[K comparable, V any] struct {
	Make  func(K) *V
	Other K // the key of all that come when the table is full

	mu     sync.Mutex
	values atomic.Pointer[map[K]*V]
}

// Get gives the value of a key, a new one if there is none yet.
func (t *Table[K, V]) Get(key K) *V {
	if values := t.values.Load(); values != nil {
		if v := (*values)[key]; v != nil {
			return v
		}
	}
	return t.add(key)
}

func (t *Table[K, V]) add(key K) *V {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.all()
	if len(before) >= maxSeries && before[key] == nil {
		key = t.Other
	}
	if v := before[key]; v != nil {
		return v
	}
	v := t.Make(key)
	after := make(map[K]*V, len(before)+1)
	maps.Copy(after, before)
	after[key] = v
	t.values.Store(&after)
	return v
}

func (t *Table[K, V]) all() map[K]*V {
	if values := t.values.Load(); values != nil {
		return *values
	}
	return nil
}
