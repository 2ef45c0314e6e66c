package stack

import (
	"context"
	"fmt"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
)

// maxTemplateBody is CloudFormation's limit on a template in the request itself, in bytes.
const maxTemplateBody = 51200

// source is the template of a request.
func (s *Service) source(ctx context.Context, body, url *string) (string, error) {
	switch {
	case body != nil && url != nil, body == nil && url == nil:
		return "", invalid("Either Template URL or Template Body must be specified.")
	case url != nil && s.Fetch == nil:
		return "", invalid("TemplateURL is not supported: S3 is not served.")
	case url != nil:
		text, err := s.Fetch(ctx, *url)
		return string(text), err
	case len(*body) > maxTemplateBody:
		return "", invalid("1 validation error detected: Value '%.1024s' at 'templateBody' failed to satisfy constraint: "+
			"Member must have length less than or equal to %d", *body, maxTemplateBody)
	}
	return *body, nil
}

// checkRole refuses a role nobody can assume.
func (s *Service) checkRole(ctx context.Context, role *string) error {
	if role == nil {
		return nil
	}
	if s.Assume == nil {
		return invalid("RoleARN is not supported.")
	}
	_, err := s.Assume(ctx, *role)
	return err
}

// refuseOptions refuses, by name, what would change an operation and is not served.
func refuseOptions(rollback *cloudformation.RollbackConfiguration, policyBody, policyURL *string, types []string, during ...*string) error {
	for _, policy := range append(during, policyBody, policyURL) {
		if policy != nil {
			return invalid("Stack policies are not supported.")
		}
	}
	switch {
	case rollback != nil && len(rollback.RollbackTriggers) > 0:
		return invalid("RollbackConfiguration.RollbackTriggers is not supported.")
	case len(types) > 0:
		return invalid("ResourceTypes is not supported.")
	}
	return nil
}

func tagsOf(in []cloudformation.Tag) []Tag {
	var tags []Tag
	for _, t := range in {
		tags = append(tags, Tag{awsapi.Val(t.Key), awsapi.Val(t.Value)})
	}
	return tags
}

// givenParameters are the parameters of a request; UsePreviousValue takes those a stack has.
func givenParameters(in []cloudformation.Parameter, before []Parameter, update bool) ([]Parameter, error) {
	var given []Parameter
	for _, p := range in {
		key := awsapi.Val(p.ParameterKey)
		out := Parameter{Key: key, Value: awsapi.Val(p.ParameterValue)}
		if awsapi.Val(p.UsePreviousValue) {
			i := slices.IndexFunc(before, func(old Parameter) bool { return old.Key == key })
			if p.ParameterValue != nil || !update {
				return nil, invalid("Invalid input for parameter key %s. Cannot specify usePreviousValue as true and also provide a value", key)
			}
			if i < 0 {
				return nil, invalid("Invalid input for parameter key %s. Cannot specify usePreviousValue as true for a parameter key not in the previous template", key)
			}
			out.Value = before[i].Value
		}
		given = append(given, out)
	}
	return given, nil
}

// wanted is what an update and a change set have in common.
type wanted struct {
	body, url        *string
	previousTemplate *bool
	parameters       []cloudformation.Parameter
	tags             []cloudformation.Tag
	capabilities     []string
	notifications    []string
}

func updateWanted(in *cloudformation.UpdateStackInput) wanted {
	return wanted{in.TemplateBody, in.TemplateURL, in.UsePreviousTemplate, in.Parameters, in.Tags, in.Capabilities, in.NotificationARNs}
}

// nextRevision is the revision that a request asks a stack to become.
func (s *Service) nextRevision(ctx context.Context, st *Stack, w wanted) (*Revision, error) {
	next := &Revision{Tags: st.Tags, Capabilities: w.capabilities, NotificationARNs: st.NotificationARNs, Template: st.Template}
	var err error
	if !awsapi.Val(w.previousTemplate) {
		next.Template, err = s.source(ctx, w.body, w.url)
	} else if w.body != nil || w.url != nil {
		err = invalid("Either Template URL or Template Body must be specified.")
	}
	if err != nil {
		return nil, err
	}
	if w.tags != nil {
		next.Tags = tagsOf(w.tags)
	}
	if w.notifications != nil {
		next.NotificationARNs = w.notifications
	}
	next.Parameters, err = givenParameters(w.parameters, st.Parameters, st.Status != ReviewInProgress)
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	return next, nil
}
