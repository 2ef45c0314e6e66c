package signin

import (
	"context"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// flow is what is a sign-in flow's own.
type flow struct {
	required []string // parameters
	flag     string   // the value of ExplicitAuthFlows that allows it
	old      []string // values of the old kind that allow it
	implicit bool     // allowed where no ALLOW_ value is given
	refusal  string   // what a client without the flag is told
	admin    bool     // for administrators alone
	password bool     // a try counts for the lock, so a locked user may not begin
	// identify finds the user by what the flow has for a name, and checks the secret hash; nil goes by USERNAME.
	identify func(*Service, context.Context, *attempt) error
	begin    func(*Service, context.Context, *attempt) (*Outcome, error)
}

func flowOf(name string) (flow, error) {
	switch name {
	case "USER_SRP_AUTH":
		return flow{
			required: []string{"USERNAME", "SRP_A"}, flag: "ALLOW_USER_SRP_AUTH", implicit: true, password: true,
			refusal: "USER_SRP_AUTH is not enabled for the client.", begin: (*Service).beginSRP,
		}, nil
	case "USER_PASSWORD_AUTH":
		return flow{
			required: []string{"USERNAME", "PASSWORD"}, flag: "ALLOW_USER_PASSWORD_AUTH", old: []string{"USER_PASSWORD_AUTH"},
			refusal: "USER_PASSWORD_AUTH flow not enabled for this client", password: true, begin: (*Service).beginPassword,
		}, nil
	case "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH":
		return flow{
			required: []string{"USERNAME", "PASSWORD"}, flag: "ALLOW_ADMIN_USER_PASSWORD_AUTH", old: []string{"ADMIN_NO_SRP_AUTH"},
			refusal: "Auth flow not enabled for this client", admin: true, password: true, begin: (*Service).beginPassword,
		}, nil
	case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN":
		return flow{
			required: []string{"REFRESH_TOKEN"}, flag: "ALLOW_REFRESH_TOKEN_AUTH", implicit: true,
			refusal: "Auth flow not enabled for this client", identify: (*Service).identifyByRefreshToken, begin: (*Service).beginRefresh,
		}, nil
	case "CUSTOM_AUTH", "USER_AUTH":
		return flow{}, unserved("the authentication flow " + name)
	}
	return flow{}, cognitoidp.InvalidParameterException("Unsupported authentication flow " + name)
}

// allowed reads a client's list. Without ALLOW_ values it is of the old kind, where some flows need no word; a client for
// custom authentication only has none of the others.
func (f *flow) allowed(explicit []string) bool {
	if slices.ContainsFunc(explicit, func(v string) bool { return strings.HasPrefix(v, "ALLOW_") }) {
		return slices.Contains(explicit, f.flag)
	}
	if f.implicit {
		return !f.password || !slices.Contains(explicit, "CUSTOM_AUTH_FLOW_ONLY")
	}
	return slices.ContainsFunc(f.old, func(v string) bool { return slices.Contains(explicit, v) })
}
