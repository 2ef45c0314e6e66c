package cloudformation

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/core/stack"
)

// DescribeStackResource implements cloudformation.API.
func (a *API) DescribeStackResource(ctx context.Context, in *cloudformation.DescribeStackResourceInput) (*cloudformation.DescribeStackResourceOutput, error) {
	st, err := a.Stacks.Get(ctx, *in.StackName)
	if err != nil {
		return nil, err
	}
	r, err := a.Stacks.Resource(ctx, st, *in.LogicalResourceId)
	if err != nil {
		return nil, err
	}
	return &cloudformation.DescribeStackResourceOutput{StackResourceDetail: &cloudformation.StackResourceDetail{
		StackName: &st.Name, StackId: &st.ID, LogicalResourceId: &r.LogicalID, PhysicalResourceId: maybe(r.PhysicalID),
		ResourceType: &r.Type, LastUpdatedTimestamp: &r.UpdatedAt, ResourceStatus: awsapi.Ptr(string(r.Status)),
		ResourceStatusReason: maybe(r.StatusReason), Metadata: maybe(r.Metadata), DriftInformation: notChecked(),
	}}, nil
}

func notChecked() *cloudformation.StackResourceDriftInformation {
	return &cloudformation.StackResourceDriftInformation{StackResourceDriftStatus: awsapi.Ptr("NOT_CHECKED")}
}

// DescribeStackResources implements cloudformation.API. The stack may be named by one of its physical resources.
func (a *API) DescribeStackResources(ctx context.Context, in *cloudformation.DescribeStackResourcesInput) (*cloudformation.DescribeStackResourcesOutput, error) {
	st, err := a.described(ctx, in)
	if err != nil {
		return nil, err
	}
	list, err := a.Stacks.Resources(ctx, st)
	out := &cloudformation.DescribeStackResourcesOutput{StackResources: []cloudformation.StackResource{}}
	for _, r := range list {
		if in.LogicalResourceId != nil && *in.LogicalResourceId != r.LogicalID {
			continue
		}
		out.StackResources = append(out.StackResources, cloudformation.StackResource{
			StackName: &st.Name, StackId: &st.ID, LogicalResourceId: &r.LogicalID, PhysicalResourceId: maybe(r.PhysicalID),
			ResourceType: &r.Type, Timestamp: &r.UpdatedAt, ResourceStatus: awsapi.Ptr(string(r.Status)),
			ResourceStatusReason: maybe(r.StatusReason), DriftInformation: notChecked(),
		})
	}
	if err == nil && in.LogicalResourceId != nil && len(out.StackResources) == 0 {
		_, err = a.Stacks.Resource(ctx, st, *in.LogicalResourceId)
	}
	return out, err
}

func (a *API) described(ctx context.Context, in *cloudformation.DescribeStackResourcesInput) (*stack.Stack, error) {
	switch {
	case in.StackName != nil:
		return a.Stacks.Get(ctx, *in.StackName)
	case in.PhysicalResourceId != nil:
		return a.Stacks.Owner(ctx, *in.PhysicalResourceId)
	}
	return nil, &awsapi.Exception{
		Code: "ValidationError", Message: "Both StackName and PhysicalResourceId cannot be null", Status: 400, Sender: true,
	}
}

// ListStackResources implements cloudformation.API.
func (a *API) ListStackResources(ctx context.Context, in *cloudformation.ListStackResourcesInput) (*cloudformation.ListStackResourcesOutput, error) {
	st, err := a.Stacks.Get(ctx, *in.StackName)
	if err != nil {
		return nil, err
	}
	list, err := a.Stacks.Resources(ctx, st)
	if err != nil {
		return nil, err
	}
	part, next, err := page(list, in.NextToken)
	out := &cloudformation.ListStackResourcesOutput{StackResourceSummaries: []cloudformation.StackResourceSummary{}, NextToken: next}
	for _, r := range part {
		out.StackResourceSummaries = append(out.StackResourceSummaries, cloudformation.StackResourceSummary{
			LogicalResourceId: &r.LogicalID, PhysicalResourceId: maybe(r.PhysicalID), ResourceType: &r.Type,
			LastUpdatedTimestamp: &r.UpdatedAt, ResourceStatus: awsapi.Ptr(string(r.Status)),
			ResourceStatusReason: maybe(r.StatusReason),
			DriftInformation:     &cloudformation.StackResourceDriftInformationSummary{StackResourceDriftStatus: awsapi.Ptr("NOT_CHECKED")},
		})
	}
	return out, err
}
