package template

// OutputValue is an output of a stack.
type OutputValue struct {
	Name, Value, Description string
	ExportName               string // "" where it is not exported
}

// Outputs evaluates the outputs whose condition is true, in template order.
func (e *Evaluator) Outputs() ([]OutputValue, error) {
	var values []OutputValue
	for _, o := range e.template.Outputs {
		if !e.active(o.Condition) {
			continue
		}
		path := "/Outputs/" + o.Name
		value, err := e.outputText(o, o.Value, path+"/Value")
		if err != nil {
			return nil, err
		}
		out := OutputValue{Name: o.Name, Value: value, Description: o.Description}
		if o.ExportName != nil {
			if out.ExportName, err = e.outputText(o, o.ExportName, path+"/Export/Name"); err != nil {
				return nil, err
			}
		}
		values = append(values, out)
	}
	return values, nil
}

func (e *Evaluator) outputText(o *Output, v *Value, path string) (string, error) {
	evaluated, err := e.eval(v, path)
	if err != nil {
		return "", err
	}
	if evaluated == nil || evaluated.Kind == Null {
		return "", failf(v.Pos, path, "[%s] 'null' values are not allowed in templates", path)
	}
	evaluated, err = e.resolveDynamic(evaluated, path, true)
	if err != nil {
		return "", err
	}
	text, ok := evaluated.Scalar()
	if !ok {
		return "", failf(v.Pos, path, "Template format error: Output %s is malformed. "+
			"The Value field of every Outputs member must evaluate to a String.", o.Name)
	}
	return text, nil
}
