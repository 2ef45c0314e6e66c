package template

import (
	"slices"
	"strconv"
	"strings"
)

// Parameter is a declared parameter.
type Parameter struct {
	Name                  string
	Pos                   Pos
	Type                  string
	Default               *string // nil: a value must be given
	Description           string
	ConstraintDescription string
	AllowedPattern        string
	AllowedValues         []string
	NoEcho                bool
	MinLength, MaxLength  *int
	MinValue, MaxValue    *float64
}

// Reads from AWS Systems Manager: the value given is the name of another value.
const (
	ssmName       = "AWS::SSM::Parameter::Name"
	ssmValueStart = "AWS::SSM::Parameter::Value<"
)

// fromSSM gives the type of what a Systems Manager parameter holds.
func (p *Parameter) fromSSM() (inner string, ok bool) {
	inner, ok = strings.CutPrefix(p.Type, ssmValueStart)
	return strings.TrimSuffix(inner, ">"), ok
}

// isList reports whether Ref gives a list of what stands between commas.
func isList(kind string) bool {
	return kind == "CommaDelimitedList" || strings.HasPrefix(kind, "List<")
}

// knownType accepts AWS's own types: ids of EC2 and Route 53 are checked by
// nobody here and stay strings.
func knownType(kind string) bool {
	if inner, ok := strings.CutPrefix(kind, ssmValueStart); ok {
		kind = strings.TrimSuffix(inner, ">")
	}
	if inner, ok := strings.CutPrefix(kind, "List<"); ok {
		kind = strings.TrimSuffix(inner, ">")
	}
	return slices.Contains([]string{"String", "Number", "CommaDelimitedList", ssmName, "AWS::Route53::HostedZone::Id"}, kind) ||
		strings.HasPrefix(kind, "AWS::EC2::")
}

func (t *Template) readParameters() error {
	section, err := t.section("Parameters", maxParameters)
	if err != nil || section == nil {
		return err
	}
	for _, f := range section.Fields {
		p, err := readParameter(f)
		if err != nil {
			return err
		}
		t.Parameters = append(t.Parameters, p)
	}
	return nil
}

func readParameter(f Field) (*Parameter, error) {
	path := "/Parameters/" + f.Key
	if !alphanumeric.MatchString(f.Key) {
		return nil, failf(f.Pos, path, "Template format error: Parameter name %s is non alphanumeric.", f.Key)
	}
	if f.Value.Kind != Map {
		return nil, shapeError(f.Value, path, Map)
	}
	unknown, is := unknownKey(f.Value, "Type", "Default", "Description", "ConstraintDescription", "AllowedPattern",
		"AllowedValues", "NoEcho", "MinLength", "MaxLength", "MinValue", "MaxValue")
	if is {
		return nil, failf(unknown.Pos, path, "Invalid template parameter property '%s'", unknown.Key)
	}
	r := &parameterReader{body: f.Value, path: path}
	p := &Parameter{
		Name: f.Key, Pos: f.Pos,
		Type: r.text("Type"), Default: r.optional("Default"), Description: r.text("Description"),
		ConstraintDescription: r.text("ConstraintDescription"), AllowedPattern: r.text("AllowedPattern"),
		AllowedValues: r.texts("AllowedValues"), NoEcho: strings.EqualFold(r.text("NoEcho"), "true"),
		MinLength: r.length("MinLength"), MaxLength: r.length("MaxLength"),
		MinValue: r.number("MinValue"), MaxValue: r.number("MaxValue"),
	}
	if r.err != nil {
		return nil, r.err
	}
	return p, p.checkDeclaration(path)
}

func (p *Parameter) checkDeclaration(path string) error {
	switch inner, fromSSM := p.fromSSM(); {
	case p.Type == "":
		return failf(p.Pos, path, "Template format error: Every Parameters object must contain a Type member.")
	case !knownType(p.Type):
		return failf(p.Pos, path, "Template format error: Unrecognized parameter type: %s", p.Type)
	case fromSSM:
		return p.checkConstraints(path, inner)
	default:
		return p.checkConstraints(path, p.Type)
	}
}

// checkConstraints refuses a constraint that its type would make meaningless.
func (p *Parameter) checkConstraints(path, kind string) error {
	if kind != "String" && (p.MinLength != nil || p.MaxLength != nil) {
		return failf(p.Pos, path, "Template error: Parameter '%s' MinLength and MaxLength must be on a parameter of type String", p.Name)
	}
	if !strings.Contains(kind, "Number") && (p.MinValue != nil || p.MaxValue != nil) {
		return failf(p.Pos, path, "Template error: Parameter '%s' MinValue and MaxValue must be on a parameter of type Number", p.Name)
	}
	return nil
}

// parameterReader reads the members of a declaration and keeps the first error.
type parameterReader struct {
	body *Value
	path string
	err  error
}

func (r *parameterReader) text(key string) string {
	text, err := optionalText(r.body, key, r.path)
	if err != nil && r.err == nil {
		r.err = err
	}
	return text
}

func (r *parameterReader) optional(key string) *string {
	if r.body.Get(key) == nil {
		return nil
	}
	text := r.text(key)
	return &text
}

func (r *parameterReader) texts(key string) []string {
	v := r.body.Get(key)
	if v == nil {
		return nil
	}
	if v.Kind != List && r.err == nil {
		r.err = shapeError(v, r.path+"/"+key, List)
	}
	texts := []string{}
	for _, item := range v.Items {
		text, ok := item.Scalar()
		if !ok && r.err == nil {
			r.err = shapeError(item, r.path+"/"+key, String)
		}
		texts = append(texts, text)
	}
	return texts
}

func (r *parameterReader) number(key string) *float64 {
	text := r.optional(key)
	if text == nil {
		return nil
	}
	n, err := strconv.ParseFloat(*text, 64)
	if err != nil && r.err == nil {
		r.err = shapeError(r.body.Get(key), r.path+"/"+key, Number)
	}
	return &n
}

func (r *parameterReader) length(key string) *int {
	n := r.number(key)
	if n == nil {
		return nil
	}
	length := int(*n)
	if float64(length) != *n && r.err == nil {
		r.err = failf(r.body.Get(key).Pos, r.path+"/"+key, "Template format error: [%s/%s] must be an integer", r.path, key)
	}
	return &length
}
