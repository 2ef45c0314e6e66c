package gateway

import (
	"context"
	"strings"

	"github.com/sallyport/sallyport/internal/core/restapi"
)

// find takes the stage off the path and gets its plan. Slashes before and behind the stage do not count.
func (x *exchange) find(ctx context.Context, to Address) *refusal {
	name, rest := cutStage(to.RawPath)
	x.req.RawPath, x.req.StagePath = rest, to.RawPath
	plan, err := x.g.plans.Plan(ctx, to.APIID, name)
	switch {
	case err != nil:
		return fail(restapi.APIConfigurationError, "API %s, stage %q: the deployment cannot be served: %v", to.APIID, name, err)
	case plan == nil:
		return forbidden("there is no API %s with a stage %q", to.APIID, name)
	case to.Region != "" && plan.Region != to.Region:
		return forbidden("the API %s is not in region %s", to.APIID, to.Region)
	case plan.DisableDefaultEndpoint:
		return forbidden("the API %s has its default endpoint disabled (disableExecuteApiEndpoint)", to.APIID)
	}
	x.plan = plan
	return nil
}

func cutStage(raw string) (stage, rest string) {
	raw = strings.TrimLeft(raw, "/")
	stage, rest, found := strings.Cut(raw, "/")
	if !found {
		return stage, "/"
	}
	return stage, "/" + strings.TrimLeft(rest, "/")
}
