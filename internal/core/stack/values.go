package stack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// values answers Ref and Fn::GetAtt. A resource that does not exist yet has open values while a plan is checked.
type values struct {
	known map[string]*Instance
	types func(id string) *Type
	open  bool
	asked int // how often an open value was given
}

// open stands for a value that is not known yet. NUL is in no template.
const open = "\x00"

func isOpen(text string) bool { return strings.Contains(text, open) }

// Ref gives a resource's physical id.
func (v *values) Ref(id string) (any, error) {
	if in := v.known[id]; in != nil {
		return in.PhysicalID, nil
	}
	return v.unknown(id)
}

// GetAtt gives an attribute of a resource.
func (v *values) GetAtt(id, attribute string) (any, error) {
	if t := v.types(id); t == nil || !slices.Contains(t.Attributes, attribute) {
		return nil, template.ErrNoAttribute
	}
	in := v.known[id]
	if in == nil {
		return v.unknown(id)
	}
	attributes := map[string]string{}
	if err := json.Unmarshal([]byte(in.Attributes), &attributes); err != nil {
		return nil, fmt.Errorf("attributes of %s: %w", id, err)
	}
	value, ok := attributes[attribute]
	if !ok {
		return nil, fmt.Errorf("resource %s has no value for its attribute %s", id, attribute)
	}
	return value, nil
}

func (v *values) unknown(id string) (any, error) {
	if !v.open {
		return nil, fmt.Errorf("resource %s does not exist yet", id)
	}
	v.asked++
	return open, nil
}

// know makes the values of what exists known.
func (v *values) know(rows map[string]*Resource) {
	for id, r := range rows {
		if r.PhysicalID != "" && r.Status.Exists() {
			v.known[id] = &r.Instance
		}
	}
}
