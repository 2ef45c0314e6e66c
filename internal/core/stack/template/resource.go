package template

import (
	"slices"
)

// Resource is a declared resource. Its Properties still hold intrinsics.
type Resource struct {
	ID                  string
	Pos                 Pos // of the logical id
	Type                string
	Properties          *Value // nil where there are none
	DependsOn           []string
	Condition           string
	DeletionPolicy      string // Delete, Retain, Snapshot, RetainExceptOnCreate, or ""
	UpdateReplacePolicy string // Delete, Retain, Snapshot, or ""
	CreationPolicy      *Value
	UpdatePolicy        *Value
	Metadata            *Value
	body                *Value
}

func (r *Resource) path() string { return "/Resources/" + r.ID }

func (t *Template) readResources() error {
	section, err := t.section("Resources", maxResources)
	if err != nil {
		return err
	}
	if section == nil || len(section.Fields) == 0 {
		return failf(t.Root.Pos, "/Resources", "Template format error: At least one Resources member must be defined.")
	}
	for _, f := range section.Fields {
		r, err := readResource(f)
		if err != nil {
			return err
		}
		t.Resources = append(t.Resources, r)
	}
	return nil
}

func readResource(f Field) (*Resource, error) {
	r := &Resource{ID: f.Key, Pos: f.Pos, body: f.Value}
	if function, ok := functionKey(f.Key); ok {
		return nil, failf(f.Pos, r.path(), "Template format error: %s in the Resources block is not supported", function)
	}
	if !alphanumeric.MatchString(r.ID) {
		return nil, failf(f.Pos, r.path(), "Template format error: Resource name %s is non alphanumeric.", r.ID)
	}
	if r.body.Kind != Map {
		return nil, failf(r.body.Pos, r.path(), "Template format error: [%s] Every Resources object must contain a Type member.", r.path())
	}
	for _, read := range []func() error{r.readAttributes, r.readType, r.readPolicies, r.readDependsOn, r.readMaps} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *Resource) readAttributes() error {
	f, unknown := unknownKey(r.body, "Type", "Properties", "DependsOn", "Condition", "DeletionPolicy",
		"UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy", "Metadata")
	if unknown {
		return failf(f.Pos, r.path()+"/"+f.Key, "Invalid template resource property '%s'", f.Key)
	}
	return nil
}

func (r *Resource) readType() error {
	v := r.body.Get("Type")
	if v == nil || v.Kind != String || v.Text == "" {
		return failf(r.Pos, r.path(),
			"Template format error: [%s] Every Resources object must contain a Type member.", r.path())
	}
	r.Type = v.Text
	condition := r.body.Get("Condition")
	if condition != nil && condition.Kind != String {
		return shapeError(condition, r.path()+"/Condition", String)
	}
	if condition != nil {
		r.Condition = condition.Text
	}
	return nil
}

func (r *Resource) readPolicies() (err error) {
	r.DeletionPolicy, err = r.policy("DeletionPolicy", "Delete", "Retain", "Snapshot", "RetainExceptOnCreate")
	if err != nil {
		return err
	}
	r.UpdateReplacePolicy, err = r.policy("UpdateReplacePolicy", "Delete", "Retain", "Snapshot")
	return err
}

func (r *Resource) policy(name string, allowed ...string) (string, error) {
	v := r.body.Get(name)
	if v == nil {
		return "", nil
	}
	if v.Kind != String || !slices.Contains(allowed, v.Text) {
		return "", failf(v.Pos, r.path()+"/"+name, "Template error: %s must be one of %s, in the resource %s", name, bracketed(allowed), r.ID)
	}
	return v.Text, nil
}

func (r *Resource) readDependsOn() error {
	v := r.body.Get("DependsOn")
	if v == nil {
		return nil
	}
	names := []*Value{v}
	if v.Kind == List {
		names = v.Items
	}
	for _, name := range names {
		if name.Kind != String {
			return failf(name.Pos, r.path()+"/DependsOn", "Template format error: DependsOn must be a string or list of strings.")
		}
		if !slices.Contains(r.DependsOn, name.Text) {
			r.DependsOn = append(r.DependsOn, name.Text)
		}
	}
	return nil
}

func (r *Resource) readMaps() (err error) {
	read := func(name string) *Value {
		v := r.body.Get(name)
		if v != nil && v.Kind != Map && err == nil {
			err = shapeError(v, r.path()+"/"+name, Map)
		}
		return v
	}
	r.Properties, r.Metadata = read("Properties"), read("Metadata")
	r.CreationPolicy, r.UpdatePolicy = read("CreationPolicy"), read("UpdatePolicy")
	return err
}
