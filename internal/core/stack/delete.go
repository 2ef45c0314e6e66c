package stack

import (
	"context"
	"slices"
)

// unit is one physical resource to delete: a row's own, or an old one that was replaced.
type unit struct {
	row      *Resource
	instance *Instance
	old      bool
}

// everything lists what a stack has: all its resources and what is left of old ones.
func (x *run) everything() []unit {
	var units []unit
	for _, id := range sorted(x.rows) {
		r := x.rows[id]
		for i := range r.Old {
			in := r.Old[i] // a copy: the list shrinks meanwhile
			units = append(units, unit{r, &in, true})
		}
		if r.Status.Exists() {
			units = append(units, unit{row: r, instance: &r.Instance})
		}
	}
	return units
}

// runDelete deletes a stack that stands as DELETE_IN_PROGRESS.
func (x *run) runDelete(ctx context.Context) error {
	x.failed = map[Status][]string{}
	if err := x.checkInUse(ctx, x.stack, nil); err != nil {
		reason, own := shown(err)
		if !own {
			return err
		}
		return x.enter(ctx, DeleteFailed, reason, nil)
	}
	if err := x.deleteAll(ctx, x.everything()); err != nil {
		return err
	}
	if x.hasFailed() {
		return x.enter(ctx, DeleteFailed, x.reason(), nil)
	}
	if err := x.dropChangeSets(ctx, x.stack.ID, ""); err != nil {
		return err
	}
	now := x.Now().UTC()
	return x.enter(ctx, DeleteComplete, "", func(st *Stack) { st.DeletedAt, st.Outputs, st.Next = &now, nil, nil })
}

// deleteAll deletes units, those that need others first. What a resource that would not go needs stays too.
func (x *run) deleteAll(ctx context.Context, units []unit) error {
	for _, wave := range deletionWaves(units) {
		if err := stopped(ctx); err != nil {
			return err
		}
		wave = slices.DeleteFunc(wave, func(u unit) bool { return x.needed(units, u) })
		if err := x.deleteWave(ctx, wave); err != nil {
			return err
		}
	}
	return nil
}

// needed reports that a unit is used by one that could not be deleted.
func (x *run) needed(units []unit, u unit) bool {
	return slices.ContainsFunc(units, func(user unit) bool {
		return user.row.Status == DeleteFailed && !user.old && user.row != u.row &&
			slices.Contains(user.instance.DependsOn, u.row.LogicalID)
	})
}

// deletionWaves groups units so that each is deleted after all that depend on it. Old and new instances may between them
// form a circle, which is then cut.
func deletionWaves(units []unit) [][]unit {
	var waves [][]unit
	for left := units; len(left) > 0; {
		free := slices.DeleteFunc(slices.Clone(left), func(u unit) bool {
			return slices.ContainsFunc(left, func(user unit) bool {
				return user.row != u.row && slices.Contains(user.instance.DependsOn, u.row.LogicalID)
			})
		})
		if len(free) == 0 {
			free = slices.Clone(left)
		}
		left = slices.DeleteFunc(slices.Clone(left), func(u unit) bool { return slices.Contains(free, u) })
		waves = append(waves, free)
	}
	return waves
}

func (x *run) deleteWave(ctx context.Context, wave []unit) error {
	var begun []unit
	var rows []*Resource
	for _, u := range wave {
		begins, err := x.beginDelete(ctx, u)
		if err != nil {
			return err
		}
		if begins && !u.old {
			rows = append(rows, u.row)
		}
		if begins {
			begun = append(begun, u)
		}
	}
	if len(begun) == 0 {
		return nil
	}
	if err := x.save(ctx, rows...); err != nil {
		return err
	}
	return x.Run(ctx, x.deletions(begun)...)
}

// deletions is the work on each row: its units share the row, so they take turns.
func (x *run) deletions(units []unit) []func(context.Context) error {
	byRow := map[*Resource][]unit{}
	var order []*Resource
	for _, u := range units {
		if byRow[u.row] == nil {
			order = append(order, u.row)
		}
		byRow[u.row] = append(byRow[u.row], u)
	}
	work := make([]func(context.Context) error, len(order))
	for i, row := range order {
		work[i] = func(ctx context.Context) error {
			for _, u := range byRow[row] {
				if err := x.deleteUnit(ctx, u); err != nil {
					return err
				}
			}
			return nil
		}
	}
	return work
}

// beginDelete decides whether a unit has anything to delete. What is retained or was never made is settled at once.
func (x *run) beginDelete(ctx context.Context, u unit) (bool, error) {
	r := u.row
	if u.instance.PhysicalID == "" {
		if err := x.find(ctx, r, u.instance); err != nil {
			return false, x.unfound(ctx, r, DeleteFailed, err)
		}
	}
	switch {
	case u.old:
		return true, nil
	case x.retains(u):
		r.Status, r.StatusReason = DeleteSkipped, ""
		return false, x.save(ctx, r)
	case r.PhysicalID == "":
		r.Status, r.StatusReason = DeleteComplete, ""
		return false, x.save(ctx, r)
	}
	r.Status, r.StatusReason = DeleteInProgress, ""
	return true, nil
}

// retains reports that a policy keeps a resource.
func (x *run) retains(u unit) bool {
	switch u.instance.DeletionPolicy {
	case "Retain":
		return true
	case "RetainExceptOnCreate":
		rollingBack := x.stack.Status == RollbackInProgress || x.stack.Status == UpdateRollbackCleanup
		return !rollingBack
	}
	return false
}

func (x *run) deleteUnit(ctx context.Context, u unit) error {
	err := x.callDelete(ctx, u)
	if err != nil && stopped(ctx) != nil {
		return stopped(ctx)
	}
	if u.old {
		return x.forget(ctx, u, err)
	}
	if err != nil {
		return x.fail(ctx, u.row, DeleteFailed, err.Error())
	}
	u.row.Status, u.row.StatusReason = DeleteComplete, ""
	return x.save(ctx, u.row)
}

// callDelete deletes the physical resource; its error is the sentence to show.
func (x *run) callDelete(ctx context.Context, u unit) error {
	t := x.kind(u.row.Type)
	if t == nil {
		return &Refused{"Unrecognized resource type: " + u.row.Type}
	}
	step, err := x.step(u.row, u.instance)
	call := ctx
	if err == nil {
		call, err = x.call(ctx)
	}
	if err == nil {
		err = t.Delete(call, step)
	}
	if err == nil {
		return nil
	}
	return &Refused{x.failure(call, u.row, t, err)}
}

// forget drops an old instance from its row. CloudFormation goes on when one cannot be deleted, and leaves it behind.
func (x *run) forget(ctx context.Context, u unit, failed error) error {
	e := x.event(u.row)
	e.PhysicalID, e.Properties = u.instance.PhysicalID, x.stack.mask(u.instance.Properties)
	begun, done := e, e
	begun.Status, begun.Reason = DeleteInProgress, ""
	done.Status, done.Reason = DeleteComplete, ""
	if failed != nil {
		done.Status, done.Reason = DeleteFailed, failed.Error()
	}
	u.row.Old = slices.DeleteFunc(slices.Clone(u.row.Old), func(in Instance) bool { return in.PhysicalID == e.PhysicalID })
	return x.saveTold(ctx, u.row, begun, done)
}
