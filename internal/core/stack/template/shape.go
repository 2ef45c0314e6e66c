package template

import (
	"slices"
	"strconv"
	"strings"
)

// eachChild visits the members of a Map or the items of a List.
func eachChild(v *Value, path string, visit func(*Value, string) error) error {
	for _, f := range v.Fields {
		if err := visit(f.Value, path+"/"+f.Key); err != nil {
			return err
		}
	}
	for i, item := range v.Items {
		if err := visit(item, path+"/"+strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

func shapeError(v *Value, path string, want Kind) error {
	return failf(v.Pos, path, "Template format error: [%s] must be a %s, not a %s", path, want, v.Kind)
}

// optionalText gives a scalar member's text, "" where it is absent.
func optionalText(v *Value, key, path string) (string, error) {
	member := v.Get(key)
	if member == nil {
		return "", nil
	}
	text, ok := member.Scalar()
	if !ok {
		return "", shapeError(member, path+"/"+key, String)
	}
	return text, nil
}

// unknownKey gives the first member that is not one of known.
func unknownKey(v *Value, known ...string) (Field, bool) {
	for _, f := range v.Fields {
		if !slices.Contains(known, f.Key) {
			return f, true
		}
	}
	return Field{}, false
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
