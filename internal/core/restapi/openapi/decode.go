package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// The bounds of a document: AWS's size, and what keeps hostile nesting and aliases small.
const (
	MaxSize  = 6 << 20
	maxDepth = 100
	maxNodes = 500_000
)

// decode reads JSON or YAML into map[string]any, []any, string, json.Number, bool and nil.
func decode(body []byte) (any, error) {
	if len(body) > MaxSize {
		return nil, fmt.Errorf("the document is larger than %d bytes", MaxSize)
	}
	var tree any
	var err error
	if trimmed := bytes.TrimLeft(body, " \t\r\n\ufeff"); len(trimmed) > 0 && trimmed[0] == '{' {
		tree, err = decodeJSON(trimmed)
		if err != nil {
			// YAML's flow style begins with a brace too.
			if again, yamlErr := decodeYAML(body); yamlErr == nil {
				tree, err = again, nil
			}
		}
	} else {
		tree, err = decodeYAML(body)
	}
	if err != nil {
		return nil, err
	}
	n := maxNodes
	return tree, measure(tree, maxDepth, &n)
}

func decodeJSON(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, fmt.Errorf("JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("JSON: text follows the document")
	}
	return tree, nil
}

// measure makes sure that the tree can be walked.
func measure(v any, depth int, nodes *int) error {
	if *nodes--; *nodes < 0 {
		return fmt.Errorf("the document has more than %d nodes", maxNodes)
	}
	if depth == 0 {
		return fmt.Errorf("the document nests deeper than %d", maxDepth)
	}
	switch v := v.(type) {
	case map[string]any:
		for _, child := range v {
			if err := measure(child, depth-1, nodes); err != nil {
				return err
			}
		}
	case []any:
		for _, child := range v {
			if err := measure(child, depth-1, nodes); err != nil {
				return err
			}
		}
	}
	return nil
}

func decodeYAML(body []byte) (any, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(body, &root); err != nil {
		return nil, fmt.Errorf("YAML: %w", err)
	}
	n := maxNodes
	v, err := plain(&root, maxDepth+1, &n)
	if err != nil {
		return nil, fmt.Errorf("YAML: %w", err)
	}
	return v, nil
}

// plain turns a YAML node into what JSON would give. Numbers and dates keep their text: a version 1.0 is not 1.
func plain(n *yaml.Node, depth int, nodes *int) (any, error) {
	if *nodes--; *nodes < 0 {
		return nil, fmt.Errorf("more than %d nodes", maxNodes)
	}
	if depth == 0 {
		return nil, fmt.Errorf("line %d: nested deeper than %d", n.Line, maxDepth)
	}
	switch n.Kind {
	case 0:
		return nil, nil
	case yaml.DocumentNode:
		return plain(n.Content[0], depth, nodes)
	case yaml.AliasNode:
		return plain(n.Alias, depth-1, nodes)
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, child := range n.Content {
			v, err := plain(child, depth-1, nodes)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	case yaml.MappingNode:
		return plainMap(n, depth, nodes)
	}
	return scalar(n)
}

func plainMap(n *yaml.Node, depth int, nodes *int) (any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Tag == "!!merge" {
			return nil, fmt.Errorf("line %d: merge keys (<<) are not supported", key.Line)
		}
		if key.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: a key must be a text", key.Line)
		}
		if _, ok := out[key.Value]; ok {
			return nil, fmt.Errorf("line %d: the key %q is there twice", key.Line, key.Value)
		}
		v, err := plain(n.Content[i+1], depth-1, nodes)
		if err != nil {
			return nil, err
		}
		out[key.Value] = v
	}
	return out, nil
}

func scalar(n *yaml.Node) (any, error) {
	switch tag := n.ShortTag(); tag {
	case "!!null":
		return nil, nil
	case "!!bool":
		var b bool
		err := n.Decode(&b)
		return b, err
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value), nil
		}
		return n.Value, nil
	case "!!str", "!!timestamp", "!!binary":
		return n.Value, nil
	default:
		return nil, fmt.Errorf("line %d: the tag %s is not supported here", n.Line, n.Tag)
	}
}
