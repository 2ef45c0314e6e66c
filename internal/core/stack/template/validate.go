package template

import "slices"

// isPseudo reports a pseudo parameter.
func isPseudo(name string) bool {
	return slices.Contains([]string{
		"AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition",
		"AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix",
	}, name)
}

// Validate checks everything that can be known before parameters have values:
// functions and their arguments, and that every name used is declared.
func (t *Template) Validate() error {
	for _, check := range []func() error{
		t.checkConditions, t.checkConditionCycles, t.checkRuleCalls, t.checkResources, t.checkOutputs, t.checkCycles,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// unresolved gathers the undeclared names of a section: CloudFormation lists
// them all in one sentence.
type unresolved struct {
	names []string
	first reference
}

func (u *unresolved) add(r reference) {
	if len(u.names) == 0 {
		u.first = r
	}
	if !slices.Contains(u.names, r.name) {
		u.names = append(u.names, r.name)
	}
}

func (u *unresolved) err(before, after string) error {
	if len(u.names) == 0 {
		return nil
	}
	return failf(u.first.pos, u.first.path, "%s%s%s", before, bracketed(u.names), after)
}

func (t *Template) checkConditions() error {
	var missing, foreign unresolved
	w := &walker{template: t, section: "Conditions", visit: func(r reference) error {
		switch {
		case r.kind == toCondition && t.Condition(r.name) == nil:
			missing.add(r)
		case r.kind == toAttribute, r.kind == toName && !isPseudo(r.name) && t.Parameter(r.name) == nil:
			foreign.add(r)
		}
		return t.checkMappingName(r)
	}}
	for _, c := range t.Conditions {
		path := "/Conditions/" + c.Name
		if !isBoolean(c.Value) {
			return failf(c.Pos, path, "Template format error: Every Conditions member must be a condition function")
		}
		if err := w.walk(c.Value, path); err != nil {
			return err
		}
	}
	if err := missing.err("Template format error: Unresolved condition dependencies ", " in the Conditions block of the template"); err != nil {
		return err
	}
	return foreign.err("Template format error: Unresolved dependencies ", ". Cannot reference resources in the Conditions block of the template")
}

// isBoolean reports a call that answers true or false.
func isBoolean(v *Value) bool {
	return len(v.Fields) == 1 && slices.Contains([]string{
		"Condition", "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not",
		"Fn::Contains", "Fn::EachMemberIn", "Fn::EachMemberEquals",
	}, v.Fields[0].Key)
}

func (t *Template) checkMappingName(r reference) error {
	if r.kind == toMapping && t.Mappings.Get(r.name) == nil && !t.Declares(TransformLanguageExtensions) {
		return failf(r.pos, r.path, "Template error: Mapping named '%s' is not present in the 'Mappings' section of template.", r.name)
	}
	return nil
}

func (t *Template) checkRuleCalls() error {
	var foreign unresolved
	w := &walker{template: t, section: "Rules", visit: func(r reference) error {
		if r.kind != toName || !isPseudo(r.name) && t.Parameter(r.name) == nil {
			foreign.add(r)
		}
		return nil
	}}
	for _, rule := range t.Rules {
		calls := NewList(rule.Pos)
		if rule.Condition != nil {
			calls.Items = append(calls.Items, rule.Condition)
		}
		for _, assertion := range rule.Assertions {
			calls.Items = append(calls.Items, assertion.Assert)
		}
		if err := w.walk(calls, "/Rules/"+rule.Name); err != nil {
			return err
		}
	}
	return foreign.err("Template format error: Unresolved dependencies ", ". Cannot reference resources in the Rules block of the template")
}

// blockCheck is a walker for Resources or Outputs that gathers the names that
// nothing declares.
func (t *Template) blockCheck(section string, missing *unresolved) *walker {
	return &walker{template: t, section: section, visit: func(r reference) error {
		switch {
		case r.kind == toCondition && t.Condition(r.name) == nil:
			return failf(r.pos, r.path, "Template error: unresolved condition dependency %s in Fn::If", r.name)
		case r.kind == toAttribute && r.via == "Fn::GetAtt" && t.Resource(r.name) == nil:
			return failf(r.pos, r.path, "Template error: instance of Fn::GetAtt references undefined resource %s", r.name)
		case r.kind == toAttribute && t.Resource(r.name) == nil, r.kind == toName && !t.declares(r.name):
			missing.add(r)
		}
		return t.checkMappingName(r)
	}}
}

// declares reports a name that Ref knows.
func (t *Template) declares(name string) bool {
	return isPseudo(name) || t.Parameter(name) != nil || t.Resource(name) != nil
}

func (t *Template) checkResources() error {
	var missing, conditions unresolved
	w := t.blockCheck("Resources", &missing)
	for _, r := range t.Resources {
		for _, name := range r.DependsOn {
			if t.Resource(name) == nil {
				missing.add(reference{name: name, pos: r.body.Get("DependsOn").Pos, path: r.path() + "/DependsOn"})
			}
		}
		if r.Condition != "" && t.Condition(r.Condition) == nil {
			conditions.add(reference{name: r.Condition, pos: r.body.Get("Condition").Pos, path: r.path() + "/Condition"})
		}
		for _, name := range []string{"Properties", "CreationPolicy", "UpdatePolicy"} {
			if v := r.body.Get(name); v != nil {
				if err := w.walk(v, r.path()+"/"+name); err != nil {
					return err
				}
			}
		}
	}
	if err := missing.err(unresolvedResources, inBlock("Resources")); err != nil {
		return err
	}
	return conditions.err("Template format error: Unresolved condition dependencies ", inBlock("Resources"))
}

const unresolvedResources = "Template format error: Unresolved resource dependencies "

func inBlock(section string) string { return " in the " + section + " block of the template" }

func (t *Template) checkOutputs() error {
	var missing, conditions unresolved
	w := t.blockCheck("Outputs", &missing)
	for _, o := range t.Outputs {
		path := "/Outputs/" + o.Name
		if o.Condition != "" && t.Condition(o.Condition) == nil {
			conditions.add(reference{name: o.Condition, pos: o.Pos, path: path + "/Condition"})
		}
		if err := w.walk(o.Value, path+"/Value"); err != nil {
			return err
		}
		if o.ExportName == nil {
			continue
		}
		if err := w.walk(o.ExportName, path+"/Export/Name"); err != nil {
			return err
		}
	}
	if err := missing.err(unresolvedResources, inBlock("Outputs")); err != nil {
		return err
	}
	return conditions.err("Template format error: Unresolved condition dependencies ", inBlock("Outputs"))
}
