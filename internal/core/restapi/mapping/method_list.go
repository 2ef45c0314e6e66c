package mapping

import (
	"fmt"
	"slices"
)

// callList has the methods of java.util.List. Those Java declares void give "".
func (x *exec) callList(l *List, name string, args []any) (any, error) {
	switch len(args) {
	case 0:
		return x.callList0(l, name, args)
	case 1:
		return x.callList1(l, name, args[0])
	}
	i, ok := args[0].(int64)
	if !ok || len(args) != 2 {
		return nil, errNoMethod
	}
	switch name {
	case "set":
		old, err := l.at(i)
		if err != nil {
			return nil, err
		}
		return old, l.replace(i, args[1])
	case "add":
		return "", l.insert(x, i, args[1])
	case "subList":
		return l.sub(x, i, args[1])
	}
	return nil, errNoMethod
}

func (x *exec) callList0(l *List, name string, args []any) (any, error) {
	switch name {
	case "size", "length":
		return int64(len(l.items)), nil
	case "isEmpty":
		return len(l.items) == 0, nil
	case "clear":
		l.items = nil
		return "", nil
	case "toArray":
		return &List{items: slices.Clone(l.items)}, x.charge(16 * len(l.items))
	}
	return x.callAny(l, name, args)
}

func (x *exec) callList1(l *List, name string, arg any) (any, error) {
	switch name {
	case "get":
		if i, ok := arg.(int64); ok {
			return l.at(i)
		}
	case "add":
		return true, l.insert(x, int64(len(l.items)), arg)
	case "addAll":
		if more, ok := arg.(*List); ok {
			return len(more.items) > 0, l.insert(x, int64(len(l.items)), slices.Clone(more.items)...)
		}
	case "contains":
		i, err := x.indexOf(l.items, arg)
		return i >= 0, err
	case "containsAll":
		if all, ok := arg.(*List); ok {
			return x.containsAll(l, all)
		}
	case "indexOf":
		return x.indexOf(l.items, arg)
	case "lastIndexOf":
		return x.lastIndexOf(l.items, arg)
	case "remove":
		return x.removeFrom(l, arg)
	default:
		return x.callAny(l, name, []any{arg})
	}
	return nil, errNoMethod
}

func (x *exec) containsAll(l, all *List) (any, error) {
	for _, v := range all.items {
		if i, err := x.indexOf(l.items, v); err != nil || i < 0 {
			return false, err
		}
	}
	return true, nil
}

func (x *exec) lastIndexOf(items []any, v any) (any, error) {
	reversed := slices.Clone(items)
	slices.Reverse(reversed)
	i, err := x.indexOf(reversed, v)
	if err != nil || i < 0 {
		return int64(-1), err
	}
	return int64(len(items)) - 1 - i, nil
}

// removeFrom removes by position if the argument is an integer, else by value, as Java's overloads.
func (x *exec) removeFrom(l *List, arg any) (any, error) {
	i, byIndex := arg.(int64)
	if !byIndex {
		var err error
		if i, err = x.indexOf(l.items, arg); err != nil || i < 0 {
			return false, err
		}
	}
	old, err := l.at(i)
	if err != nil {
		return nil, err
	}
	l.items = slices.Delete(l.items, int(i), int(i)+1)
	if byIndex {
		return old, nil
	}
	return true, nil
}

func (l *List) sub(x *exec, from int64, to any) (any, error) {
	end, ok := to.(int64)
	if !ok {
		return nil, errNoMethod
	}
	if from < 0 || from > end || end > int64(len(l.items)) {
		return nil, fmt.Errorf("subList(%d, %d) is outside a list of %d", from, end, len(l.items))
	}
	return &List{items: slices.Clone(l.items[from:end]), json: l.json}, x.charge(16 * int(end-from))
}
