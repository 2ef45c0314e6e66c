package gateway

import (
	"context"
	"strings"

	"github.com/sallyport/sallyport/internal/core/restapi"
)

// validate runs the method's request validator: parameters first, then the payload.
func validate(_ context.Context, x *exchange) *refusal {
	if x.route.ValidateParameters {
		if missing := x.missing(); missing != nil {
			list := strings.Join(missing, ", ")
			return say(restapi.BadRequestParameters, "Missing required request parameters: ["+list+"]").
				because("%s: the request validator misses %s", x.where(), list)
		}
	}
	if x.route.ValidateBody && len(x.route.RequestModels) > 0 {
		return x.notServed(restapi.APIConfigurationError, "validation of the payload against a model")
	}
	return nil
}

// missing lists the required parameters that are absent or empty.
func (x *exchange) missing() (names []string) {
	for _, p := range x.route.Required {
		if !x.sent(p) {
			names = append(names, p.Name)
		}
	}
	return names
}

func (x *exchange) sent(p restapi.RequestParameter) bool {
	switch p.In {
	case "header":
		return x.req.Header.Get(p.Name) != ""
	case "querystring":
		return x.queryValues().Get(p.Name) != ""
	case "path":
		v, _ := x.match.Param(p.Name)
		return v != ""
	}
	return false
}
