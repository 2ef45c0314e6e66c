package iam

import (
	"context"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/awsapi/sts"
)

func TestGate(t *testing.T) {
	t.Parallel()
	root := Root("123456789012")
	user := awsapi.Caller{Kind: awsapi.User, AccountID: "123456789012", ARN: "arn:aws:iam::123456789012:user/ann"}
	for name, c := range map[string]struct {
		caller  awsapi.Caller
		service *awsapi.Service
		op      string
		code    string // of the refusal
		status  int
	}{
		"root may all":                       {root, &cognitoidp.ServiceModel, "CreateUserPool", "", 0},
		"root by query":                      {root, &cloudformation.ServiceModel, "DeleteStack", "", 0},
		"a user without policies may not":    {user, &cognitoidp.ServiceModel, "ListUserPools", "AccessDeniedException", 400},
		"nor by query":                       {user, &cloudformation.ServiceModel, "CreateStack", "AccessDenied", 403},
		"nor by rest":                        {user, &apigateway.ServiceModel, "GetRestApis", "AccessDeniedException", 403},
		"nobody may not":                     {awsapi.Caller{}, &cognitoidp.ServiceModel, "ListUserPools", "AccessDeniedException", 400},
		"a service may not by itself":        {awsapi.Caller{Kind: awsapi.ServicePrincipal}, &sts.ServiceModel, "AssumeRole", "AccessDenied", 403},
		"everyone may ask who he is":         {user, &sts.ServiceModel, "GetCallerIdentity", "", 0},
		"but nobody is no one":               {awsapi.Caller{}, &sts.ServiceModel, "GetCallerIdentity", "AccessDenied", 403},
		"token-authorised operations are on": {awsapi.Caller{}, &cognitoidp.ServiceModel, "InitiateAuth", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := awsapi.WithRequest(context.Background(), awsapi.Request{Caller: c.caller})
			err := Gate{}.Allow(ctx, c.service, c.service.Operation(c.op), nil)
			if got := awsapi.Code(err); got != c.code {
				t.Fatalf("got %v, want code %q", err, c.code)
			}
			if err != nil && (awsapi.AsException(err).Status != c.status || !strings.Contains(err.Error(), c.service.ID+":"+c.op)) {
				t.Errorf("got %v with status %d, want %d and the action's name", err, awsapi.AsException(err).Status, c.status)
			}
		})
	}
}

// No operation of any service may run for a principal that nothing allows.
func TestGateDeniesEveryOperation(t *testing.T) {
	t.Parallel()
	ctx := awsapi.WithRequest(context.Background(), awsapi.Request{Caller: awsapi.Caller{Kind: awsapi.AssumedRole, ARN: "arn:aws:sts::1:assumed-role/r/s"}})
	for _, s := range []*awsapi.Service{&cognitoidp.ServiceModel, &apigateway.ServiceModel, &cloudformation.ServiceModel, &sts.ServiceModel} {
		for i := range s.Operations {
			op := &s.Operations[i]
			err := Gate{}.Allow(ctx, s, op, nil)
			if allowed := err == nil; allowed != (op.NoAuth || anyone(s.ID, op.Name)) {
				t.Errorf("%s:%s allowed = %v", s.ID, op.Name, allowed)
			}
		}
	}
}
