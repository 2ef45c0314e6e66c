package template

import (
	"fmt"
	"slices"
	"strings"
)

// Capabilities that CreateStack wants acknowledged.
const (
	CapabilityIAM        = "CAPABILITY_IAM"
	CapabilityNamedIAM   = "CAPABILITY_NAMED_IAM"
	CapabilityAutoExpand = "CAPABILITY_AUTO_EXPAND"
)

// Summary is what GetTemplateSummary and ValidateTemplate say of a template.
// Its parameters are Template.Parameters.
type Summary struct {
	Capabilities       []string
	CapabilitiesReason string
	ResourceTypes      []string // sorted, each once
	DeclaredTransforms []string
}

// nameProperty gives the property that names an IAM resource, "" for an IAM
// type that has no custom name, and false for any other type.
func nameProperty(resourceType string) (string, bool) {
	switch resourceType {
	case "AWS::IAM::Role":
		return "RoleName", true
	case "AWS::IAM::User":
		return "UserName", true
	case "AWS::IAM::Group":
		return "GroupName", true
	case "AWS::IAM::ManagedPolicy":
		return "ManagedPolicyName", true
	case "AWS::IAM::InstanceProfile":
		return "InstanceProfileName", true
	case "AWS::IAM::AccessKey", "AWS::IAM::Policy", "AWS::IAM::UserToGroupAddition",
		"AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy":
		return "", true
	}
	return "", false
}

// Summary tells what creating the template asks for.
func (t *Template) Summary() Summary {
	var s Summary
	var reasons []string
	needed := map[string]bool{}
	for _, r := range t.Resources {
		s.ResourceTypes = append(s.ResourceTypes, r.Type)
		name, iam := nameProperty(r.Type)
		if !iam {
			continue
		}
		reasons = append(reasons, r.Type)
		needed[CapabilityIAM] = true
		if name != "" && r.Properties.Get(name) != nil {
			needed[CapabilityNamedIAM] = true
		}
	}
	for _, transform := range t.Transforms {
		s.DeclaredTransforms = append(s.DeclaredTransforms, transform.Name)
	}
	s.ResourceTypes = distinct(s.ResourceTypes)
	s.Capabilities, s.CapabilitiesReason = capabilities(needed, distinct(reasons), s.DeclaredTransforms)
	return s
}

// capabilities words what is needed. A custom name includes the plain
// capability.
func capabilities(needed map[string]bool, types, transforms []string) (names []string, reason string) {
	var sentences []string
	switch {
	case needed[CapabilityNamedIAM]:
		names = append(names, CapabilityNamedIAM)
	case needed[CapabilityIAM]:
		names = append(names, CapabilityIAM)
	}
	if len(types) > 0 {
		sentences = append(sentences, fmt.Sprintf("The following resource(s) require capabilities: %s", bracketed(types)))
	}
	if len(transforms) > 0 {
		names = append(names, CapabilityAutoExpand)
		sentences = append(sentences, fmt.Sprintf("The following transform(s) require capabilities: %s", bracketed(transforms)))
	}
	return names, strings.Join(sentences, ". ")
}

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
