package gateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/wire/gateway/authorize"
)

const expiredTokenMessage = "The incoming token has expired"

// authorizeRequest asks the method's authorizer. Only a method that says NONE is open.
func authorizeRequest(ctx context.Context, x *exchange) *refusal {
	switch x.route.Authorization {
	case restapi.AuthorizationNone:
		return nil
	case restapi.AuthorizationCognito:
		return x.cognito(ctx)
	case restapi.AuthorizationIAM:
		return x.notServed(restapi.AuthorizerConfigurationError, "authorization AWS_IAM")
	case restapi.AuthorizationCustom:
		return x.notServed(restapi.AuthorizerConfigurationError, "authorization CUSTOM")
	}
	return x.notServed(restapi.AuthorizerConfigurationError, "an unknown authorization")
}

func (x *exchange) cognito(ctx context.Context) *refusal {
	a := x.route.Authorizer
	if a == nil || a.IdentityHeader == "" || len(a.ProviderARNs) == 0 {
		return x.notServed(restapi.AuthorizerConfigurationError, "a Cognito authorizer without header or user pool")
	}
	token, denial := x.g.cognito.Authorize(ctx, &authorize.Call{
		APIID: x.plan.APIID, DeploymentID: x.plan.DeploymentID, Authorizer: a, Scopes: x.route.Scopes,
		Values: x.req.Header.Values(x.identity[:0], a.IdentityHeader), Now: x.begin,
	})
	if denial == nil {
		x.token = token
		return nil
	}
	var r *refusal
	switch denial.Kind {
	case authorize.Failure:
		r = refuse(restapi.AuthorizerFailure)
	case authorize.Expired:
		r = say(restapi.Unauthorized, expiredTokenMessage)
	default:
		r = refuse(restapi.Unauthorized)
	}
	return r.because("%s: authorizer %s (%s) on header %s: %s", x.where(), a.Name, a.Type, a.IdentityHeader, denial.Reason)
}
