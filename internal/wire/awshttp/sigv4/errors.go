package sigv4

import (
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// Reason is why a request was refused.
type Reason int

// The reasons, in the order in which they are looked for.
const (
	_                       Reason = iota
	ReasonMissingToken             // no signature at all
	ReasonBothForms                // one in the header and one in the query
	ReasonNoAlgorithm              // Authorization starts with a key=value pair
	ReasonMalformedHeader          // Authorization holds something that is no key=value pair
	ReasonDuplicate                // Value was given more than once
	ReasonIncomplete               // Missing were not given
	ReasonBadDate                  // Value is no date
	ReasonBadExpires               // Value is no number of seconds from 1 to a week
	ReasonUnknownAlgorithm         // Value is not AWS4-HMAC-SHA256
	ReasonBadCredential            // Value has not five elements
	ReasonExpired                  // Signed is more than Window before Now
	ReasonNotYetCurrent            // Signed is more than Window after Now
	ReasonHostUnsigned             // host is not in SignedHeaders
	ReasonBadScope                 // Scope says what is wrong with it
	ReasonHeaderAbsent             // Value is in SignedHeaders but not in the request
	ReasonHeaderUnsigned           // Value is an x-amz header outside SignedHeaders
	ReasonPayloadRefused           // Value is no acceptable x-amz-content-sha256
	ReasonMalformedURI             // Value has a broken percent escape
	ReasonSignatureMismatch        // another secret, or a changed request
	ReasonPayloadMismatch          // signed, but the body is not the declared one
	ReasonLengthAbsent             // a body in chunks does not say how long it is
	ReasonLengthMismatch           // the chunks are more or less than was declared
	ReasonBadChunk                 // a body in chunks is not framed as it should be
	ReasonIncompleteBody           // a body in chunks ended before its end
	ReasonChunkMismatch            // a chunk or trailer has not the signature that it should have
	ReasonBadTrailer               // Value is a trailer that is absent, not declared, malformed or unknown
	ReasonChecksumMismatch         // the body has not the checksum in the trailer Value
)

var reasonNames = [...]string{
	ReasonMissingToken:      "no signature",
	ReasonBothForms:         "signed in header and query",
	ReasonNoAlgorithm:       "authorization header without algorithm",
	ReasonMalformedHeader:   "malformed authorization header",
	ReasonDuplicate:         "given more than once",
	ReasonIncomplete:        "incomplete signature",
	ReasonBadDate:           "malformed date",
	ReasonBadExpires:        "invalid expiry",
	ReasonUnknownAlgorithm:  "unknown algorithm",
	ReasonBadCredential:     "malformed credential",
	ReasonExpired:           "signature expired",
	ReasonNotYetCurrent:     "signature not yet current",
	ReasonHostUnsigned:      "host not signed",
	ReasonBadScope:          "wrong credential scope",
	ReasonHeaderAbsent:      "signed header absent",
	ReasonHeaderUnsigned:    "header not signed",
	ReasonPayloadRefused:    "payload hash not accepted",
	ReasonMalformedURI:      "malformed request target",
	ReasonSignatureMismatch: "signature mismatch",
	ReasonPayloadMismatch:   "payload mismatch",
	ReasonLengthAbsent:      "decoded length absent",
	ReasonLengthMismatch:    "decoded length mismatch",
	ReasonBadChunk:          "malformed chunk",
	ReasonIncompleteBody:    "body incomplete",
	ReasonChunkMismatch:     "chunk signature mismatch",
	ReasonBadTrailer:        "malformed trailer",
	ReasonChecksumMismatch:  "checksum mismatch",
}

// String names the reason for logs.
func (r Reason) String() string {
	if r <= 0 || int(r) >= len(reasonNames) {
		return "unknown reason"
	}
	return reasonNames[r]
}

// Error is a refusal: a reason, and the data that its Reason constant names.
type Error struct {
	Reason Reason
	// InQuery is whether the fault is in the presigned form.
	InQuery bool
	Value   string
	Missing []string
	// Scope holds one of AWS's sentences for each element that is wrong.
	Scope       []string
	Signed, Now time.Time
	Window      time.Duration
	// Computed is the body's own hash, of a payload mismatch.
	Computed string
	// CanonicalRequest and StringToSign are what the verifier made, for both
	// mismatches. They repeat the request's signed headers, so its security
	// token too: they are for the client that sent it, not for a log.
	CanonicalRequest, StringToSign string

	// The Authorization value may be somebody's bearer token or password: only
	// its hash is kept, which is what AWS shows.
	authorizationHash string
	// foreign is whether Authorization is of another scheme altogether.
	foreign bool
}

// Error names the reason alone, without anything from the request: it may be logged.
func (e *Error) Error() string { return "sigv4: " + e.Reason.String() }

// Is makes errors.Is(err, &Error{Reason: r}) ask for the reason.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

func newHeaderError(reason Reason, authorization, value string) *Error {
	sum := sha256.Sum256([]byte(authorization))
	return &Error{
		Reason:            reason,
		Value:             value,
		authorizationHash: base64.StdEncoding.EncodeToString(sum[:]),
		foreign:           !hasAWSScheme(authorization),
	}
}
