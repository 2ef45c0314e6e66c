package serverless

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// source gives the value of one alternative; nil and why when it has none.
func (r *resolver) source(s source) (v *template.Value, why string, err error) {
	if s.kind == "" {
		return literal(s.literal)
	}
	address, err := r.inner(s.address)
	if err != nil {
		return nil, "", err
	}
	switch s.kind {
	case "self":
		return r.self(address)
	case "param":
		return r.param(address)
	case "opt":
		return r.option(address)
	case "sls":
		return r.sls(address)
	case "env":
		return r.env(address)
	case "aws":
		return r.aws(address)
	case "file":
		return r.file(s, address)
	}
	return nil, "", fmt.Errorf("variables of the source %s are not served by this reader", s.kind)
}

// inner resolves variables in a name, which must end as a text.
func (r *resolver) inner(text string) (string, error) {
	if !strings.Contains(text, "${") {
		return text, nil
	}
	if r.inside >= maxNesting {
		return "", errors.New("variables are nested too deeply")
	}
	r.inside++
	defer func() { r.inside-- }()
	v, err := r.interpolate(template.NewString(template.Pos{}, text))
	if err != nil {
		return "", err
	}
	resolved, ok := v.Scalar()
	if !ok {
		return "", fmt.Errorf("%s is a %s, not a text", text, v.Kind)
	}
	return resolved, nil
}

func literal(text string) (*template.Value, string, error) {
	if text[0] == '\'' || text[0] == '"' {
		return template.NewString(template.Pos{}, text[1:len(text)-1]), "", nil
	}
	v, err := template.ParseValue("", []byte(text))
	if err != nil || v.Kind == template.Null {
		return nil, "the last alternative is null", err
	}
	v.Pos = template.Pos{}
	return v, "", nil
}

// self gives a place of the service's own file.
func (r *resolver) self(address string) (*template.Value, string, error) {
	v, err := r.find(r.root, address)
	return v, "there is no " + address, err
}

// find walks down a path of names and list indexes. What lies on the way may be
// a variable itself, and is then resolved first.
func (r *resolver) find(v *template.Value, address string) (*template.Value, error) {
	var err error
	for _, name := range strings.Split(address, ".") {
		if name == "" {
			continue
		}
		if v.Kind == template.String {
			if v, err = r.text(v); err != nil {
				return nil, err
			}
		}
		if v = child(v, name); v == nil {
			return nil, nil
		}
	}
	if v, err = r.value(v); err != nil || v.Kind == template.Null {
		return nil, err
	}
	return v, nil
}

func child(v *template.Value, name string) *template.Value {
	if v.Kind != template.List {
		return v.Get(name)
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(v.Items) {
		return v.Items[i]
	}
	return nil
}

func given(text, why string) (*template.Value, string, error) {
	if text == "" {
		return nil, why, nil
	}
	return template.NewString(template.Pos{}, text), "", nil
}

func (r *resolver) option(name string) (*template.Value, string, error) {
	switch name {
	case "stage":
		return given(r.options.Stage, "there is no option --stage")
	case "region":
		return given(r.options.Region, "there is no option --region")
	}
	return nil, "there is no option --" + name, nil
}

func (r *resolver) sls(name string) (*template.Value, string, error) {
	switch name {
	case "stage":
		stage, err := r.stage()
		if err != nil {
			return nil, "", err
		}
		return given(stage, "")
	case "instanceId":
		return given(r.options.InstanceID, "there is no instance id")
	}
	return nil, "", fmt.Errorf("sls:%s is not a variable", name)
}

func (r *resolver) aws(name string) (*template.Value, string, error) {
	switch name {
	case "accountId":
		return given(r.options.AccountID, "there is no account id")
	case "region":
		region, err := r.region()
		if err != nil {
			return nil, "", err
		}
		return given(region, "")
	}
	return nil, "", fmt.Errorf("aws:%s is not a variable", name)
}

// env prefers the environment over .env files. A variable that is set to
// nothing has a value.
func (r *resolver) env(name string) (*template.Value, string, error) {
	if r.options.Env != nil {
		if text, ok := r.options.Env(name); ok {
			return template.NewString(template.Pos{}, text), "", nil
		}
	}
	if text, ok := r.dotenv[name]; ok {
		return template.NewString(template.Pos{}, text), "", nil
	}
	return nil, "the environment has no " + name, nil
}

// param looks at --param, then the stage's section, then the default one.
func (r *resolver) param(name string) (*template.Value, string, error) {
	if text, ok := r.options.Params[name]; ok {
		return template.NewString(template.Pos{}, text), "", nil
	}
	sections, why := []string{"default"}, "there is no parameter "+name
	if !r.resolvingStage() {
		stage, err := r.stage()
		if err != nil {
			return nil, "", err
		}
		sections, why = []string{stage, "default"}, why+" for the stage "+stage
	}
	for _, section := range sections {
		declared := r.root.Get("params").Get(section).Get(name)
		if declared == nil || declared.Kind == template.Null {
			continue
		}
		v, err := r.value(declared)
		return v, why, err
	}
	return nil, why, nil
}

// resolvingStage reports that the stage is what is being asked for: a
// parameter in provider.stage can only come from the default section.
func (r *resolver) resolvingStage() bool {
	stage := r.root.Get("provider").Get("stage")
	return r.options.Stage == "" && stage != nil && slices.Contains(r.active, stage)
}

// file gives a file, or what lies at an address in it.
func (r *resolver) file(s source, address string) (*template.Value, string, error) {
	name, err := r.inner(s.params)
	if err != nil {
		return nil, "", err
	}
	if name, err = inside(name); err != nil {
		return nil, "", err
	}
	v, err := r.files.value(name)
	if errors.Is(err, errMissing) {
		return nil, "there is no file " + name, nil
	}
	if err != nil {
		return nil, "", err
	}
	found, err := r.find(v, address)
	return found, fmt.Sprintf("%s has no value at %q", name, address), err
}
