package template

import (
	"slices"
)

// Graph says which resource waits for which. It holds the resources that are
// made, those whose condition is true.
type Graph struct {
	order      []string
	depends    map[string][]string
	dependents map[string][]string
}

// Order lists every resource after all it depends on; where that leaves a
// choice, in the order of the template.
func (g *Graph) Order() []string { return slices.Clone(g.order) }

// Dependencies lists what must exist before a resource, in template order.
// Resources none of which waits for another may be made side by side.
func (g *Graph) Dependencies(id string) []string { return slices.Clone(g.depends[id]) }

// Dependents lists what waits for a resource, in template order: deletion
// takes them first.
func (g *Graph) Dependents(id string) []string { return slices.Clone(g.dependents[id]) }

// newGraph sorts resources by edges, and names those that wait for each other.
func newGraph(resources []*Resource, edges map[string]map[string]bool) (*Graph, error) {
	g := &Graph{depends: map[string][]string{}, dependents: map[string][]string{}}
	waiting := map[string]int{}
	for _, from := range resources {
		for _, to := range resources {
			if edges[from.ID][to.ID] {
				g.depends[from.ID] = append(g.depends[from.ID], to.ID)
				waiting[from.ID]++
			}
		}
	}
	for _, from := range resources {
		for _, to := range g.depends[from.ID] {
			g.dependents[to] = append(g.dependents[to], from.ID)
		}
	}
	g.sort(resources, waiting)
	if len(g.order) < len(resources) {
		return nil, g.cycle(resources, waiting)
	}
	return g, nil
}

// sort takes, again and again, what waits for nothing any more.
func (g *Graph) sort(resources []*Resource, waiting map[string]int) {
	var ready []string
	for _, r := range resources {
		if waiting[r.ID] == 0 {
			ready = append(ready, r.ID)
		}
	}
	for len(ready) > 0 {
		id := ready[0]
		ready = ready[1:]
		g.order = append(g.order, id)
		for _, dependent := range g.dependents[id] {
			if waiting[dependent]--; waiting[dependent] == 0 {
				ready = append(ready, dependent)
			}
		}
	}
}

// cycle names the resources that wait for each other, without those that only
// wait for them.
func (g *Graph) cycle(resources []*Resource, waiting map[string]int) error {
	left := slices.DeleteFunc(slices.Clone(resources), func(r *Resource) bool { return waiting[r.ID] == 0 })
	for changed := true; changed; {
		before := len(left)
		inside := func(id string) bool {
			return slices.ContainsFunc(left, func(r *Resource) bool { return r.ID == id })
		}
		left = slices.DeleteFunc(slices.Clone(left), func(r *Resource) bool {
			return !slices.ContainsFunc(g.dependents[r.ID], inside)
		})
		changed = len(left) < before
	}
	names := make([]string, len(left))
	for i, r := range left {
		names[i] = r.ID
	}
	slices.Sort(names)
	return failf(left[0].Pos, left[0].path(), "Circular dependency between resources: %s", bracketed(names))
}

// edges gathers what a resource depends on, as a walker sees it.
func (t *Template) edges(w walker, r *Resource) (map[string]bool, error) {
	to := map[string]bool{}
	for _, name := range r.DependsOn {
		to[name] = true
	}
	w.template, w.section = t, "Resources"
	w.visit = func(ref reference) error {
		if ref.kind == toAttribute || ref.kind == toName && !isPseudo(ref.name) && t.Parameter(ref.name) == nil {
			to[ref.name] = true
		}
		return nil
	}
	if r.Properties == nil {
		return to, nil
	}
	return to, w.walk(r.Properties, r.path()+"/Properties")
}

// checkCycles finds the cycles that no parameter value can avoid: conditional
// resources and what stands below an Fn::If are left to the evaluator.
func (t *Template) checkCycles() error {
	var always []*Resource
	edges := map[string]map[string]bool{}
	for _, r := range t.Resources {
		if r.Condition != "" {
			continue
		}
		to, err := t.edges(walker{skipIf: true}, r)
		if err != nil {
			return err
		}
		always, edges[r.ID] = append(always, r), to
	}
	_, err := newGraph(always, edges)
	return err
}
