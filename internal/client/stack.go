package client

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

const cloudFormationVersion = "2010-05-15"

// StackState is a stack as DescribeStacks tells it.
type StackState struct {
	ID      string   `xml:"StackId"`
	Name    string   `xml:"StackName"`
	Status  string   `xml:"StackStatus"`
	Reason  string   `xml:"StackStatusReason"`
	Outputs []Output `xml:"Outputs>member"`
}

// Output is an output of a stack.
type Output struct {
	Key   string `xml:"OutputKey"`
	Value string `xml:"OutputValue"`
}

// Event is a line of a stack's history.
type Event struct {
	ID         string `xml:"EventId"`
	StackName  string `xml:"StackName"`
	LogicalID  string `xml:"LogicalResourceId"`
	PhysicalID string `xml:"PhysicalResourceId"`
	Type       string `xml:"ResourceType"`
	Status     string `xml:"ResourceStatus"`
	Reason     string `xml:"ResourceStatusReason"`
	Timestamp  string `xml:"Timestamp"`
}

// OfStack says whether the event is about the stack itself.
func (e *Event) OfStack() bool {
	return e.Type == "AWS::CloudFormation::Stack" && e.LogicalID == e.StackName
}

// Failed says whether the event tells a failure.
func (e *Event) Failed() bool { return strings.HasSuffix(e.Status, "_FAILED") }

// Resource is a resource of a stack.
type Resource struct {
	LogicalID  string `xml:"LogicalResourceId"`
	PhysicalID string `xml:"PhysicalResourceId"`
	Type       string `xml:"ResourceType"`
	Status     string `xml:"ResourceStatus"`
}

func (a *AWS) cloudFormation(ctx context.Context, action string, in url.Values, out any) error {
	return a.Query(ctx, "cloudformation", cloudFormationVersion, action, in, out)
}

// Stack reads a stack by name or id; nil if there is none.
func (a *AWS) Stack(ctx context.Context, nameOrID string) (*StackState, error) {
	var out struct {
		Stacks []StackState `xml:"Stacks>member"`
	}
	err := a.cloudFormation(ctx, "DescribeStacks", url.Values{"StackName": {nameOrID}}, &out)
	if refusedWith(err, "does not exist") {
		return nil, nil
	}
	if err != nil || len(out.Stacks) == 0 {
		return nil, err
	}
	return &out.Stacks[0], nil
}

// Resources lists the resources of a stack.
func (a *AWS) Resources(ctx context.Context, nameOrID string) ([]Resource, error) {
	var out struct {
		Resources []Resource `xml:"StackResources>member"`
	}
	err := a.cloudFormation(ctx, "DescribeStackResources", url.Values{"StackName": {nameOrID}}, &out)
	return out.Resources, err
}

// eventsSince reads the events behind the one last seen, oldest first.
func (a *AWS) eventsSince(ctx context.Context, id, last string) ([]Event, error) {
	var fresh []Event
	in := url.Values{"StackName": {id}}
	for {
		var out struct {
			Events    []Event `xml:"StackEvents>member"`
			NextToken string
		}
		if err := a.cloudFormation(ctx, "DescribeStackEvents", in, &out); err != nil {
			return nil, err
		}
		for _, e := range out.Events {
			if e.ID == last {
				slices.Reverse(fresh)
				return fresh, nil
			}
			fresh = append(fresh, e)
		}
		if out.NextToken == "" {
			slices.Reverse(fresh)
			return fresh, nil
		}
		in.Set("NextToken", out.NextToken)
	}
}

// lastEvent is the id of a stack's newest event: what comes behind it belongs to the next piece of work.
func (a *AWS) lastEvent(ctx context.Context, id string) (string, error) {
	var out struct {
		Events []Event `xml:"StackEvents>member"`
	}
	if err := a.cloudFormation(ctx, "DescribeStackEvents", url.Values{"StackName": {id}}, &out); err != nil {
		return "", err
	}
	if len(out.Events) == 0 {
		return "", nil
	}
	return out.Events[0].ID, nil
}

// follow tells the events of a stack until its work has ended, and answers them all with the state at the end.
func (a *AWS) follow(ctx context.Context, id, last string, tell func(Event)) (*StackState, []Event, error) {
	var all []Event
	for wait := firstPoll; ; wait = min(wait*5/4, lastPoll) {
		// The state is read before the events: once it is final, no event is missing.
		state, err := a.Stack(ctx, id)
		if err != nil {
			return nil, all, err
		}
		events, err := a.eventsSince(ctx, id, last)
		if err != nil {
			return nil, all, err
		}
		for _, e := range events {
			last = e.ID
			all = append(all, e)
			tell(e)
		}
		if state == nil || !strings.HasSuffix(state.Status, "_IN_PROGRESS") {
			return state, all, nil
		}
		select {
		case <-ctx.Done():
			return nil, all, fmt.Errorf("stopped watching; the server goes on with stack %s: %w", id, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// A local server answers in microseconds: the first looks come quickly, the later ones seldom.
const (
	firstPoll = 20 * time.Millisecond
	lastPoll  = time.Second
)
