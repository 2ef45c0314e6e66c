package gateway

import (
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/internal/core/restapi"
)

// refusal is an answer the gateway gives in its own name.
type refusal struct {
	kind    restapi.ResponseType
	code    string  // x-amzn-ErrorType where it is not the kind's own
	message *string // nil: the kind's own
	explain string  // private: why
}

// refuse is the plain refusal of a kind.
func refuse(kind restapi.ResponseType) *refusal { return &refusal{kind: kind} }

// say is a refusal in words of its own.
func say(kind restapi.ResponseType, message string) *refusal {
	return &refusal{kind: kind, message: &message}
}

// forbidden is the refusal of what is not there: an API, a stage.
func forbidden(format string, args ...any) *refusal {
	r := say(restapi.Default4XX, "Forbidden")
	r.code = "ForbiddenException"
	return r.because(format, args...)
}

// because adds the explanation.
func (r *refusal) because(format string, args ...any) *refusal {
	r.explain = oneLine(fmt.Sprintf(format, args...))
	return r
}

// fail is a plain refusal with its explanation.
func fail(kind restapi.ResponseType, format string, args ...any) *refusal {
	return refuse(kind).because(format, args...)
}

// misconfigured is the refusal of a request the API's own settings have no answer to.
func (x *exchange) misconfigured(format string, args ...any) *refusal {
	return fail(restapi.APIConfigurationError, "%s: %s", x.where(), fmt.Sprintf(format, args...))
}

// notServed refuses a method that asks for what this gateway does not have.
func (x *exchange) notServed(kind restapi.ResponseType, what string) *refusal {
	return fail(kind, "%s asks for %s, which is not served", x.where(), what)
}

// maxExplain bounds an explanation: it is a header, and one line of a log.
const maxExplain = 500

// oneLine makes text fit for a header: printable ASCII, bounded.
func oneLine(s string) string {
	cut := len(s) > maxExplain
	if cut {
		s = s[:maxExplain]
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
	if cut {
		s += "..."
	}
	return s
}

// voice is how a kind of refusal speaks.
type voice struct {
	code    string
	message string
	null    bool // the message is null
}

// voiceOf is the error type and the words of a kind.
func voiceOf(kind restapi.ResponseType) voice {
	switch kind {
	case restapi.ResourceNotFound:
		return voice{code: "ResourceNotFoundException", message: "Resource Not Found"}
	case restapi.Unauthorized:
		return voice{code: "UnauthorizedException", message: "Unauthorized"}
	case restapi.InvalidAPIKey, restapi.WAFFiltered:
		return voice{code: "ForbiddenException", message: "Forbidden"}
	case restapi.AccessDenied:
		return voice{code: "AccessDeniedException", message: "User is not authorized to access this resource"}
	case restapi.AuthorizerFailure:
		return voice{code: "AuthorizerFailureException", null: true}
	case restapi.AuthorizerConfigurationError:
		return voice{code: "AuthorizerConfigurationException", null: true}
	case restapi.InvalidSignature:
		return voice{code: "InvalidSignatureException", message: "Invalid signature"}
	case restapi.ExpiredToken:
		return voice{code: "ExpiredTokenException", message: "The security token included in the request is expired"}
	case restapi.MissingAuthenticationToken:
		return voice{code: "MissingAuthenticationTokenException", message: "Missing Authentication Token"}
	}
	return voiceOfRequest(kind)
}

// voiceOfRequest speaks for what is wrong with a request that was let in, and for the backend.
func voiceOfRequest(kind restapi.ResponseType) voice {
	switch kind {
	case restapi.BadRequestParameters:
		return voice{code: "BadRequestException", message: "Missing required request parameters"}
	case restapi.BadRequestBody:
		return voice{code: "BadRequestException", message: "Invalid request body"}
	case restapi.UnsupportedMediaType:
		return voice{code: "BadRequestException", message: "Unsupported Media Type"}
	case restapi.RequestTooLarge:
		return voice{code: "RequestEntityTooLargeException", message: "Request Entity Too Large"}
	case restapi.Throttled:
		return voice{code: "TooManyRequestsException", message: "Too Many Requests"}
	case restapi.QuotaExceeded:
		return voice{code: "LimitExceededException", message: "Limit Exceeded"}
	case restapi.IntegrationTimeout:
		return voice{code: "InternalServerErrorException", message: "Endpoint request timed out"}
	}
	return voice{code: "InternalServerErrorException", message: "Internal server error"}
}
