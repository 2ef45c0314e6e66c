package cloudformation

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
)

// CreateChangeSet implements cloudformation.API.
func (a *API) CreateChangeSet(ctx context.Context, in *cloudformation.CreateChangeSetInput) (*cloudformation.CreateChangeSetOutput, error) {
	c, err := a.Stacks.CreateChangeSet(ctx, in)
	if err != nil {
		return nil, err
	}
	return &cloudformation.CreateChangeSetOutput{Id: &c.ID, StackId: &c.StackID}, nil
}

// DescribeChangeSet implements cloudformation.API.
func (a *API) DescribeChangeSet(ctx context.Context, in *cloudformation.DescribeChangeSetInput) (*cloudformation.DescribeChangeSetOutput, error) {
	c, err := a.Stacks.ChangeSet(ctx, *in.ChangeSetName, awsapi.Val(in.StackName))
	if err != nil {
		return nil, err
	}
	changes, next, err := page(c.Changes, in.NextToken)
	return &cloudformation.DescribeChangeSetOutput{
		ChangeSetName: &c.Name, ChangeSetId: &c.ID, StackId: &c.StackID, StackName: &c.StackName,
		Description: maybe(c.Description), Parameters: parameters(c.Parameters), CreationTime: &c.CreatedAt,
		ExecutionStatus: &c.ExecutionStatus, Status: &c.Status, StatusReason: maybe(c.StatusReason),
		NotificationARNs: append([]string{}, c.NotificationARNs...), RollbackConfiguration: &cloudformation.RollbackConfiguration{},
		Capabilities: append([]string{}, c.Capabilities...), Tags: tags(c.Tags),
		Changes: append([]cloudformation.Change{}, changes...), NextToken: next,
		IncludeNestedStacks: awsapi.Ptr(false), OnStackFailure: maybe(c.OnStackFailure),
	}, err
}

// ExecuteChangeSet implements cloudformation.API.
func (a *API) ExecuteChangeSet(ctx context.Context, in *cloudformation.ExecuteChangeSetInput) (*cloudformation.ExecuteChangeSetOutput, error) {
	return &cloudformation.ExecuteChangeSetOutput{}, a.Stacks.ExecuteChangeSet(ctx, in)
}

// DeleteChangeSet implements cloudformation.API.
func (a *API) DeleteChangeSet(ctx context.Context, in *cloudformation.DeleteChangeSetInput) (*cloudformation.DeleteChangeSetOutput, error) {
	return &cloudformation.DeleteChangeSetOutput{}, a.Stacks.DeleteChangeSet(ctx, *in.ChangeSetName, awsapi.Val(in.StackName))
}

// ListChangeSets implements cloudformation.API.
func (a *API) ListChangeSets(ctx context.Context, in *cloudformation.ListChangeSetsInput) (*cloudformation.ListChangeSetsOutput, error) {
	st, err := a.Stacks.Get(ctx, *in.StackName)
	if err != nil {
		return nil, err
	}
	list, err := a.Stacks.ChangeSets(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	part, next, err := page(list, in.NextToken)
	out := &cloudformation.ListChangeSetsOutput{Summaries: []cloudformation.ChangeSetSummary{}, NextToken: next}
	for _, c := range part {
		out.Summaries = append(out.Summaries, cloudformation.ChangeSetSummary{
			StackId: &c.StackID, StackName: &c.StackName, ChangeSetId: &c.ID, ChangeSetName: &c.Name,
			ExecutionStatus: &c.ExecutionStatus, Status: &c.Status, StatusReason: maybe(c.StatusReason),
			CreationTime: &c.CreatedAt, Description: maybe(c.Description), IncludeNestedStacks: awsapi.Ptr(false),
		})
	}
	return out, err
}
