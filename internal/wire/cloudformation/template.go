package cloudformation

import (
	"context"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// GetTemplate implements cloudformation.API.
func (a *API) GetTemplate(ctx context.Context, in *cloudformation.GetTemplateInput) (*cloudformation.GetTemplateOutput, error) {
	source, err := a.templateOf(ctx, in)
	if err == nil && awsapi.Val(in.TemplateStage) == "Processed" {
		source, err = a.Stacks.Processed(ctx, source)
	}
	if err != nil {
		return nil, err
	}
	return &cloudformation.GetTemplateOutput{TemplateBody: &source, StagesAvailable: []string{"Original", "Processed"}}, nil
}

func (a *API) templateOf(ctx context.Context, in *cloudformation.GetTemplateInput) (string, error) {
	if in.ChangeSetName != nil {
		c, err := a.Stacks.ChangeSet(ctx, *in.ChangeSetName, awsapi.Val(in.StackName))
		if err != nil {
			return "", err
		}
		return c.Template, nil
	}
	if in.StackName == nil {
		return "", &awsapi.Exception{Code: "ValidationError", Message: "StackName is required if ChangeSetName is not specified.", Status: 400, Sender: true}
	}
	st, err := a.Stacks.Get(ctx, *in.StackName)
	if err != nil {
		return "", err
	}
	return st.Template, nil
}

// ValidateTemplate implements cloudformation.API.
func (a *API) ValidateTemplate(ctx context.Context, in *cloudformation.ValidateTemplateInput) (*cloudformation.ValidateTemplateOutput, error) {
	t, err := a.Stacks.Inspect(ctx, in.TemplateBody, in.TemplateURL, nil)
	if err != nil {
		return nil, err
	}
	s := t.Summary()
	out := &cloudformation.ValidateTemplateOutput{
		Parameters: []cloudformation.TemplateParameter{}, Description: maybe(t.Description),
		Capabilities: s.Capabilities, CapabilitiesReason: maybe(s.CapabilitiesReason), DeclaredTransforms: s.DeclaredTransforms,
	}
	for _, p := range t.Parameters {
		out.Parameters = append(out.Parameters, cloudformation.TemplateParameter{
			ParameterKey: &p.Name, DefaultValue: p.Default, NoEcho: &p.NoEcho, Description: maybe(p.Description),
		})
	}
	return out, nil
}

// GetTemplateSummary implements cloudformation.API.
func (a *API) GetTemplateSummary(ctx context.Context, in *cloudformation.GetTemplateSummaryInput) (*cloudformation.GetTemplateSummaryOutput, error) {
	if in.StackSetName != nil {
		return nil, &awsapi.Exception{Code: "ValidationError", Message: "Stack sets are not supported.", Status: 400, Sender: true}
	}
	t, err := a.Stacks.Inspect(ctx, in.TemplateBody, in.TemplateURL, in.StackName)
	if err != nil {
		return nil, err
	}
	s := t.Summary()
	out := &cloudformation.GetTemplateSummaryOutput{
		Parameters: []cloudformation.ParameterDeclaration{}, Description: maybe(t.Description),
		Capabilities: s.Capabilities, CapabilitiesReason: maybe(s.CapabilitiesReason), ResourceTypes: s.ResourceTypes,
		Version: maybe(t.Version), DeclaredTransforms: s.DeclaredTransforms, ResourceIdentifierSummaries: identifiers(t, s.ResourceTypes),
	}
	if t.Metadata != nil {
		out.Metadata = awsapi.Ptr(string(t.Metadata.JSON()))
	}
	for _, p := range t.Parameters {
		out.Parameters = append(out.Parameters, cloudformation.ParameterDeclaration{
			ParameterKey: &p.Name, DefaultValue: p.Default, ParameterType: &p.Type, NoEcho: &p.NoEcho,
			Description: maybe(p.Description), ParameterConstraints: &cloudformation.ParameterConstraints{AllowedValues: p.AllowedValues},
		})
	}
	return out, nil
}

// identifiers lists the logical ids of each type.
func identifiers(t *template.Template, types []string) []cloudformation.ResourceIdentifierSummary {
	var out []cloudformation.ResourceIdentifierSummary
	for _, name := range types {
		if strings.HasPrefix(name, "AWS::Serverless::") {
			continue // made of others by the transform
		}
		var ids []string
		for _, r := range t.Resources {
			if r.Type == name {
				ids = append(ids, r.ID)
			}
		}
		out = append(out, cloudformation.ResourceIdentifierSummary{ResourceType: &name, LogicalResourceIds: ids})
	}
	return out
}
