package stack

import (
	"slices"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// change is what an update would do to one resource.
type change struct {
	id        string
	action    string // Add, Modify or Remove
	row       *Resource
	kind      string
	changed   []string // top-level properties
	attrs     []string // DeletionPolicy, Metadata, …
	replace   string   // True, False or Conditional
	open      map[string]bool
	recreates map[string]bool
	next      Instance
	nextNode  *template.Value
}

// diff compares what is with what a plan asks for. Values that only the update itself brings forth stay open.
func (p *plan) diff(rows map[string]*Resource) ([]change, error) {
	var changes []change
	p.known.know(rows)
	for _, id := range p.eval.Graph().Order() {
		row := rows[id]
		if row == nil || !row.Status.Exists() || row.Removed {
			delete(p.known.known, id)
			changes = append(changes, change{id: id, action: "Add", kind: p.template.Resource(id).Type})
			continue
		}
		c, err := p.compare(row)
		if err != nil {
			return nil, err
		}
		if c == nil {
			continue
		}
		if c.replace != "False" {
			delete(p.known.known, id)
		}
		changes = append(changes, *c)
	}
	return append(changes, p.removals(rows)...), nil
}

func (p *plan) removals(rows map[string]*Resource) []change {
	var changes []change
	made := p.eval.Graph().Order()
	for _, id := range sorted(rows) {
		if row := rows[id]; row.Status.Exists() && !slices.Contains(made, id) {
			changes = append(changes, change{id: id, action: "Remove", row: row, kind: row.Type})
		}
	}
	return changes
}

// compare says how a resource that exists would change; nil if it would not.
func (p *plan) compare(row *Resource) (*change, error) {
	properties, err := p.properties(row.LogicalID)
	if err != nil {
		return nil, err
	}
	before, err := row.Instance.properties(nil)
	if err != nil {
		return nil, err
	}
	c := &change{
		id: row.LogicalID, action: "Modify", row: row, kind: row.Type, replace: "False", open: map[string]bool{}, recreates: map[string]bool{},
		next: p.instance(row.LogicalID, properties), nextNode: properties,
	}
	c.changed, c.attrs = changed(before, properties), attributesChanged(&row.Instance, &c.next)
	if len(c.changed) == 0 && len(c.attrs) == 0 {
		return nil, nil
	}
	c.judge(p.kindOf(row.LogicalID))
	return c, nil
}

// judge says whether the change makes a new physical resource.
func (c *change) judge(t *Type) {
	for _, name := range c.changed {
		c.open[name] = isOpenText(c.nextNode.Get(name))
		if c.recreates[name] = t.replaces(name); !c.recreates[name] {
			continue
		}
		if !c.open[name] {
			c.replace = "True"
		} else if c.replace == "False" {
			c.replace = "Conditional"
		}
	}
}

// isOpenText looks for an open value anywhere in a tree.
func isOpenText(v *template.Value) bool {
	if v == nil {
		return false
	}
	return isOpen(v.Text) || slices.ContainsFunc(v.Items, isOpenText) ||
		slices.ContainsFunc(v.Fields, func(f template.Field) bool { return isOpenText(f.Value) })
}

// replaces reports that a change of the property makes a new resource.
func (t *Type) replaces(property string) bool {
	p := t.Schema.Property(property)
	return t.Update == nil || p != nil && p.Replace
}

// attributesChanged lists what differs beside the properties. It takes no call to change it.
func attributesChanged(before, after *Instance) []string {
	var names []string
	for name, differs := range map[string]bool{
		"DeletionPolicy":      before.DeletionPolicy != after.DeletionPolicy,
		"UpdateReplacePolicy": before.UpdateReplacePolicy != after.UpdateReplacePolicy,
		"Metadata":            before.Metadata != after.Metadata,
	} {
		if differs {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// checkTypeChanges refuses a logical id whose type is another now.
func (p *plan) checkTypeChanges(rows map[string]*Resource) error {
	var ids []string
	for _, r := range p.template.Resources {
		if row := rows[r.ID]; row != nil && row.Status.Exists() && row.Type != r.Type {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return invalid("Update of resource type is not permitted. The new template modifies resource type of the following resources: %s",
		bracketed(ids))
}
