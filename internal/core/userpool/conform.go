package userpool

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

func nonconforming(violations ...string) error {
	return cognitoidp.InvalidParameterException("Attributes did not conform to the schema: " + strings.Join(violations, "\n"))
}

// Conform holds values that are to be written against the pool's schema: the names it has, the types and ranges it gives
// them, and the shapes of e-mail addresses and phone numbers. An empty value takes an attribute away and has no type.
func (p *Pool) Conform(attributes Attributes) error {
	for _, a := range attributes {
		i := named(p.Settings.SchemaAttributes, a.Name)
		switch {
		case i < 0 && strings.Contains(a.Name, ":"):
			return nonconforming(a.Name + ": Attribute does not exist in the schema.")
		case i < 0:
			return nonconforming("Type for attribute {" + a.Name + "} could not be determined")
		case a.Value == "":
			continue
		}
		if err := checkValue(&p.Settings.SchemaAttributes[i], a); err != nil {
			return err
		}
	}
	return nil
}

func checkValue(s *cognitoidp.SchemaAttributeType, a Attribute) error {
	switch a.Name {
	case Email:
		if !LooksLikeEmail(a.Value) {
			return cognitoidp.InvalidParameterException("Invalid email address format.")
		}
	case PhoneNumber:
		if !LooksLikePhone(a.Value) {
			return cognitoidp.InvalidParameterException("Invalid phone number format.")
		}
	}
	if why := mistyped(s, a.Value); why != "" {
		return nonconforming(a.Name + ": " + why)
	}
	return nil
}

// maxAttribute is how long a value may be, whatever the schema says.
const maxAttribute = 2048

func mistyped(s *cognitoidp.SchemaAttributeType, value string) string {
	switch awsapi.Val(s.AttributeDataType) {
	case "Boolean":
		if value != "true" && value != "false" {
			return "Attribute must be true or false"
		}
	case "Number":
		bounds := awsapi.Val(s.NumberAttributeConstraints)
		n, ok := number(value)
		if !ok {
			return "Attribute must be a number"
		}
		if least, ok := number(awsapi.Val(bounds.MinValue)); ok && n.Cmp(least) < 0 {
			return "Number must be no less than " + *bounds.MinValue
		}
		if most, ok := number(awsapi.Val(bounds.MaxValue)); ok && n.Cmp(most) > 0 {
			return "Number must be no more than " + *bounds.MaxValue
		}
	case "DateTime":
		if _, ok := number(value); ok {
			return ""
		}
		if _, err := time.Parse(time.RFC3339, value); err != nil {
			return "Attribute must be a date and time"
		}
	default:
		return mismeasured(awsapi.Val(s.StringAttributeConstraints), value)
	}
	return ""
}

func mismeasured(bounds cognitoidp.StringAttributeConstraintsType, value string) string {
	length := utf8.RuneCountInString(value)
	if least, err := strconv.Atoi(awsapi.Val(bounds.MinLength)); err == nil && length < least {
		return "String must be no shorter than " + *bounds.MinLength + " characters"
	}
	most, err := strconv.Atoi(awsapi.Val(bounds.MaxLength))
	if err != nil || most > maxAttribute {
		most = maxAttribute
	}
	if length > most {
		return "String must be no longer than " + strconv.Itoa(most) + " characters"
	}
	return ""
}

// number reads a decimal integer of any size that people would still call one.
func number(text string) (*big.Int, bool) {
	if len(text) > 64 || text == "" || text[0] == '+' {
		return nil, false
	}
	return new(big.Int).SetString(text, 10)
}

// LooksLikeEmail says that a value has the shape of an e-mail address: text on both sides of one @, a domain of labels.
func LooksLikeEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || domain == "" || len(s) > 320 || strings.ContainsAny(s, " \t\r\n<>,;\"()[]\\") || strings.Contains(domain, "@") {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	return !strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") && printable(s)
}

func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f || 0x80 <= r && r < 0xa0 })
}

// LooksLikePhone says that a value is a phone number in the international format: + and at most 15 digits, the first of
// which is not 0 (ITU-T E.164 section 6).
func LooksLikePhone(s string) bool {
	digits, ok := strings.CutPrefix(s, "+")
	if !ok || len(digits) < 2 || len(digits) > 15 || digits[0] == '0' {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

// Complete says that nothing the schema requires is missing. The sub is the pool's to give.
func (p *Pool) Complete(attributes Attributes) error {
	var missing []string
	for _, name := range p.Required() {
		if attributes.Get(name) == "" {
			missing = append(missing, name+": The attribute is required")
		}
	}
	if len(missing) > 0 {
		return nonconforming(missing...)
	}
	return nil
}

// Required are the attributes that every user must have beside its sub.
func (p *Pool) Required() []string {
	var names []string
	for _, a := range p.Settings.SchemaAttributes {
		if awsapi.Val(a.Required) && *a.Name != SubAttribute {
			names = append(names, *a.Name)
		}
	}
	return names
}

// Changeable says that nothing among the names is fixed once it was set.
func (p *Pool) Changeable(names []string) error {
	for _, name := range names {
		i := named(p.Settings.SchemaAttributes, name)
		if i >= 0 && !awsapi.Val(p.Settings.SchemaAttributes[i].Mutable) {
			return cognitoidp.InvalidParameterException("user." + name + ": Attribute cannot be updated.")
		}
	}
	return nil
}

// Deletable says that users may be without all the names.
func (p *Pool) Deletable(names []string) error {
	required := p.Required()
	for _, name := range names {
		if slices.Contains(required, name) || name == SubAttribute {
			return cognitoidp.InvalidParameterException(
				"Invalid user attributes: " + name + ": Required attribute cannot be deleted.")
		}
	}
	return nil
}
