package template

import (
	"errors"
	"strings"
	"testing"
)

type ssm map[string]string

func (s ssm) SSMParameter(name string) (string, error) {
	if v, ok := s[name]; ok {
		return v, nil
	}
	return "", errors.New("ParameterNotFound")
}

func parameters(t *testing.T, declared string) *Template {
	t.Helper()
	tmpl, err := Parse("t.yaml", []byte("Parameters: "+declared+"\nResources: {A: {Type: T}}"))
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

func TestParametersRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ declared, value, want string }{
		{"{P: {Type: Number}}", "x", "Parameter 'P' must be a number."},
		{"{P: {Type: Number}}", "Inf", "Parameter 'P' must be a number."},
		{"{P: {Type: List<Number>}}", "1,x", "Parameter 'P' must be a number."},
		{"{P: {Type: Number, MinValue: 2}}", "1", "Parameter 'P' must be a number not less than 2"},
		{"{P: {Type: Number, MaxValue: 2}}", "3", "Parameter 'P' must be a number not greater than 2"},
		{"{P: {Type: String, AllowedValues: [a, b]}}", "c", "Parameter 'P' must be one of AllowedValues"},
		{"{P: {Type: CommaDelimitedList, AllowedValues: [a, b]}}", "a,c", "Parameter 'P' must be one of AllowedValues"},
		{"{P: {Type: String, AllowedPattern: '[a-z]+'}}", "a1", "Parameter 'P' must match pattern [a-z]+"},
		{"{P: {Type: String, AllowedPattern: 'a|b'}}", "ab", "Parameter 'P' must match pattern a|b"},
		{"{P: {Type: String, AllowedPattern: '(?=a).*'}}", "a", "Parameter 'P' has the AllowedPattern (?=a).*, which is not supported"},
		{"{P: {Type: String, MinLength: 3}}", "éé", "Parameter 'P' must contain at least 3 characters"},
		{"{P: {Type: String, MaxLength: 3}}", "abcd", "Parameter 'P' must contain at most 3 characters"},
		{"{P: {Type: String, MaxLength: 3, ConstraintDescription: short please}}", "abcd", "Parameter P failed to satisfy constraint: short please"},
		{"{P: {Type: String}}", strings.Repeat("x", 4097), "Parameter 'P' must contain at most 4096 bytes"},
		{"{P: {Type: 'AWS::SSM::Parameter::Value<String>'}}", "/none", "Unable to fetch parameters [/none] from parameter store for this account."},
		{"{Q: {Type: String}}", "x", "Parameters: [P] do not exist in the template"},
	}
	for _, test := range tests {
		t.Run(test.declared+test.value[:1], func(t *testing.T) {
			t.Parallel()
			_, err := parameters(t, test.declared).ResolveParameters(map[string]string{"P": test.value}, ssm{})
			if err == nil || Message(err) != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestParametersMissing(t *testing.T) {
	t.Parallel()
	tmpl := parameters(t, "{P: {Type: String}, Q: {Type: String, Default: ''}, R: {Type: Number}}")
	_, err := tmpl.ResolveParameters(nil, nil)
	if want := "Parameters: [P, R] must have values"; err == nil || Message(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestParametersAccepted(t *testing.T) {
	t.Parallel()
	tests := []struct{ declared, value, ref, shown string }{
		{"{P: {Type: Number, MinValue: 1, MaxValue: 2}}", "1.50", `"1.50"`, "1.50"},
		{"{P: {Type: List<Number>}}", "1, 2", `["1","2"]`, "1, 2"},
		{"{P: {Type: CommaDelimitedList}}", "", `[""]`, ""},
		{"{P: {Type: 'List<AWS::EC2::Subnet::Id>'}}", "a,b", `["a","b"]`, "a,b"},
		{"{P: {Type: 'AWS::EC2::VPC::Id'}}", "vpc-1", `"vpc-1"`, "vpc-1"},
		{"{P: {Type: String, NoEcho: true}}", "secret", `"secret"`, "****"},
		{"{P: {Type: String, AllowedValues: [1, true]}}", "1", `"1"`, "1"},
		{"{P: {Type: 'AWS::SSM::Parameter::Value<String>'}}", "/k", `"v1,v2"`, "/k"},
		{"{P: {Type: 'AWS::SSM::Parameter::Value<List<String>>'}}", "/k", `["v1","v2"]`, "/k"},
		{"{P: {Type: 'AWS::SSM::Parameter::Name'}}", "/k", `"/k"`, "/k"},
	}
	for _, test := range tests {
		t.Run(test.declared, func(t *testing.T) {
			t.Parallel()
			values, err := parameters(t, test.declared).ResolveParameters(map[string]string{"P": test.value}, ssm{"/k": "v1,v2"})
			if err != nil {
				t.Fatal(err)
			}
			v := values.Get("P")
			if string(v.ref.JSON()) != test.ref || v.Shown() != test.shown {
				t.Errorf("ref %s shown %s", v.ref.JSON(), v.Shown())
			}
		})
	}
}

func TestSSMParameterWithoutStoreIsRefusedByName(t *testing.T) {
	t.Parallel()
	tmpl := parameters(t, "{P: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /k}}")
	_, err := tmpl.ResolveParameters(nil, nil)
	want := "Parameter 'P' has the type AWS::SSM::Parameter::Value<String>, which is not supported"
	if err == nil || Message(err) != want {
		t.Errorf("got %v", err)
	}
}

func TestNoEchoValueIsInNoError(t *testing.T) {
	t.Parallel()
	tmpl := parameters(t, "{P: {Type: String, NoEcho: true, AllowedPattern: x, MaxLength: 2}}")
	_, err := tmpl.ResolveParameters(map[string]string{"P": "hunter2"}, nil)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}
