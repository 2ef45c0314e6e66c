package stack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// stranded are the stacks whose operation this program could not bring to an end, say because the disk was full. Nobody
// works on them.
type stranded struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (s *stranded) add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids == nil {
		s.ids = map[string]bool{}
	}
	s.ids[id] = true
}

func (s *stranded) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := slices.Sorted(maps.Keys(s.ids))
	clear(s.ids)
	return ids
}

// Retry takes up, in the background, the operations that went wrong inside, as Resume does for those of an earlier run. It is
// called again and again: what keeps it from going on may be over by now.
func (s *Service) Retry(ctx context.Context) error {
	var failed []error
	for _, id := range s.stranded.take() {
		st, err := s.Store.Stacks.Get(ctx, id)
		switch {
		case err != nil:
			s.stranded.add(id)
			failed = append(failed, fmt.Errorf("go on with stack %s: %w", id, err))
		case st.Status.InProgress() && (&run{Service: s}).holds(st):
			s.start(id, (*run).resume)
		}
	}
	return errors.Join(failed...)
}
