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
	unwanted := false
	err = x.enter(ctx, CreateComplete, "", func(st *Stack) { st.Outputs, unwanted = outputs, st.Cancelled })
	if errors.Is(err, record.ErrExists) {
		return x.giveUp(ctx, "Export is already exported by another stack. ")
	}
	if err == nil {
		err = x.executed(ctx, executionComplete)
	}
	if err != nil || !unwanted {
		return err
	}
	return x.giveUp(ctx, userInitiated) // DeleteStack came while the last resources were made
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

// giveUp ends a creation that failed as its OnFailure says.
func (x *run) giveUp(ctx context.Context, reason string) error {
	if _, err := x.cancelled(ctx); err != nil { // OnFailure is another after DeleteStack
		return err
	}
	switch {
	case x.stack.OnFailure == "DELETE":
		if err := x.enter(ctx, DeleteInProgress, reason+asked(reason, "Delete"), nil); err != nil {
			return err
		}
		return x.runDelete(ctx)
	case x.stack.OnFailure == "DO_NOTHING" || x.stack.DisableRollback:
		if err := x.enter(ctx, CreateFailed, reason, nil); err != nil {
			return err
		}
		return x.executed(ctx, executionFailed)
	}
	if err := x.enter(ctx, RollbackInProgress, reason+asked(reason, "Rollback"), nil); err != nil {
		return err
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
