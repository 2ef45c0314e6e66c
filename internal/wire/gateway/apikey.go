package gateway

import (
	"context"

	"github.com/sallyport/sallyport/internal/core/restapi"
)

// apiKey refuses methods that ask for an API key: there are no usage plans a key could be in, so no key is good.
func apiKey(_ context.Context, x *exchange) *refusal {
	if x.route.APIKeyRequired {
		return x.notServed(restapi.APIConfigurationError, "an API key")
	}
	return nil
}
