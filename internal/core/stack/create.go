package stack

import (
	"context"
	"errors"

	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// runCreate makes everything a new stack declares.
func (x *run) runCreate(ctx context.Context) error {
	p, err := x.Service.plan(ctx, x.stack, &x.stack.Revision)
	if err != nil {
		return x.abandon(ctx, err)
	}
	p.known.open = false
	p.known.know(x.rows)
	for _, wave := range p.waves() {
		why, err := x.cancelled(ctx)
		if err == nil && why == "" {
			err = x.createWave(ctx, p, wave)
		}
		switch {
		case err != nil:
			return x.abandon(ctx, err)
		case why != "":
			return x.giveUp(ctx, why)
		case x.hasFailed():
			return x.giveUp(ctx, x.reason())
		}
	}
	return x.created(ctx, p)
}

// abandon ends an operation whose template cannot be evaluated any further as a failed one; what went wrong inside leaves
// it for Resume.
func (x *run) abandon(ctx context.Context, err error) error {
	reason, own := shown(err)
	if !own {
		return err
	}
	if x.stack.Next != nil {
		return x.rollBackUpdate(ctx, reason)
	}
	return x.giveUp(ctx, reason)
}

// shown gives the sentence of an error that was made for others to read.
func shown(err error) (string, bool) {
	var wrong *template.Error
	var own *Refused
	switch {
	case errors.As(err, &own):
		return own.Message, true
	case errors.As(err, &wrong):
		return wrong.Message, true
	}
	return "", false
}

func (x *run) createWave(ctx context.Context, p *plan, wave []string) error {
	rows := make([]*Resource, len(wave))
	for i, id := range wave {
		r, err := x.draft(p, id)
		if err != nil {
			return err
		}
		rows[i] = r
	}
	if err := x.begin(ctx, rows); err != nil {
		return err
	}
	if err := x.side(ctx, rows, x.create); err != nil {
		return err
	}
	p.known.know(x.rows)
	return nil
}

// begin writes what is about to be made: all of a wave stands as begun before any of it is.
func (x *run) begin(ctx context.Context, rows []*Resource) error {
	for _, r := range rows {
		x.seek(ctx, r)
	}
	if err := x.save(ctx, rows...); err != nil {
		return err
	}
	for _, r := range rows {
		x.rows[r.LogicalID] = r
	}
	return nil
}

// created ends a creation well: the outputs are shown and the exports taken.
func (x *run) created(ctx context.Context, p *plan) error {
	outputs, err := x.outputs(ctx, p)
	if err != nil {
		return x.abandon(ctx, err)
	}
	// DeleteStack may come while the last resources are made. It was answered, so no moment may be without it.
	err = x.enter(ctx, CreateComplete, "", func(st *Stack) {
		if st.Cancelled {
			st.Status, st.StatusReason = DeleteInProgress, userInitiated
			return
		}
		st.Outputs = outputs
	})
	switch {
	case errors.Is(err, record.ErrExists):
		return x.giveUp(ctx, "Export is already exported by another stack. ")
	case err != nil:
		return err
	case x.stack.Status == DeleteInProgress:
		return x.runDelete(ctx)
	}
	return x.executed(ctx, executionComplete)
}

// outputs evaluates the outputs and checks what they export.
func (x *run) outputs(ctx context.Context, p *plan) ([]Output, error) {
	values, err := p.eval.Outputs()
	if p.exports.failed != nil {
		return nil, p.exports.failed
	}
	if err != nil {
		return nil, err
	}
	var outputs []Output
	for _, v := range values {
		outputs = append(outputs, Output{Key: v.Name, Value: v.Value, Description: v.Description, ExportName: v.ExportName})
	}
	return outputs, x.checkExports(ctx, x.stack, outputs)
}

// giveUp ends a creation that failed as its OnFailure says. That is read as the creation ends and not before: DeleteStack,
// which sets it, may be answered until then.
func (x *run) giveUp(ctx context.Context, reason string) error {
	err := x.enter(ctx, RollbackInProgress, reason+asked(reason, "Rollback"), func(st *Stack) {
		switch {
		case st.OnFailure == "DELETE":
			st.Status, st.StatusReason = DeleteInProgress, reason+asked(reason, "Delete")
		case st.OnFailure == "DO_NOTHING" || st.DisableRollback:
			st.Status, st.StatusReason = CreateFailed, reason
		}
	})
	if err != nil {
		return err
	}
	switch x.stack.Status {
	case DeleteInProgress:
		return x.runDelete(ctx)
	case CreateFailed:
		return x.executed(ctx, executionFailed)
	}
	return x.rollBackCreate(ctx)
}

// asked words who wanted what follows a failure.
func asked(reason, what string) string {
	if reason == userInitiated || reason == interrupted {
		return ""
	}
	if reason != "" && reason[len(reason)-1] != ' ' {
		what = " " + what
	}
	return what + " requested by user."
}

// rollBackCreate deletes what a failed creation made. It needs the rows alone.
func (x *run) rollBackCreate(ctx context.Context) error {
	x.failed = map[Status][]string{}
	if err := x.deleteAll(ctx, x.everything()); err != nil {
		return err
	}
	status, reason := RollbackComplete, ""
	if x.hasFailed() {
		status, reason = RollbackFailed, x.reason()
	}
	if err := x.enter(ctx, status, reason, func(st *Stack) { st.Revision.Imports = nil }); err != nil {
		return err
	}
	return x.executed(ctx, executionFailed)
}
