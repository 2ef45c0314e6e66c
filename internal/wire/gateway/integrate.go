package gateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/wire/gateway/integrate"
)

// integrateRequest asks the method's backend.
func integrateRequest(_ context.Context, x *exchange) *refusal {
	i := x.route.Integration
	switch i.Type {
	case "MOCK":
		reply, err := integrate.Mock(x.sending)
		if err != nil {
			return x.misconfigured("%v", err)
		}
		x.reply = reply
		return nil
	}
	return x.misconfigured("integrations of type %s are not served", i.Type)
}
