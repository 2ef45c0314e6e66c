package mapping

import "fmt"

// call is $v.name(args).
func (x *exec) call(v any, name string, args []any) (any, error) {
	if err := x.spend(len(args)); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case inputValue:
		return v.call(name, args)
	case utilValue:
		return v.call(name, args)
	case *contextValue:
		if name == "get" && len(args) == 1 && isText(args[0]) {
			return v.property(args[0].(string)), nil
		}
		return x.callMap(v.materialise(), name, args)
	case string:
		return x.callString(v, name, args)
	case *List:
		return x.callList(v, name, args)
	case *Map:
		return x.callMap(v, name, args)
	case *entry:
		return x.callEntry(v, name, args)
	case int64, float64, bigNumber:
		return x.callNumber(v, name, args)
	case bool:
		if name == "booleanValue" && len(args) == 0 {
			return v, nil
		}
	}
	return x.callAny(v, name, args)
}

// callAny has the methods of every Java object.
func (x *exec) callAny(v any, name string, args []any) (any, error) {
	switch fmt.Sprintf("%s/%d", name, len(args)) {
	case "toString/0":
		return x.text(v)
	case "equals/1":
		return x.same(v, args[0])
	}
	return nil, errNoMethod
}

// same is equals(): unlike == it never takes values of different kinds for alike.
func (x *exec) same(a, b any) (bool, error) {
	if kind(a) != kind(b) {
		return false, nil
	}
	return x.equal(a, b)
}

func kind(v any) string {
	switch v.(type) {
	case int64, bigNumber:
		return "integer"
	}
	return fmt.Sprintf("%T", v)
}

func (x *exec) callEntry(e *entry, name string, args []any) (any, error) {
	switch {
	case name == "getKey" && len(args) == 0:
		return e.key, nil
	case name == "getValue" && len(args) == 0:
		return e.value, nil
	}
	return x.callAny(e, name, args)
}

// indexOf is the first position of an equal element, or -1.
func (x *exec) indexOf(items []any, v any) (int64, error) {
	for i, item := range items {
		if err := x.spend(0); err != nil {
			return 0, err
		}
		if kind(item) != kind(v) {
			continue
		}
		if same, err := x.equal(item, v); err != nil || same {
			return int64(i), err
		}
	}
	return -1, nil
}
