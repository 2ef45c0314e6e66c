package stack

import (
	"context"
)

// create makes one resource that stands as CREATE_IN_PROGRESS already.
func (x *run) create(ctx context.Context, r *Resource) error {
	return x.make(ctx, r, CreateComplete, CreateFailed)
}

// make creates the physical resource of a row, whose state tells whether it is new or replaces another.
func (x *run) make(ctx context.Context, r *Resource, done, failed Status) error {
	if x.hasFailed() {
		return x.fail(ctx, r, failed, "Resource "+verb(failed)+" cancelled")
	}
	t, begun := x.kind(r.Type), r.Status
	step, err := x.step(r, &r.Instance)
	if err != nil {
		return err
	}
	initiated := false
	step.initiated = func(ctx context.Context, physicalID string) error {
		initiated = true
		r.PhysicalID, r.Status, r.StatusReason = physicalID, begun, resourceCreationStarted
		return x.save(ctx, r)
	}
	call, err := x.call(ctx)
	if err != nil {
		return x.fail(ctx, r, failed, x.failure(ctx, r, t, err))
	}
	made, err := t.Create(call, step)
	if err != nil && stopped(ctx) != nil {
		return stopped(ctx)
	}
	if err != nil {
		return x.fail(ctx, r, failed, x.failure(call, r, t, err))
	}
	if err := r.made(made); err != nil {
		return err
	}
	if initiated {
		r.Status, r.StatusReason = done, ""
		return x.save(ctx, r)
	}
	r.Status, r.StatusReason = begun, resourceCreationStarted
	started := x.event(r)
	r.Status, r.StatusReason = done, ""
	return x.saveTold(ctx, r, started, x.event(r))
}

func verb(failed Status) string {
	if failed == UpdateFailed {
		return "update"
	}
	return "creation"
}

// draft is the row of a resource that is about to be made.
func (x *run) draft(p *plan, id string) (*Resource, error) {
	properties, err := p.properties(id)
	if err != nil {
		return nil, err
	}
	r := &Resource{StackID: x.stack.ID, LogicalID: id, Type: p.template.Resource(id).Type, Status: CreateInProgress}
	r.Instance = p.instance(id, properties)
	return r, x.nameInstance(r, &r.Instance)
}

// nameInstance draws the name that the template leaves out. It is written before the resource is made, so that it can be
// found again.
func (x *run) nameInstance(r *Resource, in *Instance) error {
	t := x.kind(r.Type)
	if t.NameProperty == "" || t.GenerateName == nil {
		return nil
	}
	properties, err := in.properties(nil)
	if err != nil || properties.Get(t.NameProperty) != nil {
		return err
	}
	in.GeneratedName, err = t.GenerateName(x.Rand, x.stack.Name, r.LogicalID)
	return err
}

// side runs one function for each row side by side.
func (x *run) side(ctx context.Context, rows []*Resource, do func(context.Context, *Resource) error) error {
	work := make([]func(context.Context) error, len(rows))
	for i, r := range rows {
		work[i] = func(ctx context.Context) error { return do(ctx, r) }
	}
	return x.Run(ctx, work...)
}
