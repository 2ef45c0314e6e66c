package template

import (
	"slices"
	"strings"
)

// referenceKind says what a reference names.
type referenceKind uint8

const (
	toName      referenceKind = iota // Ref: a parameter or a resource
	toAttribute                      // Fn::GetAtt: a resource
	toCondition
	toMapping
)

// reference is a name that a template uses.
type reference struct {
	kind referenceKind
	name string
	via  string // the function
	pos  Pos
	path string
}

// walker visits every reference below a value, checking the shape of each call
// on the way.
type walker struct {
	template *Template
	section  string // Resources, Outputs, Conditions or Rules: what may be called there
	// taken decides an Fn::If; nil visits both branches.
	taken func(condition string) bool
	// skipIf leaves out what stands below an Fn::If.
	skipIf bool
	visit  func(reference) error
}

func (w *walker) walk(v *Value, path string) error {
	if v.Kind != Map {
		return eachChild(v, path, w.walk)
	}
	if condition := v.Get("Condition"); condition != nil && len(v.Fields) == 1 && w.inConditions() {
		if condition.Kind != String {
			return failf(v.Pos, path, "Template error: All Conditions must be of type string")
		}
		return w.visit(reference{toCondition, condition.Text, "Condition", v.Pos, path})
	}
	c, is, err := callOf(v, path)
	if err != nil {
		return err
	}
	if !is {
		return eachChild(v, path, w.walk)
	}
	if err := w.permit(c); err != nil {
		return err
	}
	return w.call(c)
}

func (w *walker) inConditions() bool { return w.section == "Conditions" || w.section == "Rules" }

// call visits what one call refers to.
func (w *walker) call(c call) error {
	switch c.name {
	case "Ref":
		name, err := c.ref()
		if err != nil {
			return err
		}
		return w.visit(reference{toName, name, c.name, c.pos, c.path})
	case "Fn::GetAtt":
		return w.getAtt(c)
	case "Fn::Sub":
		return w.sub(c)
	case "Fn::If":
		return w.branches(c)
	case "Fn::FindInMap":
		return w.findInMap(c)
	}
	if err := checkArguments(c); err != nil {
		return err
	}
	return w.walk(c.arg, c.path)
}

// checkArguments checks the calls whose arguments are all walked alike.
func checkArguments(c call) (err error) {
	switch c.name {
	case "Fn::Join":
		_, err = c.list(2, 2, joinUsage)
	case "Fn::Split":
		_, err = c.list(2, 2, splitUsage)
	case "Fn::Select":
		_, err = c.list(2, 2, selectUsage)
	case "Fn::Equals":
		_, err = c.list(2, 2, equalsUsage)
	case "Fn::Not":
		_, err = c.operand()
	case "Fn::And", "Fn::Or":
		_, err = c.booleans()
	case "Fn::Cidr":
		_, err = c.list(3, 3, cidrUsage)
	case "Fn::Contains", "Fn::EachMemberIn", "Fn::EachMemberEquals":
		_, err = c.list(2, 2, memberUsage(c.name))
	}
	return err
}

func (w *walker) getAtt(c call) error {
	resource, attribute, err := c.attribute()
	if err != nil {
		return err
	}
	if err := w.visit(reference{toAttribute, resource, c.name, c.pos, c.path}); err != nil {
		return err
	}
	return w.walk(attribute, c.path+"/1")
}

func (w *walker) sub(c call) error {
	text, variables, err := c.sub()
	if err != nil {
		return err
	}
	parts, err := c.subParts(text)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if part.name == "" || variables.Get(part.name) != nil {
			continue
		}
		resource, _, dotted := strings.Cut(part.name, ".")
		kind := toName
		if dotted {
			kind = toAttribute
		}
		if err := w.visit(reference{kind, resource, c.name, c.pos, c.path}); err != nil {
			return err
		}
	}
	if variables == nil {
		return nil
	}
	return eachChild(variables, c.path+"/1", w.walk)
}

func (w *walker) branches(c call) error {
	condition, then, otherwise, err := c.branches()
	if err != nil {
		return err
	}
	if err := w.visit(reference{toCondition, condition, c.name, c.pos, c.path}); err != nil || w.skipIf {
		return err
	}
	if w.taken == nil || w.taken(condition) {
		if err := w.walk(then, c.path+"/1"); err != nil {
			return err
		}
	}
	if w.taken == nil || !w.taken(condition) {
		return w.walk(otherwise, c.path+"/2")
	}
	return nil
}

func (w *walker) findInMap(c call) error {
	keys, fallback, err := c.mapKeys()
	if err != nil {
		return err
	}
	if keys[0].Kind == String {
		if err := w.visit(reference{toMapping, keys[0].Text, c.name, c.pos, c.path}); err != nil {
			return err
		}
	}
	if fallback != nil {
		keys = append(slices.Clone(keys), fallback)
	}
	return eachChild(NewList(c.pos, keys...), c.path, w.walk)
}
