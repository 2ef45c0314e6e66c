package stack

import (
	"context"
)

// rollBackUpdate takes a failed update back, for a reason, and cleans up.
func (x *run) rollBackUpdate(ctx context.Context, reason string) error {
	if err := x.enter(ctx, UpdateRollback, reason, nil); err != nil {
		return err
	}
	return x.restore(ctx)
}

// restore gives every resource that the update touched what it was before. It needs the rows alone, so it can go on where
// it was cut off: a row that is restored has no Before any more.
func (x *run) restore(ctx context.Context) error {
	x.failed = map[Status][]string{}
	for _, wave := range restoreWaves(x.rows) {
		if err := stopped(ctx); err != nil {
			return err
		}
		if err := x.side(ctx, wave, x.restoreOne); err != nil {
			return err
		}
		if x.hasFailed() {
			return x.enter(ctx, UpdateRollbackFailed, x.reason(), nil)
		}
	}
	if err := x.enter(ctx, UpdateRollbackCleanup, "", func(st *Stack) { st.Next = nil }); err != nil {
		return err
	}
	return x.cleanUp(ctx, UpdateRollbackComplete, executionFailed)
}

// restoreWaves groups the touched rows so that each is restored after what it depended on before.
func restoreWaves(rows map[string]*Resource) [][]*Resource {
	level := map[string]int{}
	var levelOf func(id string, depth int) int
	levelOf = func(id string, depth int) int {
		r := rows[id]
		if at, known := level[id]; known || r == nil || r.Before == nil || depth > len(rows) {
			return at
		}
		at := 0
		for _, needed := range r.Before.DependsOn {
			at = max(at, levelOf(needed, depth+1)+1)
		}
		level[id] = at
		return at
	}
	var waves [][]*Resource
	for _, id := range sorted(rows) {
		if r := rows[id]; r.Before != nil || r.Added {
			for at := levelOf(id, 0); len(waves) <= at; {
				waves = append(waves, nil)
			}
			waves[level[id]] = append(waves[level[id]], r)
		}
	}
	return waves
}

func (x *run) restoreOne(ctx context.Context, r *Resource) error {
	switch {
	case r.Added:
		r.Added, r.Removed = false, true
		return x.put(context.WithoutCancel(ctx), r)
	case r.PhysicalID != r.Before.PhysicalID:
		return x.restoreReplaced(ctx, r)
	}
	r.Status, r.StatusReason = UpdateInProgress, ""
	if err := x.save(ctx, r); err != nil {
		return err
	}
	if err := x.apply(ctx, r, &r.Instance, r.Before); err != nil {
		reason, own := shown(err)
		if !own {
			return err
		}
		return x.fail(ctx, r, UpdateFailed, reason)
	}
	return x.restored(ctx, r)
}

// restoreReplaced goes back to the old physical resource; the new one, if it came to be, is left to the cleanup.
func (x *run) restoreReplaced(ctx context.Context, r *Resource) error {
	if r.PhysicalID == "" {
		if err := x.find(ctx, r, &r.Instance); err != nil {
			return x.unfound(ctx, r, UpdateFailed, err)
		}
	}
	if r.PhysicalID != "" {
		r.Old = append(append([]Instance{}, r.Old...), r.Instance)
	}
	return x.restored(ctx, r)
}

func (x *run) restored(ctx context.Context, r *Resource) error {
	r.Instance, r.Before = *r.Before, nil
	r.Status, r.StatusReason = UpdateComplete, ""
	return x.save(ctx, r)
}
