package awshttp

import (
	"net/http"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// dialect is how the services of one protocol say that a signature is no good.
type dialect struct {
	status                      int  // of every refusal but an incomplete signature
	query                       bool // whether the names are those of the query protocol
	unknown, expired, signature string
}

func (x *exchange) dialect() dialect {
	switch x.service.Protocol {
	case "query", "rest-xml":
		return dialect{
			status: http.StatusForbidden, query: true,
			unknown: "InvalidClientTokenId", expired: "ExpiredToken", signature: "SignatureDoesNotMatch",
		}
	case "rest-json":
		return jsonDialect(http.StatusForbidden)
	}
	return jsonDialect(http.StatusBadRequest)
}

func jsonDialect(status int) dialect {
	return dialect{
		status:  status,
		unknown: "UnrecognizedClientException", expired: "ExpiredTokenException", signature: "InvalidSignatureException",
	}
}

func (d dialect) exception(code, message string) *awsapi.Exception {
	return &awsapi.Exception{Code: code, Message: message, Status: d.status, Sender: true}
}

func (d dialect) unknownKey() *awsapi.Exception {
	return d.exception(d.unknown, "The security token included in the request is invalid.")
}

func (d dialect) expiredToken() *awsapi.Exception {
	return d.exception(d.expired, "The security token included in the request is expired")
}

func (d dialect) invalidRegion(region string) *awsapi.Exception {
	return d.exception(d.signature, "Credential should be scoped to a valid region, not '"+region+"'.")
}

func (d dialect) refused(e *sigv4.Error) *awsapi.Exception {
	rendering := e.Short()
	if d.query {
		rendering = e.Query()
	}
	out := d.exception(rendering.Code, rendering.Message)
	if rendering.Code == "IncompleteSignature" || rendering.Code == "IncompleteSignatureException" {
		out.Status = http.StatusBadRequest
	}
	return out
}
