package gateway_test

import (
	"testing"

	"github.com/sallyport/sallyport/internal/core/restapi"
	"github.com/sallyport/sallyport/internal/wire/gateway"
)

// The kinds of gateway responses as an API has them that sets none.
func TestKinds(t *testing.T) {
	t.Parallel()
	plan := compile(t, deployment{methods: pets})
	g := gateway.New(gateway.Config{Plans: plans{plan: plan}})
	for kind, c := range map[restapi.ResponseType]struct {
		status     int
		code, body string
	}{
		restapi.ResourceNotFound:             {404, "ResourceNotFoundException", `{"message":"Resource Not Found"}`},
		restapi.Unauthorized:                 {401, "UnauthorizedException", `{"message":"Unauthorized"}`},
		restapi.InvalidAPIKey:                {403, "ForbiddenException", `{"message":"Forbidden"}`},
		restapi.AccessDenied:                 {403, "AccessDeniedException", `{"Message":"User is not authorized to access this resource"}`},
		restapi.AuthorizerFailure:            {500, "AuthorizerFailureException", `{"message":null}`},
		restapi.AuthorizerConfigurationError: {500, "AuthorizerConfigurationException", `{"message":null}`},
		restapi.ExpiredToken:                 {403, "ExpiredTokenException", `{"message":"The security token included in the request is expired"}`},
		restapi.MissingAuthenticationToken:   {403, "MissingAuthenticationTokenException", `{"message":"Missing Authentication Token"}`},
		restapi.IntegrationFailure:           {504, "InternalServerErrorException", `{"message":"Internal server error"}`},
		restapi.IntegrationTimeout:           {504, "InternalServerErrorException", `{"message":"Endpoint request timed out"}`},
		restapi.APIConfigurationError:        {500, "InternalServerErrorException", `{"message":"Internal server error"}`},
		restapi.UnsupportedMediaType:         {415, "BadRequestException", `{"message":"Unsupported Media Type"}`},
		restapi.BadRequestBody:               {400, "BadRequestException", `{"message":"Invalid request body"}`},
		restapi.RequestTooLarge:              {413, "RequestEntityTooLargeException", `{"message":"Request Entity Too Large"}`},
		restapi.Throttled:                    {429, "TooManyRequestsException", `{"message":"Too Many Requests"}`},
		restapi.QuotaExceeded:                {429, "LimitExceededException", `{"message":"Limit Exceeded"}`},
		restapi.WAFFiltered:                  {403, "ForbiddenException", `{"message":"Forbidden"}`},
	} {
		a := gateway.Refuse(g, plan, kind)
		if a.Status != c.status || a.Header.Get("x-amzn-ErrorType") != c.code || a.Body != c.body {
			t.Errorf("%s: %d %s %s", kind, a.Status, a.Header.Get("x-amzn-ErrorType"), a.Body)
		}
	}
}
