package template

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// mapping reads the keys of a map in source order, then what "<<" merges in:
// a key of the map itself wins, and of several merged maps the first.
func (r *yamlReader) mapping(n *yaml.Node) (*Value, error) {
	m := NewMap(r.pos(n))
	seen := map[string]bool{}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, child := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
			merged = append(merged, child)
			continue
		}
		name, err := r.key(key)
		if err != nil {
			return nil, err
		}
		if seen[name] {
			return nil, r.fail(r.pos(key), fmt.Sprintf("duplicate key %q", name))
		}
		seen[name] = true
		v, err := r.value(child)
		if err != nil {
			return nil, err
		}
		m.Fields = append(m.Fields, Field{Key: name, Pos: r.pos(key), Value: v})
	}
	for _, from := range merged {
		if err := r.merge(m, seen, from); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// key gives the text of a key. A key may be an alias of a scalar; 200: is "200".
func (r *yamlReader) key(n *yaml.Node) (string, error) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.ScalarNode {
		return "", r.fail(r.pos(n), "a key must be a scalar")
	}
	if _, tagged := longForm(n.Tag); tagged {
		return "", r.unknownTag(n, n.Tag)
	}
	return n.Value, nil
}

func (r *yamlReader) merge(into *Value, seen map[string]bool, n *yaml.Node) error {
	from, err := r.value(n)
	if err != nil {
		return err
	}
	sources := []*Value{from}
	if from.Kind == List {
		sources = from.Items
	}
	for _, source := range sources {
		if source.Kind != Map {
			return r.fail(r.pos(n), "<< merges maps only")
		}
		fresh := slices.DeleteFunc(slices.Clone(source.Fields), func(f Field) bool { return seen[f.Key] })
		for _, f := range fresh {
			seen[f.Key] = true
		}
		into.Fields = append(into.Fields, fresh...)
	}
	return nil
}
