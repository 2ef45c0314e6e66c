package stack

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sallyport/sallyport/internal/core/record"
)

// replacing is what CloudFormation says where a change cannot be made in place.
const replacing = "Requested update requires the creation of a new physical resource; hence creating one."

// errCancelled says that CancelUpdateStack was answered before the update was committed.
var errCancelled = errors.New("the update is cancelled")

// runUpdate turns a stack into its Next revision.
func (x *run) runUpdate(ctx context.Context) error {
	next := *x.stack.Next
	p, err := x.Service.plan(ctx, x.stack, &next)
	if err != nil {
		return x.abandon(ctx, err)
	}
	p.known.open = false
	p.known.know(x.rows)
	for _, wave := range p.waves() {
		why, err := x.cancelled(ctx)
		if err == nil && why == "" {
			err = x.updateWave(ctx, p, wave)
		}
		switch {
		case err != nil:
			return x.abandon(ctx, err)
		case why != "":
			return x.rollBackUpdate(ctx, why)
		case x.hasFailed():
			return x.rollBackUpdate(ctx, x.reason())
		}
	}
	return x.updated(ctx, p)
}

// updateWave makes and changes what the wave's resources need; most need nothing.
func (x *run) updateWave(ctx context.Context, p *plan, wave []string) error {
	var rows []*Resource
	changes := map[string]*change{}
	for _, id := range wave {
		r, c, err := x.prepare(p, id)
		if err != nil {
			return err
		}
		if r != nil {
			rows, changes[id] = append(rows, r), c
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := x.begin(ctx, rows); err != nil {
		return err
	}
	err := x.side(ctx, rows, func(ctx context.Context, r *Resource) error {
		switch {
		case r.Added:
			return x.create(ctx, r)
		case changes[r.LogicalID].replace != "False":
			return x.make(ctx, r, UpdateComplete, UpdateFailed)
		}
		return x.change(ctx, r, changes[r.LogicalID])
	})
	if err != nil {
		return err
	}
	p.known.know(x.rows)
	return nil
}

// prepare is the row of a resource as the update begins on it; nil if there is nothing to do.
func (x *run) prepare(p *plan, id string) (*Resource, *change, error) {
	row := x.rows[id]
	if row == nil || !row.Status.Exists() || row.Removed {
		r, err := x.draft(p, id)
		if err != nil {
			return nil, nil, err
		}
		r.Added = true
		if row != nil && row.Status.Exists() { // an earlier cleanup could not delete it
			r.Old = append(append([]Instance{}, row.Old...), row.Instance)
		}
		return r, nil, nil
	}
	c, err := p.compare(row)
	if err != nil || c == nil {
		return nil, nil, err
	}
	r := *row
	before := row.Instance
	r.Before, r.Status, r.StatusReason = &before, UpdateInProgress, ""
	r.Instance = c.next
	if c.replace != "False" {
		r.StatusReason = replacing
		return &r, c, x.nameInstance(&r, &r.Instance)
	}
	r.PhysicalID, r.Attributes, r.CreatedAt = before.PhysicalID, before.Attributes, before.CreatedAt
	r.GeneratedName = before.GeneratedName
	return &r, c, nil
}

// change changes a resource in place.
func (x *run) change(ctx context.Context, r *Resource, c *change) error {
	if x.hasFailed() {
		return x.fail(ctx, r, UpdateFailed, "Resource update cancelled")
	}
	t := x.kind(r.Type)
	for _, name := range c.changed {
		if p := t.Schema.Property(name); p != nil && p.Fixed {
			return x.fail(ctx, r, UpdateFailed, fmt.Sprintf("Updates are not allowed for property - %s.", name))
		}
	}
	if err := x.apply(ctx, r, r.Before, &r.Instance); err != nil {
		reason, own := shown(err)
		if !own {
			return err
		}
		return x.fail(ctx, r, UpdateFailed, reason)
	}
	r.Status, r.StatusReason = UpdateComplete, ""
	return x.save(ctx, r)
}

// apply calls a type's Update to get from one instance to another. What went wrong with the resource is a Refused.
func (x *run) apply(ctx context.Context, r *Resource, from, to *Instance) error {
	t := x.kind(r.Type)
	step, err := x.step(r, to)
	if err != nil {
		return err
	}
	if step.Previous, err = from.properties(t); err != nil {
		return err
	}
	step.PhysicalID, step.Restoring = from.PhysicalID, x.stack.Status == UpdateRollback
	if step.Changed = changed(step.Previous, step.Properties); len(step.Changed) == 0 {
		return nil
	}
	call, err := x.call(ctx)
	var made Made
	if err == nil {
		made, err = t.Update(call, step)
	}
	if err == nil {
		return to.made(made)
	}
	if stopped(ctx) != nil {
		return stopped(ctx)
	}
	return &Refused{x.failure(call, r, t, err)}
}

// updated commits the update: from here on there is only cleaning up.
func (x *run) updated(ctx context.Context, p *plan) error {
	outputs, err := x.outputs(ctx, p)
	if err != nil {
		return x.abandon(ctx, err)
	}
	commit := func(st *Stack) {
		st.Revision, st.Next, st.Outputs = *st.Next, nil, outputs
	}
	err = x.Store.Tx.Tx(context.WithoutCancel(ctx), func(ctx context.Context) error {
		switch why, err := x.cancelled(ctx); {
		case err != nil:
			return err
		case why != "":
			return errCancelled
		}
		for _, id := range sorted(x.rows) {
			if err := x.put(ctx, x.settled(p, x.rows[id])); err != nil {
				return err
			}
		}
		st, err := x.enterTx(ctx, x.stack.ID, UpdateCleanup, "", x.fenced(commit))
		if err == nil {
			x.stack = st
		}
		return err
	})
	switch {
	case errors.Is(err, record.ErrExists):
		return x.rollBackUpdate(ctx, "Export is already exported by another stack. ")
	case errors.Is(err, errCancelled):
		return x.rollBackUpdate(ctx, userInitiated)
	case err != nil:
		return err
	}
	return x.cleanUp(ctx, UpdateComplete, executionComplete)
}

// settled is a row as it stands once the update is committed.
func (x *run) settled(p *plan, row *Resource) *Resource {
	r := *row
	replaced := r.Before != nil && r.Before.PhysicalID != r.PhysicalID
	if replaced && r.UpdateReplacePolicy != "Retain" {
		r.Old = append(append([]Instance{}, r.Old...), *r.Before)
	}
	if slices.Contains(p.eval.Graph().Order(), r.LogicalID) {
		r.DependsOn = p.eval.Graph().Dependencies(r.LogicalID)
	} else {
		r.Removed = true
	}
	r.Before, r.Added = nil, false
	return &r
}

// cleanUp deletes what an update, or its rollback, left behind. It needs the rows alone.
func (x *run) cleanUp(ctx context.Context, done Status, execution string) error {
	rows, err := x.Service.rows(ctx, x.stack.ID)
	if err != nil {
		return err
	}
	x.rows, x.failed = rows, map[Status][]string{}
	if err := x.deleteAll(ctx, x.leftovers()); err != nil {
		return err
	}
	for _, id := range sorted(x.rows) {
		if r := x.rows[id]; r.Removed && r.Status != DeleteFailed {
			if err := x.mine(ctx); err != nil {
				return err
			}
			if err := x.Store.Resources.Delete(ctx, resourceKey(r.StackID, r.LogicalID)); err != nil {
				return err
			}
		}
	}
	now := x.Now().UTC()
	if err := x.enter(ctx, done, "", func(st *Stack) { st.UpdatedAt, st.Next, st.Cancelled = &now, nil, false }); err != nil {
		return err
	}
	return x.executed(ctx, execution)
}

// leftovers are the units a cleanup deletes.
func (x *run) leftovers() []unit {
	var units []unit
	for _, u := range x.everything() {
		if u.old || u.row.Removed {
			units = append(units, u)
		}
	}
	return units
}
