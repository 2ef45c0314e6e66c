package template

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlReader builds the tree of a YAML document. Aliases are expanded here and
// paid for from the budget, each time they are used.
type yamlReader struct {
	file   string
	budget budget
}

// parseYAML reads one YAML document.
func parseYAML(file string, src []byte) (*Value, error) {
	r := &yamlReader{file: file}
	if !utf8.Valid(src) {
		return nil, r.fail(Pos{File: file, Line: 1, Column: 1}, "not UTF-8")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return &Value{Kind: Null, Pos: Pos{File: file, Line: 1, Column: 1}}, nil
	} else if err != nil {
		return nil, r.syntax(err)
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, r.fail(r.pos(&second), "more than one document")
	} else if !errors.Is(err, io.EOF) {
		return nil, r.syntax(err)
	}
	if len(document.Content) == 0 {
		return &Value{Kind: Null, Pos: r.pos(&document)}, nil
	}
	return r.value(document.Content[0])
}

func (r *yamlReader) value(n *yaml.Node) (*Value, error) {
	if why := r.budget.enter(); why != "" {
		return nil, r.fail(r.pos(n), why)
	}
	defer r.budget.leave()
	if n.Kind == yaml.AliasNode {
		return r.value(n.Alias)
	}
	if long, ok := longForm(n.Tag); ok {
		return r.function(long, n)
	}
	return r.plain(n)
}

func (r *yamlReader) plain(n *yaml.Node) (*Value, error) {
	switch tag := n.ShortTag(); {
	case n.Kind == yaml.ScalarNode:
		return r.scalar(n, tag)
	case n.Kind == yaml.SequenceNode && tag == "!!seq":
		return r.list(n)
	case n.Kind == yaml.MappingNode && tag == "!!map":
		return r.mapping(n)
	default:
		return nil, r.unknownTag(n, tag)
	}
}

// scalar follows YAML 1.2's booleans (yes and no stay strings). A date stays
// the text it is, so that the version may stand unquoted.
func (r *yamlReader) scalar(n *yaml.Node, tag string) (*Value, error) {
	v := &Value{Pos: r.pos(n), Kind: String, Text: n.Value}
	switch tag {
	case "!!str", "!!timestamp":
	case "!!merge":
		// "<<" as a value is only text.
	case "!!null":
		v.Kind, v.Text = Null, ""
	case "!!bool":
		v.Kind, v.Text = Bool, strings.ToLower(n.Value)
		if v.Text != "true" && v.Text != "false" {
			return nil, r.fail(v.Pos, fmt.Sprintf("%q is not a Boolean", n.Value))
		}
	case "!!int", "!!float":
		if _, ok := numberLiteral(n.Value); ok {
			v.Kind = Number
		}
	default:
		return nil, r.unknownTag(n, tag)
	}
	return v, nil
}

func (r *yamlReader) list(n *yaml.Node) (*Value, error) {
	list := NewList(r.pos(n))
	for _, child := range n.Content {
		item, err := r.value(child)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, item)
	}
	return list, nil
}

func (r *yamlReader) pos(n *yaml.Node) Pos {
	return Pos{File: r.file, Line: n.Line, Column: n.Column}
}

func (r *yamlReader) unknownTag(n *yaml.Node, tag string) error {
	return &Error{Pos: r.pos(n), Message: fmt.Sprintf("Template format error: unsupported YAML tag %s", tag)}
}

func (r *yamlReader) fail(pos Pos, detail string) error {
	return &Error{Pos: pos, Message: "Template format error: YAML not well-formed.", Detail: detail}
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// syntax keeps the line that the scanner's error text begins with.
func (r *yamlReader) syntax(err error) error {
	pos := Pos{File: r.file, Line: 1, Column: 1}
	found := yamlLine.FindStringSubmatch(err.Error())
	if len(found) == 2 && found[1] != "" {
		pos.Line, _ = strconv.Atoi(found[1])
	}
	return r.fail(pos, yamlLine.ReplaceAllString(err.Error(), ""))
}
