package app

import "sync/atomic"

// looks counts what the gateway's cache of tokens asks its verifier: the generation of one pool at every hit; at a miss those
// of all the authorizer's pools, and then the token.
type looks struct {
	generations, provided, misses atomic.Uint64
	shown                         atomic.Uint64
}

func (l *looks) missed(pools int) {
	l.misses.Add(1)
	l.provided.Add(uint64(pools))
}

// hits never goes back, though a miss that is just under way looks like hits for a moment.
func (l *looks) hits() uint64 {
	provided := l.provided.Load()
	now := l.generations.Load()
	for {
		shown := l.shown.Load()
		if now < provided || now-provided <= shown {
			return shown
		}
		if l.shown.CompareAndSwap(shown, now-provided) {
			return now - provided
		}
	}
}
