package mapping

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// callString has the methods of java.lang.String. Arguments of other types than Java's signature
// asks for select no method, as in Velocity.
func (x *exec) callString(s, name string, args []any) (any, error) {
	if err := x.spend(len(s) >> 6); err != nil {
		return nil, err
	}
	switch len(args) {
	case 0:
		return x.callString0(s, name)
	case 1:
		if name == "equals" {
			return x.same(s, args[0])
		}
		if i, ok := args[0].(int64); ok {
			return callStringAt(s, name, i)
		}
		return x.callString1(s, name, args[0])
	case 2:
		return x.callString2(s, name, args[0], args[1])
	}
	return nil, errNoMethod
}

func (x *exec) callString0(s, name string) (any, error) {
	switch name {
	case "length":
		return int64(textLength(s)), nil
	case "isEmpty":
		return s == "", nil
	case "toString", "intern":
		return s, nil
	case "toLowerCase":
		return strings.ToLower(s), x.charge(len(s))
	case "toUpperCase":
		return strings.ToUpper(s), x.charge(len(s))
	case "trim": // Java trims what is not above the space, control characters included
		return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' }), nil
	case "hashCode":
		var h int32
		for _, unit := range utf16.Encode([]rune(s)) {
			h = 31*h + int32(unit)
		}
		return int64(h), x.charge(2 * len(s))
	}
	return nil, errNoMethod
}

func callStringAt(s, name string, i int64) (any, error) {
	switch name {
	case "substring":
		return substring(s, i, int64(textLength(s)))
	case "charAt":
		return substring(s, i, i+1)
	}
	return nil, errNoMethod
}

func (x *exec) callString1(s, name string, arg any) (any, error) {
	t, ok := arg.(string)
	if !ok {
		return nil, errNoMethod
	}
	switch name {
	case "contains":
		return strings.Contains(s, t), nil
	case "startsWith":
		return strings.HasPrefix(s, t), nil
	case "endsWith":
		return strings.HasSuffix(s, t), nil
	case "equalsIgnoreCase":
		return strings.EqualFold(s, t), nil
	case "concat":
		return s + t, x.charge(len(s) + len(t))
	case "indexOf":
		return textIndex(s, strings.Index(s, t)), nil
	case "lastIndexOf":
		return textIndex(s, strings.LastIndex(s, t)), nil
	case "compareTo":
		return compareText(s, t), nil
	case "compareToIgnoreCase":
		return compareText(strings.ToLower(s), strings.ToLower(t)), nil
	case "matches":
		return x.matches(s, t)
	case "split":
		return x.split(s, t, 0)
	}
	return nil, errNoMethod
}

func (x *exec) callString2(s, name string, a, b any) (any, error) {
	from, fromOK := a.(int64)
	to, toOK := b.(int64)
	if fromOK && toOK && (name == "substring" || name == "subSequence") {
		return substring(s, from, to)
	}
	t, textOK := a.(string)
	u, bothText := b.(string)
	switch {
	case textOK && bothText:
		return x.replacing(s, name, t, u)
	case !textOK || !toOK:
		return nil, errNoMethod
	}
	switch name {
	case "split":
		return x.split(s, t, int(to))
	case "startsWith", "indexOf":
		rest, err := substring(s, min(max(to, 0), int64(textLength(s))), int64(textLength(s)))
		if err != nil {
			return nil, err
		}
		if name == "startsWith" {
			return to >= 0 && strings.HasPrefix(rest, t), nil
		}
		if i := textIndex(rest, strings.Index(rest, t)); i >= 0 {
			return i + max(to, 0), nil
		}
		return int64(-1), nil
	}
	return nil, errNoMethod
}

func (x *exec) replacing(s, name, old, with string) (any, error) {
	switch name {
	case "replace":
		size := len(s) + strings.Count(s, old)*(len(with)-len(old))
		if size > MaxOutput {
			return nil, fmt.Errorf("string is more than %d bytes", MaxOutput)
		}
		if err := x.charge(size); err != nil {
			return nil, err
		}
		return strings.ReplaceAll(s, old, with), nil
	case "replaceAll":
		return x.replaceRegex(s, old, with, -1)
	case "replaceFirst":
		return x.replaceRegex(s, old, with, 1)
	}
	return nil, errNoMethod
}

// Java counts a string in UTF-16 units. Text that is ASCII, nearly all, is counted in bytes.

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func textLength(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// compareText is compareTo: the distance of the first units that differ, else of the lengths.
func compareText(s, t string) int64 {
	a, b := utf16.Encode([]rune(s)), utf16.Encode([]rune(t))
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return int64(a[i]) - int64(b[i])
		}
	}
	return int64(len(a) - len(b))
}

// textIndex turns a byte offset into a UTF-16 one.
func textIndex(s string, offset int) int64 {
	if offset < 0 {
		return -1
	}
	return int64(textLength(s[:offset]))
}

func substring(s string, from, to int64) (string, error) {
	size := int64(textLength(s))
	if from < 0 || to > size || from > to {
		return "", fmt.Errorf("substring %d to %d is outside a string of %d", from, to, size)
	}
	if isASCII(s) {
		return s[from:to], nil
	}
	return string(utf16.Decode(utf16.Encode([]rune(s))[from:to])), nil
}
