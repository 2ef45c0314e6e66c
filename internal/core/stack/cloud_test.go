package stack_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// cloud is a service of things that exist or do not, and fail on demand.
type cloud struct {
	mu     sync.Mutex
	things map[string]string // physical id -> logical id and properties
	calls  []string
	count  int
	fail   map[string]error                   // by "create A", "update A", "delete A"
	hook   func(call string, done bool) error // around every call
	by     func(ctx context.Context)          // sees who asks
}

func newCloud() *cloud {
	return &cloud{things: map[string]string{}, fail: map[string]error{}}
}

// refused is what a service answers.
func refused(message string) error {
	return &awsapi.Exception{Code: "InvalidThing", Message: message, Status: 400, Sender: true}
}

func (c *cloud) call(ctx context.Context, what string, do func()) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by != nil {
		c.by(ctx)
	}
	if c.hook != nil {
		if err := c.hook(what, false); err != nil {
			return err
		}
	}
	c.calls = append(c.calls, what)
	if err := c.fail[what]; err != nil {
		return err
	}
	do()
	if c.hook != nil {
		return c.hook(what, true)
	}
	return nil
}

func (c *cloud) create(ctx context.Context, s *stack.Step) (stack.Made, error) {
	var made stack.Made
	err := c.call(ctx, "create "+s.LogicalID, func() {
		c.count++
		made = stack.Made{PhysicalID: fmt.Sprintf("%s-%d", s.LogicalID, c.count)}
		c.things[made.PhysicalID] = string(s.Properties.CanonicalJSON())
	})
	made.Attributes = attributes(made.PhysicalID)
	return made, err
}

func attributes(id string) map[string]string { return map[string]string{"Arn": "arn:thing:" + id} }

func (c *cloud) update(ctx context.Context, s *stack.Step) (stack.Made, error) {
	err := c.call(ctx, "update "+s.LogicalID, func() { c.things[s.PhysicalID] = string(s.Properties.CanonicalJSON()) })
	return stack.Made{PhysicalID: s.PhysicalID, Attributes: attributes(s.PhysicalID)}, err
}

func (c *cloud) delete(ctx context.Context, s *stack.Step) error {
	return c.call(ctx, "delete "+s.LogicalID, func() { delete(c.things, s.PhysicalID) })
}

// find knows things by the name that was drawn for them.
func (c *cloud) find(_ context.Context, s *stack.Step) (ids []string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, properties := range c.things {
		if properties == string(s.Properties.CanonicalJSON()) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// left lists what exists.
func (c *cloud) left() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.things))
}

func (c *cloud) takeCalls() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	return calls
}

func text(name string) stack.Property {
	return stack.Property{Name: name, Shape: &stack.Shape{Kind: stack.String}}
}

// types are Test::Thing::One, which is changed in place unless Kind changes, and Test::Thing::Rigid, which is not.
func (c *cloud) types() []stack.Type {
	kind, size, needed, fixed := text("Kind"), text("Size"), text("Needed"), text("Fixed")
	kind.Replace, needed.Required, fixed.Fixed = true, true, true
	size.Shape = &stack.Shape{Kind: stack.Integer}
	tags := stack.Property{Name: "Tags", Shape: &stack.Shape{Kind: stack.Map, Elem: &stack.Shape{Kind: stack.String}}}
	names := stack.Property{Name: "List", Shape: &stack.Shape{Kind: stack.List, Elem: &stack.Shape{Kind: stack.String}}}
	one := stack.Type{
		Name: "Test::Thing::One", Service: "Things", Tags: "Tags", NameProperty: "Name", Attributes: []string{"Arn"},
		Schema: &stack.Shape{Kind: stack.Object, Properties: []stack.Property{
			text("Name"), text("Value"), text("Other"), kind, size, fixed, tags, names,
		}},
		GenerateName: stack.PhysicalName,
		Create:       c.create, Update: c.update, Delete: c.delete, Find: c.find,
	}
	rigid := one
	rigid.Name, rigid.Update = "Test::Thing::Rigid", nil
	rigid.Schema = &stack.Shape{Kind: stack.Object, Properties: []stack.Property{text("Name"), text("Value"), needed}}
	return []stack.Type{one, rigid}
}

var errCrash = errors.New("the process is gone")
