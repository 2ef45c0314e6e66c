package stack

import (
	"encoding/json"
	"fmt"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// step describes what a type is to do with an instance.
func (x *run) step(r *Resource, in *Instance) (*Step, error) {
	properties, err := in.properties(x.kind(r.Type))
	return &Step{
		Region: x.stack.Region, AccountID: x.stack.AccountID, StackID: x.stack.ID, StackName: x.stack.Name,
		LogicalID: r.LogicalID, PhysicalID: in.PhysicalID, Properties: properties, Rand: x.Rand, Begun: in.CreatedAt,
	}, err
}

// properties reads what an instance was made from, its generated name included.
func (in *Instance) properties(t *Type) (*template.Value, error) {
	v := template.NewMap(template.Pos{})
	if in.Properties != "" {
		var err error
		if v, err = template.ParseValue("properties.json", []byte(in.Properties)); err != nil {
			return nil, fmt.Errorf("properties of %s: %w", in.PhysicalID, err)
		}
	}
	if t != nil && in.GeneratedName != "" && v.Get(t.NameProperty) == nil {
		v.Fields = append(v.Fields, template.Field{Key: t.NameProperty, Value: template.NewString(v.Pos, in.GeneratedName)})
	}
	return v, nil
}

// made notes what a step gave.
func (in *Instance) made(m Made) error {
	if m.PhysicalID != "" {
		in.PhysicalID = m.PhysicalID
	}
	if m.Attributes == nil {
		m.Attributes = map[string]string{}
	}
	attributes, err := json.Marshal(m.Attributes)
	in.Attributes = string(attributes)
	return err
}
