package template

import (
	"slices"
	"strings"
)

// call is an intrinsic function with its argument still unread.
type call struct {
	name string
	arg  *Value
	pos  Pos
	path string
}

// The sentences CloudFormation answers a wrong argument with.
const (
	refUsage = "Template error: every Ref object must have a single String value."
	attUsage = "Template error: every Fn::GetAtt object requires two non-empty parameters, " +
		"the resource name and the resource attribute"
	subUsage = "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. " +
		"Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string"
	joinUsage = "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings " +
		"to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined."
	splitUsage = "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string " +
		"to be split or a function that returns a string to be split."
	selectUsage = "Template error: Fn::Select requires a list argument with two elements: an integer index and a list"
	ifUsage     = "Template error: Fn::If requires a list argument with three elements"
	ifCondition = "Template error: Fn::If requires a list argument with the first element being a condition"
	mapUsage    = "Template error: every Fn::FindInMap object requires three parameters, " +
		"the map name, map key and the attribute for return value"
	equalsUsage = "Template error: Fn::Equals requires a list argument with two elements"
	notUsage    = "Template error: Fn::Not requires a list argument with one element"
	cidrUsage   = "Template error: every Fn::Cidr object requires three parameters, " +
		"an IP address block, a count from 1 to 256 and the number of bits of each block"
	notOperand = "Template error: Fn::Not requires a list argument with one function token"
)

func memberUsage(name string) string {
	return "Template error: every " + name + " object requires two lists of strings"
}

// functionKey names the function a key calls: Fn::ForEach::Topics is
// Fn::ForEach.
func functionKey(key string) (string, bool) {
	if !strings.HasPrefix(key, "Fn::") {
		return "", false
	}
	parts := strings.SplitN(key, "::", 3)
	return parts[0] + "::" + parts[1], true
}

// callOf reads a map with the one key Ref or Fn::Name as a call. A function
// beside other keys is an error; Ref beside others is a plain key, as in the
// properties of a JSON schema.
func callOf(v *Value, path string) (call, bool, error) {
	for _, f := range v.Fields {
		name, is := functionKey(f.Key)
		if !is && (f.Key != "Ref" || len(v.Fields) > 1) {
			continue
		}
		if len(v.Fields) > 1 {
			return call{}, false, failf(f.Pos, path, "Template error: %s must be the only member of its object", f.Key)
		}
		if !is {
			name = "Ref"
		}
		return call{name: name, arg: f.Value, pos: v.Pos, path: path + "/" + f.Key}, true, nil
	}
	return call{}, false, nil
}

func (c call) failf(format string, args ...any) error { return failf(c.pos, c.path, format, args...) }

// list reads an argument that must be a literal list of lo to hi elements.
func (c call) list(lo, hi int, usage string) ([]*Value, error) {
	if c.arg.Kind != List || len(c.arg.Items) < lo || len(c.arg.Items) > hi {
		return nil, c.failf("%s", usage)
	}
	return c.arg.Items, nil
}

func (c call) ref() (string, error) {
	name, ok := c.arg.Scalar()
	if !ok || name == "" {
		return "", c.failf(refUsage)
	}
	return name, nil
}

// attribute reads [Resource, Attribute] or "Resource.Attribute". The attribute
// may itself be a Ref.
func (c call) attribute() (resource string, attribute *Value, err error) {
	arg := splitAttribute(c.arg)
	if arg.Kind != List || len(arg.Items) < 2 || arg.Items[0].Kind != String || arg.Items[0].Text == "" {
		return "", nil, c.failf(attUsage)
	}
	attribute = arg.Items[1]
	if len(arg.Items) > 2 {
		attribute, err = c.dotted(arg.Items[1:])
	}
	if err == nil && attribute.Kind != Map && (attribute.Kind != String || attribute.Text == "") {
		err = c.failf(attUsage)
	}
	return arg.Items[0].Text, attribute, err
}

// dotted joins [Outputs, Url], as JSON templates write Outputs.Url.
func (c call) dotted(parts []*Value) (*Value, error) {
	names := make([]string, len(parts))
	for i, part := range parts {
		if part.Kind != String {
			return nil, c.failf(attUsage)
		}
		names[i] = part.Text
	}
	return NewString(parts[0].Pos, strings.Join(names, ".")), nil
}

// sub reads the text of a Fn::Sub and its own variables, nil without.
func (c call) sub() (text string, variables *Value, err error) {
	switch {
	case c.arg.Kind == String:
		return c.arg.Text, nil, nil
	case c.arg.Kind == List && len(c.arg.Items) == 2 && c.arg.Items[0].Kind == String && c.arg.Items[1].Kind == Map:
		return c.arg.Items[0].Text, c.arg.Items[1], nil
	}
	return "", nil, c.failf(subUsage)
}

func (c call) branches() (condition string, then, otherwise *Value, err error) {
	if c.arg.Kind != List || len(c.arg.Items) == 0 || c.arg.Items[0].Kind != String {
		return "", nil, nil, c.failf(ifCondition)
	}
	if len(c.arg.Items) != 3 {
		return "", nil, nil, c.failf(ifUsage)
	}
	return c.arg.Items[0].Text, c.arg.Items[1], c.arg.Items[2], nil
}

// booleans reads what Fn::And and Fn::Or combine.
func (c call) booleans() ([]*Value, error) {
	usage := "Template error: every " + c.name + " object requires a list of at least 2 and at most 10 boolean parameters."
	items, err := c.list(2, 10, usage)
	if err == nil && !slices.ContainsFunc(items, func(v *Value) bool { return !isBoolean(v) }) {
		return items, nil
	}
	return nil, c.failf("%s", usage)
}

// operand reads what Fn::Not negates.
func (c call) operand() (*Value, error) {
	items, err := c.list(1, 1, notUsage)
	if err != nil {
		return nil, err
	}
	if !isBoolean(items[0]) {
		return nil, c.failf(notOperand)
	}
	return items[0], nil
}

// mapKeys reads a Fn::FindInMap; a fourth element holds a DefaultValue.
func (c call) mapKeys() (keys []*Value, fallback *Value, err error) {
	items, err := c.list(3, 4, mapUsage)
	if err != nil || len(items) == 3 {
		return items, nil, err
	}
	fallback = items[3].Get("DefaultValue")
	if fallback == nil || len(items[3].Fields) != 1 {
		return nil, nil, c.failf(mapUsage)
	}
	return items[:3], fallback, nil
}

// needsExtensions reports whether a call is part of AWS::LanguageExtensions.
func (c call) needsExtensions() bool {
	return slices.Contains([]string{"Fn::ToJsonString", "Fn::Length"}, c.name) ||
		c.name == "Fn::FindInMap" && c.arg.Kind == List && len(c.arg.Items) == 4
}
