package serverless

import (
	"slices"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// buildTemplate makes the template of a service from its resources section, a
// map or a list of maps that are merged in order.
func buildTemplate(root *template.Value) (*template.Template, error) {
	section := root.Get("resources")
	if section == nil {
		return template.New(template.NewMap(root.Pos))
	}
	parts := []*template.Value{section}
	if section.Kind == template.List {
		parts = section.Items
	}
	merged := template.NewMap(section.Pos)
	for _, part := range parts {
		if part.Kind != template.Map {
			return nil, failf(part.Pos, "resources must be a map or a list of maps, not a %s", part.Kind)
		}
		var err error
		if merged, err = merge(merged, part, "resources", false); err != nil {
			return nil, err
		}
	}
	merged, err := extend(merged)
	if err != nil {
		return nil, err
	}
	return template.New(merged)
}

// extend lays resources.extensions over the resources they name.
func extend(merged *template.Value) (*template.Value, error) {
	extensions := merged.Get("extensions")
	if extensions == nil {
		return merged, nil
	}
	if extensions.Kind != template.Map {
		return nil, failf(extensions.Pos, "resources.extensions must be a map")
	}
	declared := merged.Get("Resources")
	for _, f := range extensions.Fields {
		if declared.Get(f.Key) == nil {
			return nil, failf(f.Pos, "resources.extensions.%s extends a resource that does not exist", f.Key)
		}
	}
	out := template.NewMap(merged.Pos)
	for _, f := range merged.Fields {
		switch f.Key {
		case "extensions":
			continue
		case "Resources":
			var err error
			if f.Value, err = merge(f.Value, extensions, "resources.extensions", true); err != nil {
				return nil, err
			}
		}
		out.Fields = append(out.Fields, f)
	}
	return out, nil
}

// merge lays one map over another, member by member; what is not a map is
// replaced. Two lists in the same place are refused unless replacing is the
// purpose: whether they should be joined cannot be known.
func merge(base, over *template.Value, path string, replaceLists bool) (*template.Value, error) {
	out := template.NewMap(base.Pos, slices.Clone(base.Fields)...)
	for _, f := range over.Fields {
		i := slices.IndexFunc(out.Fields, func(have template.Field) bool { return have.Key == f.Key })
		if i < 0 {
			out.Fields = append(out.Fields, f)
			continue
		}
		have := out.Fields[i].Value
		switch {
		case have.Kind == template.Map && f.Value.Kind == template.Map:
			merged, err := merge(have, f.Value, path+"."+f.Key, replaceLists)
			if err != nil {
				return nil, err
			}
			f.Value = merged
		case have.Kind == template.List && f.Value.Kind == template.List && !replaceLists:
			return nil, failf(f.Pos, "%s.%s is a list given twice, first at %s", path, f.Key, have.Pos)
		}
		out.Fields[i] = f
	}
	return out, nil
}
