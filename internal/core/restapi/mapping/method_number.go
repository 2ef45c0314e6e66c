package mapping

import (
	"fmt"
	"strconv"
)

// callNumber has the methods of Integer, Long and Double. parseInt and its like are static in Java,
// but templates reach them through any number at hand.
func (x *exec) callNumber(v any, name string, args []any) (any, error) {
	if len(args) == 1 {
		switch s, isString := args[0].(string); name {
		case "parseInt", "parseLong", "valueOf":
			if isString {
				return parseNumber(v, s)
			}
			return nil, errNoMethod
		case "parseDouble", "parseFloat":
			if isString {
				return parseDouble(s)
			}
			return nil, errNoMethod
		case "compareTo":
			if c, ok := compareNumbers(v, args[0]); ok {
				return int64(c), nil
			}
			return nil, errNoMethod
		}
		return x.callAny(v, name, args)
	}
	f, ok := toFloat(v)
	if len(args) > 0 || !ok {
		return nil, errNoMethod
	}
	switch name {
	case "intValue", "longValue":
		if n, ok := v.(int64); ok {
			return n, nil
		}
		if f < -1<<63 || f >= 1<<63 {
			return nil, errOverflow
		}
		return int64(f), nil
	case "doubleValue", "floatValue":
		return f, nil
	}
	return x.callAny(v, name, args)
}

// parseNumber reads a number of the same kind as v.
func parseNumber(v any, s string) (any, error) {
	if _, ok := v.(float64); ok {
		return parseDouble(s)
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%q is not an integer", truncate(s))
	}
	return n, nil
}

func parseDouble(s string) (any, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, fmt.Errorf("%q is not a number", truncate(s))
	}
	return finite(f), nil
}
