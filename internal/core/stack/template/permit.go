package template

import "slices"

// valueFunctions may be called in Resources and Outputs.
func valueFunctions() []string {
	return []string{
		"Ref", "Fn::Base64", "Fn::GetAtt", "Fn::GetAZs", "Fn::ImportValue", "Fn::Join", "Fn::Split", "Fn::FindInMap",
		"Fn::Select", "Fn::If", "Fn::Sub", "Fn::Cidr", "Fn::ToJsonString", "Fn::Length",
	}
}

// conditionFunctions may be called in Conditions.
func conditionFunctions() []string {
	return []string{
		"Ref", "Fn::FindInMap", "Fn::Join", "Fn::Split", "Fn::Select", "Fn::Sub", "Fn::Length", "Fn::ToJsonString",
		"Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not",
	}
}

// ruleFunctions may be called in Rules.
func ruleFunctions() []string {
	return []string{
		"Ref", "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not", "Fn::Contains", "Fn::EachMemberIn", "Fn::EachMemberEquals",
	}
}

// permit refuses a function nobody knows, one that belongs to another section,
// and one that needs a transform the template does not declare.
func (w *walker) permit(c call) error {
	allowed := valueFunctions()
	switch w.section {
	case "Conditions":
		allowed = conditionFunctions()
	case "Rules":
		allowed = ruleFunctions()
	}
	known := slices.Concat(valueFunctions(), conditionFunctions(), ruleFunctions())
	switch {
	case c.name == "Fn::Transform":
		name, _ := c.arg.Get("Name").Scalar()
		return c.failf("Template error: Fn::Transform %s is not supported", name)
	case !slices.Contains(known, c.name):
		slices.Sort(known)
		return c.failf("Template Error: Encountered unsupported function: %s Supported functions are: %s", c.name, bracketed(slices.Compact(known)))
	case !slices.Contains(allowed, c.name):
		return c.failf("Template error: Cannot use %s in %s.", c.name, w.section)
	case c.needsExtensions() && !w.template.Declares(TransformLanguageExtensions):
		return c.failf("Template error: %s in this form needs the transform %s", c.name, TransformLanguageExtensions)
	}
	return nil
}
