package stack

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Lease says which of the programs that share the data works on a stack's operation, and until when it may be thought alive.
//
//	operation begins ─▶ Lease{Node, now + LeaseTime} ──Renew, again and again──▶ operation ends
//	                                                 ──the node dies, or stops──▶ Adopt by another: resume
//
// A node that was away too long finds another's name in the row before it writes anything, and stops.
type Lease struct {
	Node  string
	Until time.Time // real time: the product's may be moved
}

// LeaseTime is how long a node that is not heard of is thought alive. Renew is due well before; clocks of nodes may differ by
// a few seconds.
const LeaseTime = 30 * time.Second

// errLost says that another node has taken the operation over.
var errLost = errors.New("another node has taken the operation over")

// errKept says that a stack is in good hands.
var errKept = errors.New("the operation is worked on")

func (s *Service) lease() *Lease {
	if s.Node == "" {
		return nil
	}
	return &Lease{Node: s.Node, Until: s.Real().UTC().Add(LeaseTime)}
}

// Renew tells the other nodes that this one is still at work on its stacks.
func (s *Service) Renew(ctx context.Context) error {
	list, err := s.running(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, st := range list {
		if st.Lease == nil || st.Lease.Node != s.Node {
			continue
		}
		_, err := s.Store.Stacks.Update(ctx, st.ID, func(st *Stack) error {
			if st.Lease == nil || st.Lease.Node != s.Node || st.Lease.Until.IsZero() {
				return errKept
			}
			st.Lease = s.lease()
			return nil
		})
		if err != nil && !errors.Is(err, errKept) {
			failed = append(failed, fmt.Errorf("keep stack %s: %w", st.ID, err))
		}
	}
	return errors.Join(failed...)
}

// Adopt takes up, in the background, what nodes that are gone left unfinished.
func (s *Service) Adopt(ctx context.Context) error {
	list, err := s.running(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, st := range list {
		if s.kept(st) {
			continue
		}
		_, err := s.Store.Stacks.Update(ctx, st.ID, func(st *Stack) error {
			if s.kept(st) || !st.Status.InProgress() {
				return errKept // another node was quicker
			}
			st.Lease = s.lease()
			return nil
		})
		switch {
		case err == nil:
			s.start(st.ID, (*run).resume)
		case !errors.Is(err, errKept):
			failed = append(failed, fmt.Errorf("take over stack %s: %w", st.ID, err))
		}
	}
	return errors.Join(failed...)
}

// kept says whether a node works on the stack.
func (s *Service) kept(st *Stack) bool { return st.Lease != nil && s.Real().Before(st.Lease.Until) }

// release lets another node go on at once with what this one leaves unfinished.
func (s *Service) release(ctx context.Context, id string) error {
	if s.Node == "" {
		return nil
	}
	_, err := s.Store.Stacks.Update(ctx, id, func(st *Stack) error {
		if st.Lease == nil || st.Lease.Node != s.Node {
			return errKept
		}
		st.Lease.Until = time.Time{}
		return nil
	})
	if errors.Is(err, errKept) {
		return nil
	}
	return err
}

// holds says whether this run may still write.
func (x *run) holds(st *Stack) bool {
	return x.Node == "" || st.Lease != nil && st.Lease.Node == x.Node
}

// mine refuses a write of a run that was thought dead.
func (x *run) mine(ctx context.Context) error {
	if x.Node == "" {
		return nil
	}
	st, err := x.Store.Stacks.Get(ctx, x.stack.ID)
	if err == nil && !x.holds(st) {
		err = errLost
	}
	return err
}

// fenced is a change of the stack that is not made once another node has it.
func (x *run) fenced(change func(*Stack)) func(*Stack) error {
	return func(st *Stack) error {
		if !x.holds(st) {
			return errLost
		}
		if change != nil {
			change(st)
		}
		return nil
	}
}
