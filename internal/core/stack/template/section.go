package template

import (
	"regexp"
	"slices"
	"unicode/utf8"
)

// CloudFormation's quotas on what one template may declare.
const (
	maxResources   = 500
	maxParameters  = 200
	maxMappings    = 200
	maxOutputs     = 200
	maxDescription = 1024
)

var alphanumeric = regexp.MustCompile(`^[A-Za-z0-9]+$`)

func (t *Template) checkSections() error {
	known := []string{
		"AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings",
		"Conditions", "Transform", "Resources", "Outputs",
	}
	if t.Declares(TransformServerless) {
		known = append(known, "Globals")
	}
	var unknown []string
	var first Pos
	for _, f := range t.Root.Fields {
		if slices.Contains(known, f.Key) {
			continue
		}
		if len(unknown) == 0 {
			first = f.Pos
		}
		unknown = append(unknown, f.Key)
	}
	if len(unknown) > 0 {
		return failf(first, "", "Invalid template property or properties %s", bracketed(unknown))
	}
	return nil
}

// checkNulls refuses a null anywhere, as CloudFormation does: an OpenAPI body
// with "default:" and nothing behind it is the usual case.
func (t *Template) checkNulls() error { return checkNulls(t.Root, "") }

func checkNulls(v *Value, path string) error {
	if v.Kind == Null {
		return failf(v.Pos, path, "[%s] 'null' values are not allowed in templates", path)
	}
	return eachChild(v, path, checkNulls)
}

func (t *Template) readHeader() error {
	var err error
	if t.Version, err = optionalText(t.Root, "AWSTemplateFormatVersion", ""); err != nil {
		return err
	}
	if version := t.Root.Get("AWSTemplateFormatVersion"); version != nil && t.Version != "2010-09-09" {
		return failf(version.Pos, "/AWSTemplateFormatVersion", "Template format error: unsupported value for AWSTemplateFormatVersion.")
	}
	if t.Description, err = optionalText(t.Root, "Description", ""); err != nil {
		return err
	}
	if utf8.RuneCountInString(t.Description) > maxDescription {
		return failf(t.Root.Get("Description").Pos, "/Description", "Template format error: 'Description' length is greater than %d.", maxDescription)
	}
	t.Globals = t.Root.Get("Globals")
	t.Metadata, err = t.section("Metadata", 0)
	return err
}

// section gives a section that must be a map, of at most limit members.
func (t *Template) section(name string, limit int) (*Value, error) {
	section := t.Root.Get(name)
	if section == nil {
		return nil, nil
	}
	if section.Kind != Map {
		return nil, shapeError(section, "/"+name, Map)
	}
	if limit > 0 && len(section.Fields) > limit {
		return nil, failf(section.Pos, "/"+name, "Template format error: Number of %s, %d, is greater than maximum allowed, %d",
			lowerFirst(name), len(section.Fields), limit)
	}
	return section, nil
}

func (t *Template) readMappings() error {
	section, err := t.section("Mappings", maxMappings)
	if err != nil || section == nil {
		return err
	}
	for _, mapping := range section.Fields {
		path := "/Mappings/" + mapping.Key
		if err := checkMapping(mapping.Value, path); err != nil {
			return err
		}
	}
	t.Mappings = section
	return nil
}

// checkMapping wants two levels of keys, then a String or a List of them.
func checkMapping(mapping *Value, path string) error {
	if mapping.Kind != Map {
		return failf(mapping.Pos, path, "Template format error: Every Mappings member must be a map")
	}
	return eachChild(mapping, path, func(attributes *Value, path string) error {
		if attributes.Kind != Map {
			return failf(attributes.Pos, path, "Template format error: Every Mappings member must be a map")
		}
		return eachChild(attributes, path, func(v *Value, path string) error {
			if v.Kind == Map {
				return failf(v.Pos, path, "Template format error: Every Mappings attribute must be a String or a List.")
			}
			return nil
		})
	})
}

func (t *Template) readTransforms() error {
	section := t.Root.Get("Transform")
	if section == nil {
		return nil
	}
	declared := []*Value{section}
	if section.Kind == List {
		declared = section.Items
	}
	for _, v := range declared {
		name, parameters := v, (*Value)(nil)
		if v.Kind == Map {
			name, parameters = v.Get("Name"), v.Get("Parameters")
		}
		if name == nil || name.Kind != String {
			return failf(v.Pos, "/Transform", "Template format error: Every Transform must have a String name")
		}
		t.Transforms = append(t.Transforms, Transform{Name: name.Text, Parameters: parameters, Pos: v.Pos})
	}
	return nil
}

func (t *Template) readConditions() error {
	section, err := t.section("Conditions", 0)
	if err != nil || section == nil {
		return err
	}
	for _, f := range section.Fields {
		if f.Value.Kind != Map {
			return failf(f.Value.Pos, "/Conditions/"+f.Key, "Template format error: Every Conditions member must be a condition function")
		}
		t.Conditions = append(t.Conditions, &Condition{Name: f.Key, Pos: f.Pos, Value: f.Value})
	}
	return nil
}
