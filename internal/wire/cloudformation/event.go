package cloudformation

import (
	"context"
	"strconv"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
)

// DescribeStackEvents implements cloudformation.API: newest first. A token is the number of the last event shown, so that
// a page stays where it is while events go on.
func (a *API) DescribeStackEvents(ctx context.Context, in *cloudformation.DescribeStackEventsInput) (*cloudformation.DescribeStackEventsOutput, error) {
	before := 0
	if in.NextToken != nil {
		n, err := strconv.Atoi(*in.NextToken)
		if err != nil || n < 1 {
			return nil, badToken()
		}
		before = n
	}
	st, err := a.Stacks.WithHistory(ctx, *in.StackName)
	if err != nil {
		return nil, err
	}
	events, err := a.Stacks.History(ctx, st, before, pageSize)
	if err != nil {
		return nil, err
	}
	out := &cloudformation.DescribeStackEventsOutput{StackEvents: []cloudformation.StackEvent{}}
	for _, e := range events {
		out.StackEvents = append(out.StackEvents, cloudformation.StackEvent{
			StackId: &e.StackID, EventId: &e.ID, StackName: &e.StackName, LogicalResourceId: &e.LogicalID,
			PhysicalResourceId: &e.PhysicalID, ResourceType: &e.Type, Timestamp: &e.At,
			ResourceStatus: awsapi.Ptr(string(e.Status)), ResourceStatusReason: maybe(e.Reason),
			ResourceProperties: maybe(e.Properties), ClientRequestToken: maybe(e.Token),
		})
	}
	if n := len(events); n == pageSize && events[n-1].Number > 1 {
		out.NextToken = awsapi.Ptr(strconv.Itoa(events[n-1].Number))
	}
	return out, nil
}
