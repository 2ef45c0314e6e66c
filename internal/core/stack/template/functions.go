package template

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// pair evaluates the two arguments of Fn::Join, Fn::Split and Fn::Select.
func (e *Evaluator) pair(c call, usage string) (first string, second *Value, err error) {
	items, err := c.list(2, 2, usage)
	if err != nil {
		return "", nil, err
	}
	evaluated, err := e.eval(items[0], c.path+"/0")
	if err != nil {
		return "", nil, err
	}
	first, ok := evaluated.Scalar()
	if !ok {
		return "", nil, c.failf("%s", usage)
	}
	second, err = e.eval(items[1], c.path+"/1")
	if err == nil && second == nil {
		err = c.failf("%s", usage)
	}
	return first, second, err
}

func (e *Evaluator) join(c call) (*Value, error) {
	delimiter, list, err := e.pair(c, joinUsage)
	if err != nil {
		return nil, err
	}
	if list.Kind != List {
		return nil, c.failf(joinUsage)
	}
	texts := make([]string, len(list.Items))
	size := 0
	for i, item := range list.Items {
		text, ok := item.Scalar()
		if !ok {
			return nil, c.failf(joinUsage)
		}
		if size += len(text) + len(delimiter); size > maxText {
			return nil, c.failf("Template error: Fn::Join makes a text of more than %d bytes", maxText)
		}
		texts[i] = text
	}
	return NewString(c.pos, strings.Join(texts, delimiter)), nil
}

func (e *Evaluator) split(c call) (*Value, error) {
	delimiter, v, err := e.pair(c, splitUsage)
	if err != nil {
		return nil, err
	}
	text, ok := v.Scalar()
	if !ok || delimiter == "" {
		return nil, c.failf(splitUsage)
	}
	return fromStrings(c.pos, strings.Split(text, delimiter)), nil
}

func (e *Evaluator) selectItem(c call) (*Value, error) {
	text, list, err := e.pair(c, selectUsage)
	if err != nil {
		return nil, err
	}
	index, err := strconv.Atoi(text)
	if err != nil || list.Kind != List {
		return nil, c.failf(selectUsage)
	}
	if index < 0 || index >= len(list.Items) {
		return nil, c.failf("Template error: Fn::Select cannot select nonexistent value at index %d", index)
	}
	return list.Items[index], nil
}

func (e *Evaluator) findInMap(c call) (*Value, error) {
	keys, fallback, err := c.mapKeys()
	if err != nil {
		return nil, err
	}
	names := make([]string, len(keys))
	found := e.template.Mappings
	for i, key := range keys {
		evaluated, err := e.eval(key, c.path+"/"+strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		name, ok := evaluated.Scalar()
		if !ok {
			return nil, c.failf(mapUsage)
		}
		names[i], found = name, found.Get(name)
	}
	switch {
	case found != nil:
		return found, nil
	case fallback != nil:
		return e.eval(fallback, c.path+"/3/DefaultValue")
	case e.template.Mappings.Get(names[0]) == nil:
		return nil, c.failf("Template error: Mapping named '%s' is not present in the 'Mappings' section of template.", names[0])
	}
	return nil, c.failf("Template error: Unable to get mapping for %s", strings.Join(names, "::"))
}

func (e *Evaluator) importValue(c call, arg *Value) (*Value, error) {
	name, ok := arg.Scalar()
	if !ok {
		return nil, c.failf("Template error: the attribute in Fn::ImportValue must be a string or a function that returns a string")
	}
	if e.sources.Exports == nil {
		return nil, c.failf("No export named %s found.", name)
	}
	value, ok, err := e.sources.Exports.Export(name)
	if err != nil {
		return nil, c.wrap(err)
	}
	if !ok {
		return nil, c.failf("No export named %s found.", name)
	}
	return NewString(c.pos, value), nil
}

// zones gives three availability zones of a region. Nothing runs in them; a
// template only needs names that look like zones and stay the same.
func (e *Evaluator) zones(c call, arg *Value) (*Value, error) {
	region, ok := arg.Scalar()
	if !ok {
		return nil, c.failf("Template error: every Fn::GetAZs object must have a String-typed value.")
	}
	if region == "" {
		region = e.env.Region
	}
	return fromStrings(c.pos, []string{region + "a", region + "b", region + "c"}), nil
}

func base64Of(c call, arg *Value) (*Value, error) {
	text, ok := arg.Scalar()
	if !ok {
		return nil, c.failf("Template error: every Fn::Base64 object must have a String-typed value.")
	}
	return NewString(c.pos, base64.StdEncoding.EncodeToString([]byte(text))), nil
}

func toJSONString(c call, arg *Value) (*Value, error) {
	if arg == nil || arg.Kind < List {
		return nil, c.failf("Template error: every Fn::ToJsonString object must have a map or a list")
	}
	return NewString(c.pos, string(arg.JSON())), nil
}

func length(c call, arg *Value) (*Value, error) {
	if arg == nil || arg.Kind != List {
		return nil, c.failf("Template error: every Fn::Length object must have a list")
	}
	return &Value{Kind: Number, Pos: c.pos, Text: strconv.Itoa(len(arg.Items))}, nil
}
