package awshttp

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// objectDialect is that of s3, which has a code for nearly every fault.
type objectDialect struct{}

func denied(code, message string) *awsapi.Exception {
	return &awsapi.Exception{Code: code, Message: message, Status: http.StatusForbidden, Sender: true}
}

func (objectDialect) unknownKey(id string) *awsapi.Exception {
	return denied("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.").With("AWSAccessKeyId", id)
}

func (objectDialect) badToken(expired bool) *awsapi.Exception {
	if expired {
		return protocol.Malformed("ExpiredToken", "The provided token has expired.")
	}
	return protocol.Malformed("InvalidToken", "The provided token is malformed or otherwise invalid.")
}

func (objectDialect) tooLarge() *awsapi.Exception {
	return protocol.Malformed("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
}

func (objectDialect) refused(e *sigv4.Error) *awsapi.Exception {
	switch e.Reason {
	case sigv4.ReasonMissingToken:
		return denied("AccessDenied", "Access Denied")
	case sigv4.ReasonSignatureMismatch, sigv4.ReasonChunkMismatch:
		return objectMismatch(e)
	case sigv4.ReasonPayloadMismatch:
		return protocol.Malformed("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.").
			With("ClientComputedContentSHA256", e.Value).With("S3ComputedContentSHA256", e.Computed)
	case sigv4.ReasonExpired, sigv4.ReasonNotYetCurrent:
		return objectClock(e)
	case sigv4.ReasonHeaderUnsigned:
		return denied("AccessDenied", "There were headers present in the request which were not signed").With("HeadersNotSigned", e.Value)
	case sigv4.ReasonHostUnsigned:
		return denied("AccessDenied", "There were headers present in the request which were not signed").With("HeadersNotSigned", "host")
	case sigv4.ReasonBothForms:
		return protocol.Malformed("InvalidArgument", "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "+
			"Signature query string parameter or the Authorization header should be specified")
	case sigv4.ReasonPayloadRefused:
		return protocol.Malformed("InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "+sigv4.StreamingUnsignedTrailer+", "+
			sigv4.StreamingPayload+", "+sigv4.StreamingPayloadTrailer+" or a valid sha256 value.")
	case sigv4.ReasonMalformedURI:
		return protocol.Malformed("InvalidURI", "Couldn't parse the specified URI.")
	}
	if body := objectBodyFault(e); body != nil {
		return body
	}
	return objectSyntax(e)
}

func objectMismatch(e *sigv4.Error) *awsapi.Exception {
	out := denied("SignatureDoesNotMatch",
		"The request signature we calculated does not match the signature you provided. Check your key and signing method.")
	if e.StringToSign != "" {
		out.With("StringToSign", e.StringToSign).With("CanonicalRequest", e.CanonicalRequest)
	}
	return out
}

// objectClock tells a clock that is off from a presigned request that came too late or too early.
func objectClock(e *sigv4.Error) *awsapi.Exception {
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	switch {
	case !e.InQuery:
		return denied("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.").
			With("RequestTime", e.Signed.UTC().Format("20060102T150405Z")).With("ServerTime", stamp(e.Now)).
			With("MaxAllowedSkewMilliseconds", e.Window.Milliseconds())
	case e.Reason == sigv4.ReasonExpired:
		return denied("AccessDenied", "Request has expired").
			With("Expires", stamp(e.Signed.Add(e.Window))).With("ServerTime", stamp(e.Now)).
			With("X-Amz-Expires", strconv.Itoa(int(e.Window/time.Second)))
	}
	return denied("AccessDenied", "Request is not yet valid").With("ServerTime", stamp(e.Now))
}

// objectBodyFault words what is wrong with a body in chunks.
func objectBodyFault(e *sigv4.Error) *awsapi.Exception {
	switch e.Reason {
	case sigv4.ReasonLengthAbsent:
		out := protocol.Malformed("MissingContentLength", "You must provide the Content-Length HTTP header.")
		out.Status = http.StatusLengthRequired
		return out
	case sigv4.ReasonLengthMismatch, sigv4.ReasonIncompleteBody:
		return protocol.Malformed("IncompleteBody", "The request body terminated unexpectedly")
	case sigv4.ReasonBadChunk:
		return protocol.Malformed("InvalidRequest", "The request body is not in chunks as x-amz-content-sha256 says.")
	case sigv4.ReasonBadTrailer:
		return protocol.Malformed("MalformedTrailerError",
			"The request contained trailing data that was not well-formed or did not conform to our published schema.")
	case sigv4.ReasonChecksumMismatch:
		return protocol.Malformed("BadDigest", "The "+digestName(e.Value)+" you specified did not match the calculated checksum.")
	}
	return nil
}

// objectSyntax words a signature that cannot be understood.
func objectSyntax(e *sigv4.Error) *awsapi.Exception {
	sentence := cmp.Or(e.Detail(), "it cannot be understood.")
	switch {
	case e.Foreign():
		return protocol.Malformed("InvalidArgument", "Unsupported Authorization Type")
	case e.InQuery:
		return protocol.Malformed("AuthorizationQueryParametersError", sentence)
	case e.Reason == sigv4.ReasonIncomplete && len(e.Missing) == 1 && e.Missing[0] == "x-amz-content-sha256":
		return protocol.Malformed("InvalidRequest", "Missing required header for this request: x-amz-content-sha256")
	case e.Reason == sigv4.ReasonHeaderAbsent:
		return denied("AccessDenied", sentence)
	case e.Reason == sigv4.ReasonBadDate:
		return denied("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
	}
	return protocol.Malformed("AuthorizationHeaderMalformed", "The authorization header is malformed; "+sentence)
}
