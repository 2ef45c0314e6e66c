package template

import (
	"bytes"
	"strings"
)

// Parse reads a template, YAML or JSON, into its sections. It checks their
// shape; what refers to what is Validate's, since a transform comes between.
func Parse(name string, src []byte) (*Template, error) {
	root, err := ParseValue(name, src)
	if err != nil {
		return nil, err
	}
	return New(root)
}

// ParseValue reads any YAML or JSON document into a tree, with CloudFormation's
// short tags in their long form. A file called .json is JSON; so is, as
// CloudFormation decides, any text that begins with a brace.
func ParseValue(name string, src []byte) (*Value, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	begins := bytes.HasPrefix(bytes.TrimLeft(src, " \t\r\n"), []byte("{"))
	if begins || strings.HasSuffix(strings.ToLower(name), ".json") {
		return parseJSON(name, src)
	}
	return parseYAML(name, src)
}
