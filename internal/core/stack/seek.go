package stack

import (
	"context"
	"fmt"
	"slices"

	"github.com/sallyport/sallyport/internal/core/record"
)

// A service commits what it makes before the engine writes down that it did. If the program ends between the two, nobody
// knows the physical id; what is found in its place tells.
//
//	seek: what is there already ─▶ row written ─▶ Create ─▶ physical id written
//	                                                │ cut off
//	                                                ▼
//	                   find: what is there now and was not then, and is in no other stack

// seek notes before a creation what Find would take for its result. Where nobody can look, what a cut off creation left
// stays: better an orphan than the loss of somebody else's resource.
func (x *run) seek(ctx context.Context, r *Resource) {
	if r.PhysicalID != "" || x.kind(r.Type).Find == nil {
		return
	}
	others, err := x.lookAlikes(ctx, r, &r.Instance)
	r.Sought, r.Others = err == nil, others
}

func (x *run) lookAlikes(ctx context.Context, r *Resource, in *Instance) ([]string, error) {
	step, err := x.step(r, in)
	if err != nil {
		return nil, err
	}
	call, err := x.call(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := x.kind(r.Type).Find(call, step)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", r.LogicalID, err)
	}
	return ids, nil
}

// find looks for what a creation that was cut off left.
func (x *run) find(ctx context.Context, r *Resource, in *Instance) error {
	t := x.kind(r.Type)
	if t == nil || t.Find == nil || !in.Sought || r.Status == CreateFailed || r.Status == UpdateFailed {
		return nil
	}
	ids, err := x.lookAlikes(ctx, r, in)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if slices.Contains(in.Others, id) {
			continue
		}
		held, err := x.held(ctx, t, in, id)
		if err != nil {
			return err
		}
		if !held {
			in.PhysicalID = id
			return nil
		}
	}
	return nil
}

// held reports that a stack holds a physical resource already.
func (x *run) held(ctx context.Context, t *Type, in *Instance, id string) (bool, error) {
	holders, err := x.Store.Resources.List(ctx, record.Query{Index: "physical", Value: id})
	if err != nil {
		return false, err
	}
	parent, err := in.parent(t)
	if err != nil {
		return false, err
	}
	for _, h := range holders {
		if h.Type != t.Name {
			continue
		}
		if theirs, err := h.parent(t); err != nil || theirs == parent {
			return true, err
		}
	}
	return false, nil
}

// parent is where an instance's physical id is unique.
func (in *Instance) parent(t *Type) (string, error) {
	if t.Within == "" {
		return "", nil
	}
	properties, err := in.properties(t)
	if err != nil {
		return "", err
	}
	id, _ := properties.Get(t.Within).Scalar()
	return id, nil
}

// unfound ends a step on a resource of which nobody could say whether it exists.
func (x *run) unfound(ctx context.Context, r *Resource, status Status, err error) error {
	if stopped(ctx) != nil {
		return err
	}
	return x.fail(ctx, r, status, x.failure(ctx, r, x.kind(r.Type), err))
}
