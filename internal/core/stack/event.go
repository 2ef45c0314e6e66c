package stack

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/sallyport/sallyport/internal/core/ident"
	"github.com/sallyport/sallyport/internal/core/record"
)

// Event is a line of a stack's history.
type Event struct {
	StackID    string
	StackName  string
	Number     int // from 1 within the stack
	ID         string
	At         time.Time
	LogicalID  string
	PhysicalID string
	Type       string
	Status     Status
	Reason     string
	Properties string
	Token      string
}

// EventSpec says how events are kept: by stack, newest first.
var EventSpec = record.Spec[Event]{
	Table: "stack_events",
	Key:   func(e *Event) string { return fmt.Sprintf("%s|%010d", e.StackID, math.MaxInt32-e.Number) },
	// Properties may hold what Fn::GetAtt gave.
	Secrets: func(e *Event) []*string { return []*string{&e.Properties} },
}

// tell writes events in the transaction of what they tell. Their times differ by a millisecond at least: clients know a
// resource's event again by logical id, status and time.
func (s *Service) tell(ctx context.Context, stackID string, events ...Event) error {
	changed, err := s.Store.Stacks.Update(ctx, stackID, func(st *Stack) error {
		at := s.Now().UTC().Truncate(time.Millisecond)
		for range events {
			if !at.After(st.LastEventAt) {
				at = st.LastEventAt.Add(time.Millisecond)
			}
			st.LastEventAt = at
			st.Events++
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("number the events of %s: %w", stackID, err)
	}
	for i := range events {
		e := &events[i]
		behind := len(events) - 1 - i
		e.Number = changed.Events - behind
		// The first is told now, or after the last one known; the others follow at a millisecond each.
		e.At = changed.LastEventAt.Add(-time.Duration(behind) * time.Millisecond)
		e.StackID, e.StackName, e.Token = changed.ID, changed.Name, changed.Token
		if err := s.name(e); err != nil {
			return err
		}
		if err := s.Store.Events.Insert(ctx, e); err != nil {
			return fmt.Errorf("write event %s: %w", e.ID, err)
		}
	}
	return nil
}

// name gives an event its id: a UUID for the stack's own, a speaking one for a resource's.
func (s *Service) name(e *Event) (err error) {
	if e.Type == resourceTypeOfAStack {
		e.ID, err = ident.TimeUUID(s.Rand, e.At)
		return err
	}
	e.ID = fmt.Sprintf("%s-%s-%s", e.LogicalID, e.Status, e.At.Format("2006-01-02T15:04:05.000Z"))
	return nil
}

// stackEvent tells a state of the stack itself.
func stackEvent(st *Stack) Event {
	return Event{
		LogicalID: st.Name, PhysicalID: st.ID, Type: resourceTypeOfAStack, Status: st.Status, Reason: st.StatusReason,
	}
}

// resourceEvent tells a state of a resource.
func resourceEvent(r *Resource) Event {
	return Event{
		LogicalID: r.LogicalID, PhysicalID: r.PhysicalID, Type: r.Type, Status: r.Status, Reason: r.StatusReason,
		Properties: r.Properties,
	}
}
