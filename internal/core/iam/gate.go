package iam

import (
	"context"
	"fmt"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// Gate decides about every operation of every service. It implements awsapi.Gate.
type Gate struct{}

// anyone lists the operations that need no permission (STS GetCallerIdentity says so of itself).
func anyone(service, operation string) bool {
	return service == "sts" && operation == "GetCallerIdentity"
}

// Allow lets the root principal do everything. Operations that need no signature are authorised by what their input
// carries (a token, a code, a client secret), in their implementation. Everybody else is denied: permissions are granted
// by policies, and where no policy can speak the answer is no.
func (Gate) Allow(ctx context.Context, s *awsapi.Service, op *awsapi.Operation, _ any) error {
	caller := awsapi.RequestFrom(ctx).Caller
	switch {
	case op.NoAuth:
		return nil
	case caller.Kind == awsapi.Root:
		return nil
	case caller.Kind != awsapi.Anonymous && anyone(s.ID, op.Name):
		return nil
	}
	return denied(s, op, caller)
}

func denied(s *awsapi.Service, op *awsapi.Operation, caller awsapi.Caller) error {
	who := caller.ARN
	if caller.Kind == awsapi.Anonymous {
		who = "anonymous"
	}
	action := s.ID + ":" + op.Name
	e := &awsapi.Exception{
		Code: "AccessDeniedException", Status: 400, Sender: true, MessageKey: "Message",
		Message: fmt.Sprintf("User: %s is not authorized to perform: %s because no identity-based policy allows the %s action", who, action, action),
	}
	switch s.Protocol {
	case "query":
		e.Code, e.Status = "AccessDenied", 403
	case "rest-json":
		e.Status = 403
	}
	return e
}
