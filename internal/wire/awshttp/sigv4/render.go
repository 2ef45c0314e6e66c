package sigv4

import (
	"fmt"
	"strings"
	"time"
)

// Rendering is a refusal in AWS's words.
type Rendering struct{ Code, Message string }

const (
	codeMissing    = "MissingAuthenticationTokenException"
	codeIncomplete = "IncompleteSignatureException"
	codeInvalid    = "InvalidSignatureException"

	mismatchSentence = "The request signature we calculated does not match the signature you provided. " +
		"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
	hashedNote = "(Hashed with SHA-256 and encoded with Base64) Authorization="
)

// bodySentences are about a body in chunks.
var bodySentences = map[Reason]string{
	ReasonLengthAbsent:     "You must provide the x-amz-decoded-content-length HTTP header.",
	ReasonLengthMismatch:   "The request body is not as long as x-amz-decoded-content-length says.",
	ReasonBadChunk:         "The request body is not in chunks as x-amz-content-sha256 says.",
	ReasonIncompleteBody:   "The request body terminated unexpectedly",
	ReasonBadTrailer:       "The request contained trailing data that was not well-formed or did not conform to our published schema.",
	ReasonChecksumMismatch: "The checksum you specified did not match the calculated checksum.",
}

// Short is how the JSON services of the control plane say it: one sentence,
// nothing of the request's own text beyond the faulty value.
func (e *Error) Short() Rendering {
	if e.foreign {
		// Some other scheme is no signature at all to a control plane.
		return Rendering{codeMissing, "Missing Authentication Token"}
	}
	return Rendering{e.code(), strings.TrimSpace(e.message())}
}

// Detail is the sentence alone, for a service that has codes of its own.
func (e *Error) Detail() string { return strings.TrimSpace(e.message()) }

// Foreign says whether Authorization is of another scheme altogether.
func (e *Error) Foreign() bool { return e.foreign }

// Query is Short in the names of the query protocol (iam, sts, cloudformation).
func (e *Error) Query() Rendering {
	r := e.Short()
	switch r.Code {
	case codeMissing:
		return Rendering{"MissingAuthenticationToken", "Request is missing Authentication Token"}
	case codeInvalid:
		return Rendering{"SignatureDoesNotMatch", r.Message}
	}
	return Rendering{strings.TrimSuffix(r.Code, "Exception"), r.Message}
}

// Gateway is how execute-api says it: in full, with what it calculated, so that
// a client's developer can find the difference.
func (e *Error) Gateway() Rendering {
	r := Rendering{e.code(), e.message()}
	switch e.Reason {
	case ReasonSignatureMismatch, ReasonPayloadMismatch:
		r.Message += "\n\nThe Canonical String for this request should have been\n'" + e.CanonicalRequest +
			"'\n\nThe String-to-Sign should have been\n'" + e.StringToSign + "'\n"
	case ReasonMalformedHeader:
		r.Message = "Invalid key=value pair (missing equal-sign) in Authorization header " +
			"(hashed with SHA-256 and encoded with Base64): '" + e.authorizationHash + "'."
	case ReasonIncomplete, ReasonNoAlgorithm:
		if e.authorizationHash != "" {
			r.Message = strings.TrimSpace(r.Message) + " " + hashedNote + e.authorizationHash
		}
	}
	return r
}

func (e *Error) code() string {
	switch e.Reason {
	case ReasonMissingToken:
		return codeMissing
	case ReasonNoAlgorithm, ReasonMalformedHeader, ReasonDuplicate, ReasonIncomplete, ReasonBadDate, ReasonBadExpires,
		ReasonUnknownAlgorithm, ReasonBadCredential, ReasonHeaderAbsent, ReasonMalformedURI:
		return codeIncomplete
	}
	return codeInvalid
}

func (e *Error) message() string {
	switch e.Reason {
	case ReasonMissingToken:
		return "Missing Authentication Token"
	case ReasonBothForms:
		return "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
	case ReasonIncomplete:
		return e.missingSentences()
	case ReasonBadScope:
		return strings.Join(e.Scope, "")
	case ReasonExpired, ReasonNotYetCurrent:
		return e.clockSentence()
	case ReasonHostUnsigned:
		return "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
	case ReasonSignatureMismatch, ReasonPayloadMismatch, ReasonChunkMismatch:
		return mismatchSentence
	}
	if text, ok := bodySentences[e.Reason]; ok {
		return text
	}
	return e.syntaxSentence()
}

// syntaxSentence words the reasons that are about one faulty value.
func (e *Error) syntaxSentence() string {
	switch e.Reason {
	case ReasonNoAlgorithm:
		return "Authorization header must begin with the algorithm name, which cannot include an equal-sign."
	case ReasonMalformedHeader:
		return "Invalid key=value pair (missing equal-sign) in Authorization header."
	case ReasonDuplicate:
		return fmt.Sprintf("'%s' must not be given more than once.", e.Value)
	case ReasonBadDate:
		return fmt.Sprintf("Date must be in ISO-8601 'basic format'. Got '%s'. See http://en.wikipedia.org/wiki/ISO_8601", e.Value)
	case ReasonBadExpires:
		return fmt.Sprintf("X-Amz-Expires must be a number of seconds from 1 to %d. Got '%s'.", int(MaxExpires/time.Second), e.Value)
	case ReasonUnknownAlgorithm:
		return fmt.Sprintf("Unsupported AWS 'algorithm': '%s' (only %s for now). ", e.Value, Algorithm)
	case ReasonBadCredential:
		return fmt.Sprintf("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'", e.Value)
	case ReasonHeaderAbsent:
		return fmt.Sprintf("'%s' is named as a SignedHeader, but it does not exist in the HTTP request.", e.Value)
	case ReasonHeaderUnsigned:
		return "There were headers present in the request which were not signed: " + e.Value
	case ReasonPayloadRefused:
		return fmt.Sprintf("The value '%s' of x-amz-content-sha256 is not supported.", e.Value)
	case ReasonMalformedURI:
		return fmt.Sprintf("Illegal hex character in escape %% pattern: '%s'", e.Value)
	}
	return e.Error()
}

func (e *Error) missingSentences() string {
	var b strings.Builder
	for _, name := range e.Missing {
		switch {
		case e.InQuery:
			fmt.Fprintf(&b, "AWS query-string parameters must include '%s'. ", name)
		case name == "X-Amz-Date":
			b.WriteString("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ")
		case name == contentHash:
			fmt.Fprintf(&b, "Missing required header for this request: %s. ", name)
		default:
			fmt.Fprintf(&b, "Authorization header requires '%s' parameter. ", name)
		}
	}
	if e.InQuery {
		b.WriteString("Re-examine the query-string parameters.")
	}
	return b.String()
}

func (e *Error) clockSentence() string {
	stamp := func(t time.Time) string { return t.UTC().Format(timeFormat) }
	if e.Reason == ReasonNotYetCurrent {
		return fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + %s)",
			stamp(e.Signed), stamp(e.Now.Add(e.Window)), stamp(e.Now), window(e.Window))
	}
	return fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - %s)",
		stamp(e.Signed), stamp(e.Now.Add(-e.Window)), stamp(e.Now), window(e.Window))
}

func window(d time.Duration) string {
	if d%time.Minute == 0 {
		return fmt.Sprintf("%d min.", d/time.Minute)
	}
	return fmt.Sprintf("%d sec.", d/time.Second)
}

// hasAWSScheme is how a control plane tells a signature from something else.
func hasAWSScheme(authorization string) bool {
	return strings.HasPrefix(strings.TrimSpace(authorization), "AWS4-")
}
