package stack

import (
	"cmp"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
)

// shownChanges words changes as DescribeChangeSet shows them, by logical id.
func shownChanges(changes []change) []cloudformation.Change {
	slices.SortFunc(changes, func(a, b change) int { return cmp.Compare(a.id, b.id) })
	var shown []cloudformation.Change
	for i := range changes {
		shown = append(shown, cloudformation.Change{Type: awsapi.Ptr("Resource"), ResourceChange: changes[i].shown()})
	}
	return shown
}

func (c *change) shown() *cloudformation.ResourceChange {
	out := &cloudformation.ResourceChange{
		Action: awsapi.Ptr(c.action), LogicalResourceId: awsapi.Ptr(c.id), ResourceType: awsapi.Ptr(c.kind),
		Scope: []string{}, Details: []cloudformation.ResourceChangeDetail{},
	}
	if c.row != nil {
		out.PhysicalResourceId = awsapi.Ptr(c.row.PhysicalID)
	}
	if c.action == "Remove" {
		out.PolicyAction = awsapi.Ptr(policyAction(c.row.DeletionPolicy, "", "Delete"))
	}
	if c.action != "Modify" {
		return out
	}
	out.Replacement = awsapi.Ptr(c.replace)
	if c.replace == "True" {
		out.PolicyAction = awsapi.Ptr(policyAction(c.next.UpdateReplacePolicy, "ReplaceAnd", "Delete"))
	}
	if len(c.changed) > 0 {
		out.Scope = append(out.Scope, "Properties")
	}
	out.Scope = append(out.Scope, c.attrs...)
	for _, name := range c.changed {
		out.Details = append(out.Details, c.detail(name))
	}
	for _, name := range c.attrs {
		out.Details = append(out.Details, detail("Static", "DirectModification",
			cloudformation.ResourceTargetDefinition{Attribute: awsapi.Ptr(name), RequiresRecreation: awsapi.Ptr("Never")}))
	}
	return out
}

func policyAction(policy, prefix, otherwise string) string {
	if policy == "Retain" {
		return prefix + "Retain"
	}
	return prefix + otherwise
}

func (c *change) detail(property string) cloudformation.ResourceChangeDetail {
	evaluation, source, recreation := "Static", "DirectModification", "Never"
	if c.open[property] {
		evaluation, source = "Dynamic", "ResourceReference"
	}
	if c.recreates[property] {
		recreation = "Always"
	}
	return detail(evaluation, source, cloudformation.ResourceTargetDefinition{
		Attribute: awsapi.Ptr("Properties"), Name: awsapi.Ptr(property), RequiresRecreation: awsapi.Ptr(recreation),
	})
}

func detail(evaluation, source string, target cloudformation.ResourceTargetDefinition) cloudformation.ResourceChangeDetail {
	return cloudformation.ResourceChangeDetail{
		Target: &target, Evaluation: awsapi.Ptr(evaluation), ChangeSource: awsapi.Ptr(source),
	}
}
