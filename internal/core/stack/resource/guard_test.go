package resource_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/core/stack"
	"github.com/sallyport/sallyport/internal/core/stack/resource"
)

// onlyStacks lets nobody do anything to a user pool.
type onlyStacks struct{}

func (onlyStacks) Allow(ctx context.Context, s *awsapi.Service, op *awsapi.Operation, _ any) error {
	return &awsapi.Exception{
		Code: "AccessDeniedException", Status: 400, Sender: true,
		Message: "User: " + awsapi.RequestFrom(ctx).Caller.ARN + " is not authorized to perform: " + s.ID + ":" + op.Name,
	}
}

// Whoever may create stacks gains nothing by it: the calls are made, and judged, in their name.
func TestATemplateCannotDoWhatItsSenderMayNot(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Types = resource.Types(resource.Services{Cognito: cognitoidp.Guard(pools{log: r.log}, onlyStacks{})})
	st := r.deploy(t, "Resources: {Pool: {Type: AWS::Cognito::UserPool}}")
	if st.Status != stack.RollbackComplete || r.log.take() != nil {
		t.Fatalf("status %s", st.Status)
	}
	events, err := r.History(r.ctx, st, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := "User: arn:ann is not authorized to perform: cognito-idp:CreateUserPool (Service: Cognito Identity Provider, Status Code: 400"
	for _, e := range events {
		if strings.HasPrefix(e.Reason, want) {
			return
		}
	}
	t.Errorf("no event says %q", want)
}

func TestTypesOfMissingServicesAreUnknown(t *testing.T) {
	t.Parallel()
	for _, kind := range resource.Types(resource.Services{}) {
		if strings.HasPrefix(kind.Name, "AWS::Cognito::") || strings.HasPrefix(kind.Name, "AWS::ApiGateway::") {
			t.Errorf("%s without its service", kind.Name)
		}
	}
}
