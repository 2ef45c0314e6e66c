package stack

import (
	"context"
	"errors"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/core/stack/template"
)

// ErrNoTransform says that nobody knows a transform of that name.
var ErrNoTransform = errors.New("no such transform")

// invalid is CloudFormation's answer to almost everything it refuses.
func invalid(format string, args ...any) *awsapi.Exception {
	return &awsapi.Exception{Code: "ValidationError", Message: fmt.Sprintf(format, args...), Status: 400, Sender: true}
}

// refusal shows what is wrong with a template in AWS's words and keeps the place for whoever runs the program. Any other
// error stays what it is.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	var wrong *template.Error
	if errors.As(err, &wrong) {
		return invalid("%s", wrong.Message).Because(err)
	}
	return err
}

func notThere(name string) error { return invalid("Stack with id %s does not exist", name) }

// wrongState is the answer to an operation that must wait.
func wrongState(st *Stack, what string) error {
	return invalid("Stack:%s is in %s state and can not be %s.", st.ID, st.Status, what)
}

// failure words why a step on a resource failed, as CloudFormation quotes a service. What nobody may see is reported
// instead; ctx is that of the call.
func (x *run) failure(ctx context.Context, r *Resource, t *Type, err error) string {
	if e := awsapi.AsException(err); e != nil {
		return fmt.Sprintf("%s (Service: %s, Status Code: %d, Request ID: %s)",
			e.Message, t.Service, e.Status, awsapi.RequestFrom(ctx).ID)
	}
	var own *Refused
	if errors.As(err, &own) {
		return own.Message
	}
	x.Report(ctx, fmt.Errorf("resource %s of %s: %w", r.LogicalID, r.StackID, err))
	return "Internal Failure"
}

// Refused is a type's own reason not to do a step, shown as it is.
type Refused struct{ Message string }

func (r *Refused) Error() string { return r.Message }
