package awshttp

import (
	"net/http"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// dialect is how a service says that a request is not let in.
type dialect interface {
	// unknownKey is about an access key, badToken about the token that has to come with it.
	unknownKey(id string) *awsapi.Exception
	badToken(expired bool) *awsapi.Exception
	refused(e *sigv4.Error) *awsapi.Exception
	tooLarge() *awsapi.Exception
}

func (x *exchange) dialect() dialect {
	switch {
	case x.isObject():
		return objectDialect{}
	case x.service.Protocol == "query", x.service.Protocol == "rest-xml":
		return commonDialect{
			status: http.StatusForbidden, query: true, unknown: "InvalidClientTokenId", expired: "ExpiredToken",
		}
	case x.service.Protocol == "rest-json":
		return jsonDialect(http.StatusForbidden)
	}
	return jsonDialect(http.StatusBadRequest)
}

// commonDialect is that of all services but s3.
type commonDialect struct {
	status           int  // of every refusal but an incomplete signature
	query            bool // whether the names are those of the query protocol
	unknown, expired string
}

func jsonDialect(status int) commonDialect {
	return commonDialect{status: status, unknown: "UnrecognizedClientException", expired: "ExpiredTokenException"}
}

func (d commonDialect) exception(code, message string) *awsapi.Exception {
	return &awsapi.Exception{Code: code, Message: message, Status: d.status, Sender: true}
}

func (d commonDialect) unknownKey(string) *awsapi.Exception {
	return d.exception(d.unknown, "The security token included in the request is invalid.")
}

func (d commonDialect) badToken(expired bool) *awsapi.Exception {
	if expired {
		return d.exception(d.expired, "The security token included in the request is expired")
	}
	return d.unknownKey("")
}

func (d commonDialect) refused(e *sigv4.Error) *awsapi.Exception {
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

func (d commonDialect) tooLarge() *awsapi.Exception { return protocol.TooLarge() }
