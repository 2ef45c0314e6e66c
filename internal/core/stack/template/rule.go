package template

// Rule is a check on parameter values that decides whether a stack may be made.
type Rule struct {
	Name       string
	Pos        Pos
	Condition  *Value // RuleCondition; nil: always
	Assertions []Assertion
}

// Assertion is one thing a Rule demands.
type Assertion struct {
	Assert      *Value
	Description string
}

func (t *Template) readRules() error {
	section, err := t.section("Rules", 0)
	if err != nil || section == nil {
		return err
	}
	for _, f := range section.Fields {
		rule, err := readRule(f)
		if err != nil {
			return err
		}
		t.Rules = append(t.Rules, rule)
	}
	return nil
}

func readRule(f Field) (*Rule, error) {
	path := "/Rules/" + f.Key
	if f.Value.Kind != Map {
		return nil, shapeError(f.Value, path, Map)
	}
	if unknown, is := unknownKey(f.Value, "RuleCondition", "Assertions"); is {
		return nil, failf(unknown.Pos, path, "Template format error: Rule %s has the unknown property %s", f.Key, unknown.Key)
	}
	rule := &Rule{Name: f.Key, Pos: f.Pos, Condition: f.Value.Get("RuleCondition")}
	assertions := f.Value.Get("Assertions")
	if assertions == nil || assertions.Kind != List || len(assertions.Items) == 0 {
		return nil, failf(f.Value.Pos, path, "Template format error: Rule %s must contain Assertions", f.Key)
	}
	for _, item := range assertions.Items {
		description, err := optionalText(item, "AssertDescription", path+"/Assertions")
		if err != nil {
			return nil, err
		}
		assert := item.Get("Assert")
		if assert == nil {
			return nil, failf(item.Pos, path, "Template format error: Every assertion of the rule %s must contain an Assert", f.Key)
		}
		rule.Assertions = append(rule.Assertions, Assertion{Assert: assert, Description: description})
	}
	return rule, nil
}

// checkRules refuses parameter values that break a rule of the template.
func (e *Evaluator) checkRules() error {
	for _, rule := range e.template.Rules {
		path := "/Rules/" + rule.Name
		if rule.Condition != nil {
			applies, err := e.truth(rule.Condition, path+"/RuleCondition")
			if err != nil {
				return err
			}
			if !applies {
				continue
			}
		}
		if err := e.checkAssertions(rule, path+"/Assertions"); err != nil {
			return err
		}
	}
	return nil
}

func (e *Evaluator) checkAssertions(rule *Rule, path string) error {
	for _, assertion := range rule.Assertions {
		holds, err := e.truth(assertion.Assert, path)
		if err != nil {
			return err
		}
		if !holds {
			return failf(assertion.Assert.Pos, path, "Template error: Rule %s failed: %s", rule.Name, assertion.Description)
		}
	}
	return nil
}
