package template

import (
	"errors"
	"strconv"
)

// eval replaces the intrinsics in a value. The result is nil for AWS::NoValue:
// whoever holds the value leaves it out.
func (e *Evaluator) eval(v *Value, path string) (*Value, error) {
	switch v.Kind {
	case List:
		return e.evalList(v, path)
	case Map:
		c, is, err := callOf(v, path)
		if err != nil {
			return nil, err
		}
		if is {
			return e.call(c)
		}
		return e.evalMap(v, path)
	}
	return v, nil
}

func (e *Evaluator) evalList(v *Value, path string) (*Value, error) {
	out := NewList(v.Pos)
	for i, item := range v.Items {
		evaluated, err := e.eval(item, path+"/"+strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		if evaluated != nil {
			out.Items = append(out.Items, evaluated)
		}
	}
	return out, nil
}

func (e *Evaluator) evalMap(v *Value, path string) (*Value, error) {
	out := NewMap(v.Pos)
	for _, f := range v.Fields {
		evaluated, err := e.eval(f.Value, path+"/"+f.Key)
		if err != nil {
			return nil, err
		}
		if evaluated != nil {
			out.Fields = append(out.Fields, Field{Key: f.Key, Pos: f.Pos, Value: evaluated})
		}
	}
	return out, nil
}

func (e *Evaluator) call(c call) (*Value, error) {
	switch c.name {
	case "Ref":
		name, err := c.ref()
		if err != nil {
			return nil, err
		}
		return e.ref(c, name)
	case "Fn::GetAtt":
		return e.evalGetAtt(c)
	case "Fn::Sub":
		return e.sub(c)
	case "Fn::If":
		return e.choose(c)
	case "Fn::FindInMap":
		return e.findInMap(c)
	case "Fn::Join":
		return e.join(c)
	case "Fn::Split":
		return e.split(c)
	case "Fn::Select":
		return e.selectItem(c)
	}
	return e.callOther(c)
}

// callOther holds the functions of one argument that may itself be any value.
func (e *Evaluator) callOther(c call) (*Value, error) {
	arg, err := e.eval(c.arg, c.path)
	if err != nil {
		return nil, err
	}
	switch c.name {
	case "Fn::Base64":
		return base64Of(c, arg)
	case "Fn::ImportValue":
		return e.importValue(c, arg)
	case "Fn::GetAZs":
		return e.zones(c, arg)
	case "Fn::Cidr":
		return cidr(c, arg)
	case "Fn::ToJsonString":
		return toJSONString(c, arg)
	case "Fn::Length":
		return length(c, arg)
	}
	return nil, c.failf("Template Error: Encountered unsupported function: %s", c.name)
}

// ref gives a pseudo parameter, a parameter or what a resource is known by.
func (e *Evaluator) ref(c call, name string) (*Value, error) {
	if v, is := e.pseudo(c, name); is {
		return v, nil
	}
	if p := e.values.Get(name); p != nil {
		return &Value{Kind: p.ref.Kind, Pos: c.pos, Text: p.ref.Text, Items: p.ref.Items}, nil
	}
	if e.template.Resource(name) == nil || e.sources.Resources == nil {
		return nil, c.failf(unresolvedResources+"[%s]%s", name, inBlock("Resources"))
	}
	v, err := e.sources.Resources.Ref(name)
	if err != nil {
		return nil, c.wrap(err)
	}
	return c.given(v)
}

func (e *Evaluator) pseudo(c call, name string) (*Value, bool) {
	text := ""
	switch name {
	case "AWS::NoValue":
		return nil, true
	case "AWS::NotificationARNs":
		return fromStrings(c.pos, e.env.NotificationARNs), true
	case "AWS::AccountId":
		text = e.env.AccountID
	case "AWS::Partition":
		text = e.env.Partition
	case "AWS::Region":
		text = e.env.Region
	case "AWS::StackId":
		text = e.env.StackID
	case "AWS::StackName":
		text = e.env.StackName
	case "AWS::URLSuffix":
		text = e.env.URLSuffix
	default:
		return nil, false
	}
	return NewString(c.pos, text), true
}

func (e *Evaluator) evalGetAtt(c call) (*Value, error) {
	resource, attribute, err := c.attribute()
	if err != nil {
		return nil, err
	}
	evaluated, err := e.eval(attribute, c.path+"/1")
	if err != nil {
		return nil, err
	}
	name, ok := evaluated.Scalar()
	if !ok || name == "" {
		return nil, c.failf(attUsage)
	}
	return e.getAtt(c, resource, name)
}

func (e *Evaluator) getAtt(c call, resource, attribute string) (*Value, error) {
	if e.template.Resource(resource) == nil || e.sources.Resources == nil {
		return nil, c.failf("Template error: instance of Fn::GetAtt references undefined resource %s", resource)
	}
	v, err := e.sources.Resources.GetAtt(resource, attribute)
	if errors.Is(err, ErrNoAttribute) {
		return nil, c.failf("Template error: resource %s does not support attribute type %s in Fn::GetAtt", resource, attribute)
	}
	if err != nil {
		return nil, c.wrap(err)
	}
	return c.given(v)
}

// wrap keeps the words of whoever was asked and adds where in the template.
func (c call) wrap(err error) error {
	return &Error{Pos: c.pos, Path: c.path, Message: Message(err), Err: err}
}

// given takes a value that the caller gave into the tree.
func (c call) given(x any) (*Value, error) {
	v, err := FromAny(c.pos, x)
	if err != nil {
		return nil, c.wrap(err)
	}
	return v, nil
}

func (e *Evaluator) choose(c call) (*Value, error) {
	condition, then, otherwise, err := c.branches()
	if err != nil {
		return nil, err
	}
	holds, err := e.condition(condition, c.pos, c.path)
	if err != nil {
		return nil, err
	}
	if holds {
		return e.eval(then, c.path+"/1")
	}
	return e.eval(otherwise, c.path+"/2")
}
