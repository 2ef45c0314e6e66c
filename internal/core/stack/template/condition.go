package template

import "slices"

// checkConditionCycles refuses conditions that are decided by each other.
func (t *Template) checkConditionCycles() error {
	uses := map[string][]string{}
	for _, c := range t.Conditions {
		w := &walker{template: t, section: "Conditions", visit: func(r reference) error {
			if r.kind == toCondition {
				uses[c.Name] = append(uses[c.Name], r.name)
			}
			return nil
		}}
		if err := w.walk(c.Value, "/Conditions/"+c.Name); err != nil {
			return err
		}
	}
	done := map[string]bool{}
	for _, c := range t.Conditions {
		if cycle := findCycle(uses, done, c.Name, nil); cycle != nil {
			slices.Sort(cycle)
			return failf(c.Pos, "/Conditions/"+c.Name, "Template format error: Circular dependency between conditions: %s", bracketed(cycle))
		}
	}
	return nil
}

// findCycle follows uses from a name and gives the names of a cycle it meets.
func findCycle(uses map[string][]string, done map[string]bool, name string, trail []string) []string {
	if i := slices.Index(trail, name); i >= 0 {
		return slices.Clone(trail[i:])
	}
	if done[name] {
		return nil
	}
	trail = append(trail, name)
	for _, next := range uses[name] {
		if cycle := findCycle(uses, done, next, trail); cycle != nil {
			return cycle
		}
	}
	done[name] = true
	return nil
}

// decide evaluates every condition once, before anything else: afterwards they
// are only read, so that resources can be evaluated side by side.
func (e *Evaluator) decide() error {
	for _, c := range e.template.Conditions {
		if _, err := e.condition(c.Name, c.Pos, "/Conditions/"+c.Name); err != nil {
			return err
		}
	}
	return nil
}

func (e *Evaluator) condition(name string, pos Pos, path string) (bool, error) {
	if decided, ok := e.conditions[name]; ok {
		return decided, nil
	}
	c := e.template.Condition(name)
	if c == nil {
		return false, failf(pos, path, "Template error: unresolved condition dependency %s in Fn::If", name)
	}
	decided, err := e.truth(c.Value, "/Conditions/"+name)
	if err == nil {
		e.conditions[name] = decided
	}
	return decided, err
}

// truth evaluates a condition function.
func (e *Evaluator) truth(v *Value, path string) (bool, error) {
	if !isBoolean(v) {
		return false, failf(v.Pos, path, "Template error: a condition function was expected")
	}
	c := call{name: v.Fields[0].Key, arg: v.Fields[0].Value, pos: v.Pos, path: path}
	switch c.name {
	case "Condition":
		return e.condition(c.arg.Text, c.pos, path)
	case "Fn::Equals":
		return e.equals(c)
	case "Fn::Not":
		operand, err := c.operand()
		if err != nil {
			return false, err
		}
		inner, err := e.truth(operand, path+"/Fn::Not")
		return !inner, err
	case "Fn::And", "Fn::Or":
		return e.combine(c)
	}
	return e.members(c)
}

// combine evaluates all operands: an error in any of them counts.
func (e *Evaluator) combine(c call) (bool, error) {
	items, err := c.booleans()
	if err != nil {
		return false, err
	}
	all, some := true, false
	for _, item := range items {
		holds, err := e.truth(item, c.path+"/"+c.name)
		if err != nil {
			return false, err
		}
		all, some = all && holds, some || holds
	}
	if c.name == "Fn::And" {
		return all, nil
	}
	return some, nil
}

// equals compares as text, so that true and "true" are equal.
func (e *Evaluator) equals(c call) (bool, error) {
	items, err := c.list(2, 2, equalsUsage)
	if err != nil {
		return false, err
	}
	left, err := e.eval(items[0], c.path)
	if err != nil {
		return false, err
	}
	right, err := e.eval(items[1], c.path)
	if err != nil {
		return false, err
	}
	a, scalarA := left.Scalar()
	b, scalarB := right.Scalar()
	if scalarA && scalarB {
		return a == b, nil
	}
	return string(left.CanonicalJSON()) == string(right.CanonicalJSON()), nil
}

// members evaluates the list functions of Rules.
func (e *Evaluator) members(c call) (bool, error) {
	items, err := c.list(2, 2, memberUsage(c.name))
	if err != nil {
		return false, err
	}
	left, err := e.texts(c, items[0])
	if err != nil {
		return false, err
	}
	right, err := e.texts(c, items[1])
	if err != nil {
		return false, err
	}
	switch c.name {
	case "Fn::Contains":
		return len(right) == 1 && slices.Contains(left, right[0]), nil
	case "Fn::EachMemberIn":
		return !slices.ContainsFunc(left, func(item string) bool { return !slices.Contains(right, item) }), nil
	default: // Fn::EachMemberEquals
		return len(right) == 1 && !slices.ContainsFunc(left, func(item string) bool { return item != right[0] }), nil
	}
}

// texts evaluates a list of strings, or one string as a list of it.
func (e *Evaluator) texts(c call, v *Value) ([]string, error) {
	evaluated, err := e.eval(v, c.path)
	if err != nil {
		return nil, err
	}
	items := []*Value{evaluated}
	if evaluated != nil && evaluated.Kind == List {
		items = evaluated.Items
	}
	texts := make([]string, len(items))
	for i, item := range items {
		text, ok := item.Scalar()
		if !ok {
			return nil, c.failf("%s", memberUsage(c.name))
		}
		texts[i] = text
	}
	return texts, nil
}
