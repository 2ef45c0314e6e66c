package template

import (
	"cmp"
	"errors"
)

// Environment is what the pseudo parameters say.
type Environment struct {
	Region, AccountID  string
	StackName, StackID string
	Partition          string // "": aws
	URLSuffix          string // "": amazonaws.com
	NotificationARNs   []string
}

// ErrNoAttribute is what ResourceValues answers for an attribute that the
// type of the resource does not have.
var ErrNoAttribute = errors.New("no such attribute")

// ResourceValues gives what resources that exist already are known by. A value
// may be a string, a number, a bool or a list of them.
type ResourceValues interface {
	Ref(id string) (any, error)
	GetAtt(id, attribute string) (any, error)
}

// Exports gives the value another stack exports; ok is false where none does.
type Exports interface {
	Export(name string) (value string, ok bool, err error)
}

// DynamicReferences gives what stands behind a {{resolve:service:reference}}.
type DynamicReferences interface {
	Resolve(service, reference string) (string, error)
}

// Sources are what an Evaluator asks. One that is nil is a refusal naming what
// was asked for.
type Sources struct {
	Resources ResourceValues
	Exports   Exports
	Dynamic   DynamicReferences
}

// Evaluator replaces the intrinsics of a template for one stack. After
// NewEvaluator it is only read: resources may be evaluated side by side.
type Evaluator struct {
	template   *Template
	env        Environment
	values     ParameterValues
	sources    Sources
	conditions map[string]bool
	graph      *Graph
}

// NewEvaluator checks all that can be known before a resource exists: the
// template itself, its conditions, rules and dependencies.
func NewEvaluator(t *Template, env Environment, values ParameterValues, sources Sources) (*Evaluator, error) {
	env.Partition, env.URLSuffix = cmp.Or(env.Partition, "aws"), cmp.Or(env.URLSuffix, "amazonaws.com")
	e := &Evaluator{template: t, env: env, values: values, sources: sources, conditions: map[string]bool{}}
	for _, step := range []func() error{t.Validate, e.decide, e.checkRules, e.checkReferences, e.sortResources} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Graph says in which order resources are made and deleted.
func (e *Evaluator) Graph() *Graph { return e.graph }

// Condition gives a condition's value; ok is false where there is none of that
// name.
func (e *Evaluator) Condition(name string) (value, ok bool) {
	value, ok = e.conditions[name]
	return value, ok
}

// Active reports whether a resource or output with this condition is made.
func (e *Evaluator) active(condition string) bool {
	return condition == "" || e.conditions[condition]
}

// Resource gives the properties of a resource with every intrinsic replaced. A
// resource without properties has an empty map.
func (e *Evaluator) Resource(id string) (*Value, error) {
	r := e.template.Resource(id)
	if r == nil || !e.active(r.Condition) {
		return nil, failf(Pos{}, "/Resources/"+id, "Resource %s does not exist for stack %s", id, e.env.StackName)
	}
	path := r.path() + "/Properties"
	if r.Properties == nil {
		return NewMap(r.Pos), nil
	}
	v, err := e.eval(r.Properties, path)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return NewMap(r.Pos), nil
	}
	return e.resolveDynamic(v, path, false)
}

// sortResources builds the graph of the resources that are made.
func (e *Evaluator) sortResources() error {
	var made []*Resource
	edges := map[string]map[string]bool{}
	for _, r := range e.template.Resources {
		if !e.active(r.Condition) {
			continue
		}
		to, err := e.template.edges(walker{taken: e.active}, r)
		if err != nil {
			return err
		}
		made, edges[r.ID] = append(made, r), to
	}
	var err error
	e.graph, err = newGraph(made, edges)
	return err
}

// checkReferences refuses a use of a resource whose condition is false. A
// DependsOn of one is only dropped.
func (e *Evaluator) checkReferences() error {
	var missing, inOutputs unresolved
	for _, r := range e.template.Resources {
		if r.Properties == nil || !e.active(r.Condition) {
			continue
		}
		if err := e.absent("Resources", &missing).walk(r.Properties, r.path()+"/Properties"); err != nil {
			return err
		}
	}
	for _, o := range e.template.Outputs {
		if !e.active(o.Condition) {
			continue
		}
		if err := e.absent("Outputs", &inOutputs).walk(o.Value, "/Outputs/"+o.Name+"/Value"); err != nil {
			return err
		}
	}
	if err := missing.err(unresolvedResources, inBlock("Resources")); err != nil {
		return err
	}
	return inOutputs.err(unresolvedResources, inBlock("Outputs"))
}

// absent is a walker that gathers the resources that are not made.
func (e *Evaluator) absent(section string, into *unresolved) *walker {
	return &walker{template: e.template, section: section, taken: e.active, visit: func(ref reference) error {
		if ref.kind == toCondition || ref.kind == toMapping || e.template.Parameter(ref.name) != nil && ref.kind == toName {
			return nil
		}
		if r := e.template.Resource(ref.name); r != nil && !e.active(r.Condition) {
			into.add(ref)
		}
		return nil
	}}
}
