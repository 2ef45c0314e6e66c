package stack

import (
	"encoding/json"
	"fmt"
	"maps"

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

// made notes what a step gave. An update may be silent about an attribute, such as a secret.
func (in *Instance) made(m Made) error {
	if m.PhysicalID != "" {
		in.PhysicalID = m.PhysicalID
	}
	attributes := map[string]string{}
	if in.Attributes != "" {
		if err := json.Unmarshal([]byte(in.Attributes), &attributes); err != nil {
			return fmt.Errorf("attributes of %s: %w", in.PhysicalID, err)
		}
	}
	maps.Copy(attributes, m.Attributes)
	text, err := json.Marshal(attributes)
	in.Attributes = string(text)
	return err
}
