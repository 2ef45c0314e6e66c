package cloudformation

import (
	"context"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// CreateStack implements cloudformation.API.
func (a *API) CreateStack(ctx context.Context, in *cloudformation.CreateStackInput) (*cloudformation.CreateStackOutput, error) {
	st, err := a.Stacks.Create(ctx, in)
	if err != nil {
		return nil, err
	}
	return &cloudformation.CreateStackOutput{StackId: &st.ID}, nil
}

// UpdateStack implements cloudformation.API.
func (a *API) UpdateStack(ctx context.Context, in *cloudformation.UpdateStackInput) (*cloudformation.UpdateStackOutput, error) {
	st, err := a.Stacks.Update(ctx, in)
	if err != nil {
		return nil, err
	}
	return &cloudformation.UpdateStackOutput{StackId: &st.ID}, nil
}

// DeleteStack implements cloudformation.API.
func (a *API) DeleteStack(ctx context.Context, in *cloudformation.DeleteStackInput) (*cloudformation.DeleteStackOutput, error) {
	return &cloudformation.DeleteStackOutput{}, a.Stacks.Delete(ctx, in)
}

// CancelUpdateStack implements cloudformation.API.
func (a *API) CancelUpdateStack(ctx context.Context, in *cloudformation.CancelUpdateStackInput) (*cloudformation.CancelUpdateStackOutput, error) {
	return &cloudformation.CancelUpdateStackOutput{}, a.Stacks.CancelUpdate(ctx, *in.StackName)
}

// ContinueUpdateRollback implements cloudformation.API.
func (a *API) ContinueUpdateRollback(ctx context.Context, in *cloudformation.ContinueUpdateRollbackInput) (*cloudformation.ContinueUpdateRollbackOutput, error) {
	return &cloudformation.ContinueUpdateRollbackOutput{}, a.Stacks.ContinueUpdateRollback(ctx, in)
}

// UpdateTerminationProtection implements cloudformation.API.
func (a *API) UpdateTerminationProtection(ctx context.Context, in *cloudformation.UpdateTerminationProtectionInput) (*cloudformation.UpdateTerminationProtectionOutput, error) {
	st, err := a.Stacks.Protect(ctx, *in.StackName, *in.EnableTerminationProtection)
	if err != nil {
		return nil, err
	}
	return &cloudformation.UpdateTerminationProtectionOutput{StackId: &st.ID}, nil
}

// DescribeStacks implements cloudformation.API. Deleted stacks are described by id alone.
func (a *API) DescribeStacks(ctx context.Context, in *cloudformation.DescribeStacksInput) (*cloudformation.DescribeStacksOutput, error) {
	var list []*stack.Stack
	if in.StackName != nil {
		st, err := a.Stacks.Get(ctx, *in.StackName)
		if err != nil {
			return nil, err
		}
		list = []*stack.Stack{st}
	} else {
		all, err := a.Stacks.List(ctx)
		if err != nil {
			return nil, err
		}
		list = slices.DeleteFunc(all, func(st *stack.Stack) bool { return st.Status == stack.DeleteComplete })
	}
	part, next, err := page(list, in.NextToken)
	out := &cloudformation.DescribeStacksOutput{Stacks: []cloudformation.Stack{}, NextToken: next}
	for _, st := range part {
		out.Stacks = append(out.Stacks, described(st))
	}
	return out, err
}

// ListStacks implements cloudformation.API.
func (a *API) ListStacks(ctx context.Context, in *cloudformation.ListStacksInput) (*cloudformation.ListStacksOutput, error) {
	list, err := a.Stacks.List(ctx)
	if err != nil {
		return nil, err
	}
	if len(in.StackStatusFilter) > 0 {
		list = slices.DeleteFunc(list, func(st *stack.Stack) bool { return !slices.Contains(in.StackStatusFilter, string(st.Status)) })
	}
	part, next, err := page(list, in.NextToken)
	out := &cloudformation.ListStacksOutput{StackSummaries: []cloudformation.StackSummary{}, NextToken: next}
	for _, st := range part {
		out.StackSummaries = append(out.StackSummaries, cloudformation.StackSummary{
			StackId: &st.ID, StackName: &st.Name, TemplateDescription: maybe(st.Description),
			CreationTime: &st.CreatedAt, LastUpdatedTime: st.UpdatedAt, DeletionTime: st.DeletedAt,
			StackStatus: awsapi.Ptr(string(st.Status)), StackStatusReason: maybe(st.StatusReason),
			DriftInformation: &cloudformation.StackDriftInformationSummary{StackDriftStatus: awsapi.Ptr("NOT_CHECKED")},
		})
	}
	return out, err
}

func described(st *stack.Stack) cloudformation.Stack {
	out := cloudformation.Stack{
		StackId: &st.ID, StackName: &st.Name, ChangeSetId: maybe(st.ChangeSetID), Description: maybe(st.Description),
		Parameters:   parameters(st.Parameters),
		CreationTime: &st.CreatedAt, LastUpdatedTime: st.UpdatedAt, DeletionTime: st.DeletedAt,
		RollbackConfiguration: &cloudformation.RollbackConfiguration{},
		StackStatus:           awsapi.Ptr(string(st.Status)), StackStatusReason: maybe(st.StatusReason),
		DisableRollback:  awsapi.Ptr(st.DisableRollback || st.OnFailure == "DO_NOTHING"),
		NotificationARNs: append([]string{}, st.NotificationARNs...), Capabilities: st.Capabilities,
		RoleARN: maybe(st.RoleARN), Tags: tags(st.Tags), EnableTerminationProtection: &st.Protected,
		DriftInformation: &cloudformation.StackDriftInformation{StackDriftStatus: awsapi.Ptr("NOT_CHECKED")},
	}
	if st.TimeoutMinutes > 0 {
		out.TimeoutInMinutes = &st.TimeoutMinutes
	}
	for _, o := range st.Outputs {
		out.Outputs = append(out.Outputs, cloudformation.Output{
			OutputKey: &o.Key, OutputValue: &o.Value, Description: maybe(o.Description), ExportName: maybe(o.ExportName),
		})
	}
	return out
}

// parameters shows parameters; the values of NoEcho ones are hidden.
func parameters(list []stack.Parameter) []cloudformation.Parameter {
	var out []cloudformation.Parameter
	for _, p := range list {
		shown := cloudformation.Parameter{ParameterKey: &p.Key, ParameterValue: &p.Value, ResolvedValue: maybe(p.Resolved)}
		if p.NoEcho {
			shown.ParameterValue, shown.ResolvedValue = awsapi.Ptr("****"), nil
		}
		out = append(out, shown)
	}
	return out
}

func tags(list []stack.Tag) []cloudformation.Tag {
	out := []cloudformation.Tag{}
	for _, t := range list {
		out = append(out, cloudformation.Tag{Key: &t.Key, Value: &t.Value})
	}
	return out
}
