package client

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Deployment is a template on its way to a server.
type Deployment struct {
	StackName  string
	Template   []byte // a CloudFormation template, JSON or YAML
	Parameters map[string]string
	Tags       map[string]string
}

// Progress is told what happens; it must not block.
type Progress interface {
	Event(Event)
	Note(format string, args ...any)
}

// Result is what a deployment came to.
type Result struct {
	Stack     *StackState
	Events    []Event
	Unchanged bool // there was nothing to do
}

// FailedError says that a deployment failed and what became of the resources.
type FailedError struct {
	Stack      string
	Status     string
	Reason     string
	Failures   []Event  // the resources that failed, in order
	RolledBack []string // logical ids that were undone
}

func (e *FailedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "stack %s failed: %s", e.Stack, e.Status)
	if e.Reason != "" {
		fmt.Fprintf(&b, " (%s)", e.Reason)
	}
	for _, f := range e.Failures {
		fmt.Fprintf(&b, "\n  %s (%s): %s", f.LogicalID, f.Type, f.Reason)
	}
	if len(e.RolledBack) > 0 {
		fmt.Fprintf(&b, "\n  rolled back: %s", strings.Join(e.RolledBack, ", "))
	}
	return b.String()
}

// Deploy creates or updates the stack and waits for the end.
func (a *AWS) Deploy(ctx context.Context, d Deployment, p Progress) (*Result, error) {
	before, err := a.Stack(ctx, d.StackName)
	if err != nil {
		return nil, err
	}
	if before != nil && strings.HasSuffix(before.Status, "_IN_PROGRESS") && before.Status != "REVIEW_IN_PROGRESS" {
		p.Note("Stack %s is %s: waiting for the end of that", d.StackName, before.Status)
		if before, err = a.settled(ctx, before.ID, p); err != nil {
			return nil, err
		}
	}
	if before != nil && before.Status == "ROLLBACK_COMPLETE" {
		// CloudFormation lets nobody update a stack whose creation failed.
		p.Note("Stack %s is what a failed creation left: removing it first", d.StackName)
		if err := a.Remove(ctx, d.StackName, p); err != nil {
			return nil, err
		}
		before = nil
	}
	if before == nil || before.Status == "DELETE_COMPLETE" {
		return a.create(ctx, d, p)
	}
	return a.update(ctx, d, before, p)
}

func (a *AWS) settled(ctx context.Context, id string, p Progress) (*StackState, error) {
	last, err := a.lastEvent(ctx, id)
	if err != nil {
		return nil, err
	}
	state, _, err := a.follow(ctx, id, last, p.Event)
	return state, err
}

func (d *Deployment) form() url.Values {
	in := url.Values{
		"StackName":             {d.StackName},
		"TemplateBody":          {string(d.Template)},
		"Capabilities.member.1": {"CAPABILITY_NAMED_IAM"},
		"Capabilities.member.2": {"CAPABILITY_AUTO_EXPAND"},
	}
	pairs(in, "Parameters", "ParameterKey", "ParameterValue", d.Parameters)
	pairs(in, "Tags", "Key", "Value", d.Tags)
	return in
}

func pairs(in url.Values, list, key, value string, from map[string]string) {
	names := make([]string, 0, len(from))
	for name := range from {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		at := list + ".member." + strconv.Itoa(i+1) + "."
		in.Set(at+key, name)
		in.Set(at+value, from[name])
	}
}

func (a *AWS) create(ctx context.Context, d Deployment, p Progress) (*Result, error) {
	var out struct{ StackId string }
	if err := a.cloudFormation(ctx, "CreateStack", d.form(), &out); err != nil {
		return nil, err
	}
	state, events, err := a.follow(ctx, out.StackId, "", p.Event)
	if err != nil {
		return nil, err
	}
	return finish(state, events, "CREATE_COMPLETE")
}

func (a *AWS) update(ctx context.Context, d Deployment, before *StackState, p Progress) (*Result, error) {
	last, err := a.lastEvent(ctx, before.ID)
	if err != nil {
		return nil, err
	}
	err = a.cloudFormation(ctx, "UpdateStack", d.form(), nil)
	if refusedWith(err, "No updates are to be performed") {
		return &Result{Stack: before, Unchanged: true}, nil
	}
	if err != nil {
		return nil, err
	}
	state, events, err := a.follow(ctx, before.ID, last, p.Event)
	if err != nil {
		return nil, err
	}
	return finish(state, events, "UPDATE_COMPLETE")
}

func finish(state *StackState, events []Event, want string) (*Result, error) {
	if state != nil && state.Status == want {
		return &Result{Stack: state, Events: events}, nil
	}
	failed := &FailedError{Status: "gone"}
	if state != nil {
		failed.Stack, failed.Status, failed.Reason = state.Name, state.Status, state.Reason
	}
	for _, e := range events {
		switch {
		case e.OfStack():
		case e.Failed():
			failed.Failures = append(failed.Failures, e)
		case undone(e, events) && !slices.Contains(failed.RolledBack, e.LogicalID):
			failed.RolledBack = append(failed.RolledBack, e.LogicalID)
		}
	}
	return nil, failed
}

// undone says whether the event, which follows the failure, undid a resource.
func undone(e Event, events []Event) bool {
	rollback := slices.IndexFunc(events, func(x Event) bool { return x.OfStack() && strings.Contains(x.Status, "ROLLBACK_IN_PROGRESS") })
	at := slices.IndexFunc(events, func(x Event) bool { return x.ID == e.ID })
	return rollback >= 0 && at > rollback && (e.Status == "DELETE_COMPLETE" || e.Status == "UPDATE_COMPLETE" || e.Status == "CREATE_COMPLETE")
}

// Remove deletes a stack and waits for the end.
func (a *AWS) Remove(ctx context.Context, name string, p Progress) error {
	state, err := a.Stack(ctx, name)
	if err != nil {
		return err
	}
	if state == nil || state.Status == "DELETE_COMPLETE" {
		return &Error{Code: "ValidationError", Message: fmt.Sprintf("Stack with id %s does not exist", name)}
	}
	last, err := a.lastEvent(ctx, state.ID)
	if err != nil {
		return err
	}
	if err := a.cloudFormation(ctx, "DeleteStack", url.Values{"StackName": {state.ID}}, nil); err != nil {
		return err
	}
	end, events, err := a.follow(ctx, state.ID, last, p.Event)
	if err != nil {
		return err
	}
	if end == nil || end.Status == "DELETE_COMPLETE" {
		return nil
	}
	_, err = finish(end, events, "DELETE_COMPLETE")
	return err
}
