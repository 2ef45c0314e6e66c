package stack_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/record"
	"github.com/sallyport/sallyport/internal/core/stack"
)

const named = "Resources: {A: {Type: Test::Thing::One, Properties: {Name: n, Value: v}}}"

// cutOff lets a creation end before or after the service has made A, and resumes it in a new process.
func cutOff(t *testing.T, r *rig, store stack.Store, c *cloud, made bool, change ...func(*rig)) *stack.Stack {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r.Service.Background = func(work func(context.Context)) { work(ctx) }
	c.hook = func(call string, done bool) error {
		if call == "create A" && done == made {
			stop()
			return ctx.Err()
		}
		return nil
	}
	r.mustCreate("demo", named)
	c.hook = nil
	next := rigOver(t, store, c)
	for _, do := range change {
		do(next)
	}
	if err := next.Resume(next.ctx); err != nil {
		t.Fatal(err)
	}
	st := next.get("demo")
	next.wantStatus(st, stack.RollbackComplete)
	return st
}

// What looks like the work of a creation that was cut off may be somebody else's.
func TestACutOffCreationTakesItsOwnAlone(t *testing.T) {
	t.Parallel()
	blind := func(r *rig) {
		for i := range r.Types {
			r.Types[i].Find = func(context.Context, *stack.Step) ([]string, error) { return nil, refused("I do not tell") }
		}
	}
	for name, c := range map[string]struct {
		before func(*rig)
		made   bool
		left   []string
	}{
		"nothing was made":              {made: false, left: []string{"theirs"}},
		"something was made":            {made: true, left: []string{"theirs"}},
		"nobody could look, and made":   {before: blind, made: true, left: []string{"A-1", "theirs"}},
		"nobody could look, not made":   {before: blind, made: false, left: []string{"theirs"}},
		"another stack holds the other": {before: holder, made: true, left: []string{"theirs"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, things := openStore(t), newCloud()
			things.things["theirs"] = `{"Name":"n","Value":"v"}`
			r := rigOver(t, store, things)
			if c.before != nil {
				c.before(r)
			}
			cutOff(t, r, store, things, c.made)
			if got := things.left(); !slices.Equal(got, c.left) {
				t.Errorf("left %v, want %v", got, c.left)
			}
		})
	}
}

// holder enters what is there into another stack.
func holder(r *rig) {
	row := &stack.Resource{StackID: "other", LogicalID: "X", Type: "Test::Thing::One", Status: stack.CreateComplete}
	row.PhysicalID = "theirs"
	r.must(r.Store.Resources.Insert(r.ctx, row))
}

// Physical ids may be unique in a parent alone: the same id held in another parent is no reason to leave ours behind.
func TestIDsAreHeldWithinTheirParent(t *testing.T) {
	t.Parallel()
	for parent, left := range map[string]int{"v": 1, "another": 0} {
		t.Run(parent, func(t *testing.T) {
			t.Parallel()
			store, things := openStore(t), newCloud()
			within := func(r *rig) {
				for i := range r.Types {
					r.Types[i].Within = "Value"
				}
			}
			r := rigOver(t, store, things)
			row := &stack.Resource{StackID: "other", LogicalID: "X", Type: "Test::Thing::One", Status: stack.CreateComplete}
			row.PhysicalID, row.Properties = "A-1", `{"Value":"`+parent+`"}`
			r.must(store.Resources.Insert(r.ctx, row))
			cutOff(t, r, store, things, true, within)
			if got := things.left(); len(got) != left {
				t.Errorf("left %v, want %d", got, left)
			}
		})
	}
}

// DeleteStack was answered while the last resource was made: no state after it may forget that.
func TestDeletionWhileTheLastResourceIsMade(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.hook = func(call string, done bool) error {
		if call != "create A" || !done {
			return nil
		}
		name := "demo"
		return r.Delete(r.ctx, &cloudformation.DeleteStackInput{StackName: &name})
	}
	if _, err := r.create("demo", named); err != nil {
		t.Fatal(err)
	}
	list, err := r.Store.Stacks.List(r.ctx, record.Query{})
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	r.wantStatus(list[0], stack.DeleteComplete)
	if story := strings.Join(r.story(list[0]), "\n"); strings.Contains(story, "demo CREATE_COMPLETE") {
		t.Errorf("for a moment nothing said that it is to be deleted:\n%s", story)
	}
}
