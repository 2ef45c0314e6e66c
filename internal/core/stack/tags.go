package stack

import (
	"slices"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// withTags adds the stack's tags to those of a resource, which win.
func withTags(t *Type, v *template.Value, tags []Tag) *template.Value {
	if t.Tags == "" || len(tags) == 0 {
		return v
	}
	own := v.Get(t.Tags)
	merged := template.NewMap(v.Pos)
	merged.Fields = slices.DeleteFunc(slices.Clone(v.Fields), func(f template.Field) bool { return f.Key == t.Tags })
	joined := tagMap(own, tags)
	if p := t.Schema.Property(t.Tags); p != nil && p.Shape.Kind == List {
		joined = tagList(own, tags)
	}
	merged.Fields = append(merged.Fields, template.Field{Key: t.Tags, Pos: v.Pos, Value: joined})
	return merged
}

func tagMap(own *template.Value, tags []Tag) *template.Value {
	out := template.NewMap(template.Pos{})
	out.Fields = slices.Clone(fields(own))
	for _, tag := range tags {
		if own.Get(tag.Key) == nil {
			out.Fields = append(out.Fields, template.Field{Key: tag.Key, Value: template.NewString(out.Pos, tag.Value)})
		}
	}
	return out
}

func tagList(own *template.Value, tags []Tag) *template.Value {
	out, has := template.NewList(template.Pos{}), map[string]bool{}
	if own != nil {
		out.Items = slices.Clone(own.Items)
	}
	for _, item := range out.Items {
		if key, ok := item.Get("Key").Scalar(); ok {
			has[key] = true
		}
	}
	for _, tag := range tags {
		if !has[tag.Key] {
			out.Items = append(out.Items, template.NewMap(out.Pos,
				template.Field{Key: "Key", Value: template.NewString(out.Pos, tag.Key)},
				template.Field{Key: "Value", Value: template.NewString(out.Pos, tag.Value)}))
		}
	}
	return out
}
