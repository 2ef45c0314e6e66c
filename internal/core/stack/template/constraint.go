package template

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxParameterValue is CloudFormation's limit on a value, in bytes.
const maxParameterValue = 4096

// decimal is what a Number is; Go would also take 0x1p4 and Inf.
var decimal = regexp.MustCompile(`^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$`)

// check holds a value against the declaration. raw is what was given; held is
// what it stands for, which differs for a Systems Manager parameter: allowed
// values and patterns are about the name there.
func (p *Parameter) check(kind, raw, held string) error {
	if len(raw) > maxParameterValue {
		return p.refused(fmt.Sprintf("must contain at most %d bytes", maxParameterValue))
	}
	items := []string{raw}
	if isList(p.Type) {
		items = splitList(raw)
	}
	for _, item := range items {
		if p.AllowedValues != nil && !slices.Contains(p.AllowedValues, item) {
			return p.refused("must be one of AllowedValues")
		}
		if err := p.checkPattern(item); err != nil {
			return err
		}
	}
	if err := p.checkNumbers(kind, held); err != nil {
		return err
	}
	return p.checkLength(raw)
}

func (p *Parameter) checkLength(raw string) error {
	length := utf8.RuneCountInString(raw)
	if p.MinLength != nil && length < *p.MinLength {
		return p.refused(fmt.Sprintf("must contain at least %d characters", *p.MinLength))
	}
	if p.MaxLength != nil && length > *p.MaxLength {
		return p.refused(fmt.Sprintf("must contain at most %d characters", *p.MaxLength))
	}
	return nil
}

// checkPattern matches the whole value, as Java's matches does. A construct
// that only Java knows is an error: unmatched, it would let anything through.
func (p *Parameter) checkPattern(item string) error {
	if p.AllowedPattern == "" {
		return nil
	}
	pattern, err := regexp.Compile(`\A(?:` + p.AllowedPattern + `)\z`)
	if err != nil {
		return &Error{
			Pos: p.Pos, Path: "/Parameters/" + p.Name + "/AllowedPattern", Err: err, Detail: err.Error(),
			Message: fmt.Sprintf("Parameter '%s' has the AllowedPattern %s, which is not supported", p.Name, p.AllowedPattern),
		}
	}
	if !pattern.MatchString(item) {
		return p.refused("must match pattern " + p.AllowedPattern)
	}
	return nil
}

func (p *Parameter) checkNumbers(kind, held string) error {
	switch kind {
	case "Number":
		return p.checkNumber(held)
	case "List<Number>":
		for _, item := range splitList(held) {
			if err := p.checkNumber(item); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Parameter) checkNumber(text string) error {
	text = strings.TrimSpace(text)
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !decimal.MatchString(text) {
		return failf(p.Pos, "/Parameters/"+p.Name, "Parameter '%s' must be a number.", p.Name)
	}
	if p.MinValue != nil && n < *p.MinValue {
		return p.refused(fmt.Sprintf("must be a number not less than %v", *p.MinValue))
	}
	if p.MaxValue != nil && n > *p.MaxValue {
		return p.refused(fmt.Sprintf("must be a number not greater than %v", *p.MaxValue))
	}
	return nil
}
