package stack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// run is one operation at work on one stack. Only the operation that a stack's status names writes its resources.
type run struct {
	*Service
	stack *Stack
	rows  map[string]*Resource

	mu     sync.Mutex
	failed map[Status][]string // logical ids by the state they failed in
}

// start lets the long part of an operation begin.
func (s *Service) start(stackID string, work func(x *run, ctx context.Context) error) {
	s.Background(func(ctx context.Context) {
		if err := s.perform(ctx, stackID, work); err != nil {
			s.stranded.add(stackID)
			s.Report(ctx, fmt.Errorf("stack %s: %w", stackID, err))
		}
	})
}

func (s *Service) perform(ctx context.Context, stackID string, work func(*run, context.Context) error) error {
	st, err := s.Store.Stacks.Get(ctx, stackID)
	if err != nil {
		return err
	}
	rows, err := s.rows(ctx, stackID)
	if err != nil {
		return err
	}
	x := &run{Service: s, stack: st, rows: rows, failed: map[Status][]string{}}
	err = work(x, awsapi.WithRequest(ctx, st.Caller))
	if err != nil && stopped(ctx) != nil {
		err = errors.Join(err, s.release(context.WithoutCancel(ctx), stackID))
	}
	return err
}

// call makes the context of one resource's calls: the stack's creator, or its role, asks; the id is quoted in failures.
func (x *run) call(ctx context.Context) (context.Context, error) {
	if x.stack.RoleARN != "" {
		if x.Assume == nil {
			return ctx, &Refused{"RoleARN is not supported: " + x.stack.RoleARN}
		}
		assumed, err := x.Assume(ctx, x.stack.RoleARN)
		if err != nil {
			return ctx, err
		}
		ctx = assumed
	}
	r := awsapi.RequestFrom(ctx)
	var err error
	r.ID, err = ident.UUID(x.Rand)
	return awsapi.WithRequest(ctx, r), err
}

// save writes resources with the events of their states, all or nothing. It is not cut off when the program stops: what
// was done must be known.
func (x *run) save(ctx context.Context, rows ...*Resource) error {
	ctx = context.WithoutCancel(ctx)
	return x.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		events := make([]Event, len(rows))
		for i, r := range rows {
			r.UpdatedAt = x.Now().UTC()
			if err := x.put(ctx, r); err != nil {
				return err
			}
			events[i] = x.event(r)
		}
		return x.tell(ctx, x.stack.ID, events...)
	})
}

// saveTold writes a resource with events of its own.
func (x *run) saveTold(ctx context.Context, r *Resource, events ...Event) error {
	r.UpdatedAt = x.Now().UTC()
	return x.Store.Tx.Tx(context.WithoutCancel(ctx), func(ctx context.Context) error {
		if err := x.put(ctx, r); err != nil {
			return err
		}
		return x.tell(ctx, x.stack.ID, events...)
	})
}

// put writes a row that only this run writes.
func (x *run) put(ctx context.Context, r *Resource) error {
	if err := x.mine(ctx); err != nil {
		return err
	}
	_, err := x.Store.Resources.Update(ctx, resourceKey(r.StackID, r.LogicalID), func(row *Resource) error {
		*row = *r
		return nil
	})
	if errors.Is(err, record.ErrNotFound) {
		err = x.Store.Resources.Insert(ctx, r)
	}
	if err != nil {
		return fmt.Errorf("write resource %s: %w", r.LogicalID, err)
	}
	return nil
}

// event tells a resource's state; what NoEcho parameters hold is not in it.
func (x *run) event(r *Resource) Event {
	e := resourceEvent(r)
	e.Properties = x.stack.mask(e.Properties)
	return e
}

// mask hides the values of NoEcho parameters in a JSON text.
func (st *Stack) mask(text string) string {
	revisions := []*Revision{&st.Revision}
	if st.Next != nil {
		revisions = append(revisions, st.Next)
	}
	for _, rev := range revisions {
		for _, secret := range rev.secrets() {
			if *secret == "" {
				continue
			}
			quoted := template.NewString(template.Pos{}, *secret).JSON()
			text = strings.ReplaceAll(text, string(quoted[1:len(quoted)-1]), "****")
		}
	}
	return text
}

// enter puts the stack into a state, with its event.
func (x *run) enter(ctx context.Context, status Status, reason string, change func(*Stack)) error {
	st, err := x.Service.enter(context.WithoutCancel(ctx), x.stack.ID, status, reason, x.fenced(change))
	if err == nil {
		x.stack = st
	}
	return err
}

func (s *Service) enter(ctx context.Context, id string, status Status, reason string, change func(*Stack) error) (st *Stack, err error) {
	err = s.Store.Tx.Tx(ctx, func(ctx context.Context) error {
		st, err = s.enterTx(ctx, id, status, reason, change)
		return err
	})
	return st, err
}

// enterTx is enter within a transaction.
func (s *Service) enterTx(ctx context.Context, id string, status Status, reason string, change func(*Stack) error) (*Stack, error) {
	st, err := s.Store.Stacks.Update(ctx, id, func(st *Stack) error {
		st.Status, st.StatusReason = status, reason
		if change != nil {
			return change(st)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("stack %s becomes %s: %w", id, status, err)
	}
	return st, s.tell(ctx, id, stackEvent(st))
}

// fail notes a failed step; several fail side by side.
func (x *run) fail(ctx context.Context, r *Resource, status Status, reason string) error {
	r.Status, r.StatusReason = status, reason
	x.mu.Lock()
	x.failed[status] = append(x.failed[status], r.LogicalID)
	slices.Sort(x.failed[status])
	x.mu.Unlock()
	return x.save(ctx, r)
}

// hasFailed reports that a step failed: what has not begun is cancelled.
func (x *run) hasFailed() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.failed) > 0
}

// reason words which resources failed: "The following resource(s) failed to create: [A, B]. ".
func (x *run) reason() string {
	var b strings.Builder
	for _, f := range []struct {
		status Status
		verb   string
	}{{CreateFailed, "create"}, {UpdateFailed, "update"}, {DeleteFailed, "delete"}} {
		if ids := x.failed[f.status]; len(ids) > 0 {
			fmt.Fprintf(&b, "The following resource(s) failed to %s: %s. ", f.verb, bracketed(ids))
		}
	}
	return b.String()
}

// stopped reports the program's own end: the operation stays as it is, for Resume.
func stopped(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("cut off: %w", err)
	}
	return nil
}

// cancelled asks whether somebody wants the operation to stop, or its time is over, and says why.
func (x *run) cancelled(ctx context.Context) (string, error) {
	st, err := x.Store.Stacks.Get(ctx, x.stack.ID)
	if err != nil {
		return "", err
	}
	if !x.holds(st) {
		return "", errLost
	}
	x.stack = st
	switch {
	case st.Cancelled:
		return userInitiated, nil
	case st.TimeoutMinutes > 0 && x.Now().Sub(st.Started).Minutes() >= float64(st.TimeoutMinutes):
		return "Stack creation time exceeded the specified timeout. ", nil
	}
	return "", nil
}
