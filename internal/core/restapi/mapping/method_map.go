package mapping

// callMap has the methods of java.util.Map. put, get and remove give null when there was no value,
// so `$m.put(...)` prints nothing the first time; putAll and clear give "".
func (x *exec) callMap(m *Map, name string, args []any) (any, error) {
	switch len(args) {
	case 0:
		return x.callMap0(m, name, args)
	case 1:
		return x.callMap1(m, name, args[0])
	case 2:
		old := m.get(args[0])
		switch name {
		case "put":
			return old, m.store(x, args[0], args[1])
		case "putIfAbsent":
			if old == nil {
				return nil, m.store(x, args[0], args[1])
			}
			return old, nil
		case "getOrDefault":
			if _, ok := m.items[args[0]]; !ok {
				return args[1], nil
			}
			return old, nil
		}
	}
	return nil, errNoMethod
}

func (x *exec) callMap0(m *Map, name string, args []any) (any, error) {
	switch name {
	case "size":
		return int64(len(m.keys)), nil
	case "isEmpty":
		return len(m.keys) == 0, nil
	case "keySet":
		return &List{items: append([]any(nil), m.keys...)}, x.charge(16 * len(m.keys))
	case "values":
		return &List{items: m.values()}, x.charge(16 * len(m.keys))
	case "entrySet":
		return &List{items: m.entries()}, x.charge(48 * len(m.keys))
	case "clear":
		m.keys, m.items = nil, nil
		return "", nil
	}
	return x.callAny(m, name, args)
}

func (x *exec) callMap1(m *Map, name string, arg any) (any, error) {
	switch name {
	case "get":
		return m.get(arg), nil
	case "containsKey":
		_, ok := m.items[arg]
		return ok, nil
	case "containsValue":
		i, err := x.indexOf(m.values(), arg)
		return i >= 0, err
	case "remove":
		return m.remove(arg), x.spend(len(m.keys))
	case "putAll":
		return x.putAll(m, arg)
	}
	return x.callAny(m, name, []any{arg})
}

func (x *exec) putAll(m *Map, arg any) (any, error) {
	if c, ok := arg.(*contextValue); ok {
		arg = c.materialise()
	}
	from, ok := arg.(*Map)
	if !ok {
		return nil, errNoMethod
	}
	for _, k := range append([]any(nil), from.keys...) {
		if err := m.store(x, k, from.items[k]); err != nil {
			return nil, err
		}
	}
	return "", nil
}
