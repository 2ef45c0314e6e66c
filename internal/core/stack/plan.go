package stack

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// plan is a revision understood: evaluated as far as that is possible, every resource known to be of a type that
// somebody implements.
type plan struct {
	service  *Service
	stack    *Stack
	template *template.Template
	eval     *template.Evaluator
	known    *values
	exports  *exports
	tags     []Tag
}

// plan reads the revision of a stack. Its Parameters need only what was given; all others are added.
func (s *Service) plan(ctx context.Context, st *Stack, rev *Revision) (*plan, error) {
	tmpl, err := s.parse(ctx, rev.Template)
	if err != nil {
		return nil, err
	}
	given := map[string]string{}
	for _, p := range rev.Parameters {
		given[p.Key] = p.Value
	}
	params, err := tmpl.ResolveParameters(given, s.Parameters)
	if err != nil {
		return nil, err
	}
	p := &plan{service: s, stack: st, template: tmpl, tags: rev.Tags, exports: &exports{service: s, ctx: ctx, stack: st}}
	p.known = &values{known: map[string]*Instance{}, types: p.kindOf, open: true}
	env := template.Environment{
		Region: st.Region, AccountID: st.AccountID, StackName: st.Name, StackID: st.ID, NotificationARNs: rev.NotificationARNs,
	}
	p.eval, err = template.NewEvaluator(tmpl, env, params, template.Sources{Resources: p.known, Exports: p.exports, Dynamic: s.Dynamic})
	if err != nil {
		return nil, err
	}
	rev.Description, rev.Parameters = tmpl.Description, nil
	for _, v := range params {
		rev.Parameters = append(rev.Parameters, Parameter{Key: v.Name, Value: v.Raw, Resolved: v.Resolved, NoEcho: v.NoEcho})
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	rev.Imports = p.exports.names
	return p, nil
}

// parse reads a template and applies the transforms it declares.
func (s *Service) parse(ctx context.Context, source string) (*template.Template, error) {
	root, err := template.ParseValue("template", []byte(source))
	if err != nil {
		return nil, err
	}
	tmpl, err := template.New(root)
	if err != nil {
		return nil, err
	}
	var applied []string
	for _, t := range tmpl.Transforms {
		if t.Name == template.TransformLanguageExtensions {
			continue // the evaluator speaks it
		}
		if root, err = s.transform(ctx, t.Name, root); err != nil {
			return nil, err
		}
		applied = append(applied, t.Name)
	}
	if len(applied) == 0 {
		return tmpl, nil
	}
	return template.New(root)
}

func (s *Service) transform(ctx context.Context, name string, root *template.Value) (*template.Value, error) {
	if s.Transform == nil {
		return nil, invalid("No transform named %s found.", name)
	}
	out, err := s.Transform(ctx, name, root)
	if errors.Is(err, ErrNoTransform) {
		return nil, invalid("No transform named %s found.", name)
	}
	return out, err
}

func (p *plan) kindOf(logicalID string) *Type {
	r := p.template.Resource(logicalID)
	if r == nil {
		return nil
	}
	return p.service.kind(r.Type)
}

// waves groups the resources: each waits only for those of earlier waves.
func (p *plan) waves() [][]string {
	graph, level := p.eval.Graph(), map[string]int{}
	var waves [][]string
	for _, id := range graph.Order() {
		at := 0
		for _, needed := range graph.Dependencies(id) {
			at = max(at, level[needed]+1)
		}
		level[id] = at
		if at == len(waves) {
			waves = append(waves, nil)
		}
		waves[at] = append(waves[at], id)
	}
	return waves
}

// instance is what the template asks of a resource, ready to be made.
func (p *plan) instance(id string, properties *template.Value) Instance {
	r := p.template.Resource(id)
	in := Instance{
		Properties: string(properties.JSON()), DependsOn: p.eval.Graph().Dependencies(id),
		DeletionPolicy: r.DeletionPolicy, UpdateReplacePolicy: r.UpdateReplacePolicy, CreatedAt: p.service.Now().UTC(),
	}
	if r.Metadata != nil {
		in.Metadata = string(r.Metadata.JSON())
	}
	return in
}

// bracketed lists names as CloudFormation does: [A, B].
func bracketed(names []string) string { return "[" + strings.Join(names, ", ") + "]" }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
