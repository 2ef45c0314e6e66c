package template

import (
	"errors"
	"slices"
	"strings"
)

// ParameterStore reads AWS Systems Manager parameters for parameters of the
// AWS::SSM::Parameter types.
type ParameterStore interface {
	SSMParameter(name string) (string, error)
}

// ParameterValue is a parameter with the value a stack gives it.
type ParameterValue struct {
	*Parameter
	Raw      string // as given, or the default
	Resolved string // what the Systems Manager parameter of that name holds
	ref      *Value
}

// Shown is the value as DescribeStacks shows it.
func (v ParameterValue) Shown() string {
	if v.NoEcho {
		return "****"
	}
	return v.Raw
}

// ParameterValues are the values of all parameters of a template, in its order.
type ParameterValues []ParameterValue

// Get gives the value of a parameter, nil where there is none.
func (vs ParameterValues) Get(name string) *ParameterValue {
	for i := range vs {
		if vs[i].Name == name {
			return &vs[i]
		}
	}
	return nil
}

// ResolveParameters takes the given values and the defaults of a template and
// holds them against its constraints. store may be nil: a parameter that needs
// it is then refused by name.
func (t *Template) ResolveParameters(given map[string]string, store ParameterStore) (ParameterValues, error) {
	if err := t.checkNames(given); err != nil {
		return nil, err
	}
	var values ParameterValues
	for _, p := range t.Parameters {
		raw, ok := given[p.Name]
		if !ok {
			raw = *p.Default
		}
		v, err := p.resolve(raw, store)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// checkNames wants a value for each parameter and a parameter for each value.
func (t *Template) checkNames(given map[string]string) error {
	var unknown, missing []string
	for name := range given {
		if t.Parameter(name) == nil {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return failf(Pos{}, "/Parameters", "Parameters: %s do not exist in the template", bracketed(unknown))
	}
	for _, p := range t.Parameters {
		if _, ok := given[p.Name]; !ok && p.Default == nil {
			missing = append(missing, p.Name)
		}
	}
	if len(missing) > 0 {
		return failf(t.Parameter(missing[0]).Pos, "/Parameters", "Parameters: %s must have values", bracketed(missing))
	}
	return nil
}

func (p *Parameter) resolve(raw string, store ParameterStore) (ParameterValue, error) {
	v := ParameterValue{Parameter: p, Raw: raw}
	kind, held := p.Type, raw
	inner, fromSSM := p.fromSSM()
	if fromSSM || p.Type == ssmName {
		resolved, err := p.read(raw, store)
		if err != nil {
			return v, err
		}
		if fromSSM {
			v.Resolved, kind, held = resolved, inner, resolved
		}
	}
	if err := p.check(kind, raw, held); err != nil {
		return v, err
	}
	v.ref = NewString(p.Pos, held)
	if isList(kind) {
		v.ref = fromStrings(p.Pos, splitList(held))
	}
	return v, nil
}

func (p *Parameter) read(name string, store ParameterStore) (string, error) {
	if store == nil {
		return "", failf(p.Pos, "/Parameters/"+p.Name, "Parameter '%s' has the type %s, which is not supported", p.Name, p.Type)
	}
	value, err := store.SSMParameter(name)
	if err != nil {
		return "", &Error{
			Pos: p.Pos, Path: "/Parameters/" + p.Name, Err: err,
			Message: "Unable to fetch parameters [" + name + "] from parameter store for this account.",
		}
	}
	return value, nil
}

// splitList splits at commas and trims. An empty text is a list of one empty
// string: templates ask whether the first item is "".
func splitList(text string) []string {
	items := strings.Split(text, ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items
}

// refused makes the error of a broken constraint. The value is in none of
// them: it may be a NoEcho one.
func (p *Parameter) refused(rule string) error {
	e := &Error{Pos: p.Pos, Path: "/Parameters/" + p.Name, Message: "Parameter '" + p.Name + "' " + rule}
	if p.ConstraintDescription != "" {
		e.Message = "Parameter " + p.Name + " failed to satisfy constraint: " + p.ConstraintDescription
		e.Err = errors.New(rule)
	}
	return e
}
