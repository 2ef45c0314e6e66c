package awshttp

const (
	custom   = "about a client that keeps an encoding of its caller's own: no server can undo it"
	basePath = "about a client with a path prefix in its endpoint; a server is not told of it"
	jsonText = "a header whose text is JSON in base64: no model served here has one"
)

// notForServers are the cases that do not apply to a server, with the reason.
var notForServers = map[string]string{
	"RestJsonHostWithPath":                           basePath,
	"SDKAppendedGzipAfterProvidedEncoding_restJson1": custom,
	"SDKAppendedGzipAfterProvidedEncoding_restXml":   custom,
	"MediaTypeHeaderInputBase64":                     jsonText,
	"MediaTypeHeaderOutputBase64":                    jsonText,
}

// readAsClient are cases of answers that a server does not write, since it writes UTC: they are read instead, as times in
// requests are.
var readAsClient = map[string]bool{
	"AwsJson11DateTimeWithNegativeOffset": true,
	"AwsJson11DateTimeWithPositiveOffset": true,
	"AwsQueryDateTimeWithNegativeOffset":  true,
	"AwsQueryDateTimeWithPositiveOffset":  true,
	"RestJsonDateTimeWithNegativeOffset":  true,
	"RestJsonDateTimeWithPositiveOffset":  true,
	"RestXmlDateTimeWithNegativeOffset":   true,
	"RestXmlDateTimeWithPositiveOffset":   true,
}

// emptyIsAbsent are cases in which the client sends nothing for an empty collection, or {} for an absent payload: what a
// server reads says as much, in another way.
var emptyIsAbsent = map[string]bool{
	"HttpPrefixHeadersAreNotPresent":         true,
	"QueryEmptyQueryMaps":                    true,
	"RestJsonHttpPrefixHeadersAreNotPresent": true,
	"RestJsonOmitsEmptyListQueryValues":      true,
	"RestJsonHttpWithEmptyStructurePayload":  true,
	"RestJsonHttpWithHeadersButNoPayload":    true,
}

// filledIn are cases in which the client fills in a token, which a server reads like one that its caller has given.
var filledIn = map[string]bool{
	"QueryIdempotencyTokenAutoFill":         true,
	"QueryProtocolIdempotencyTokenAutoFill": true,
	"RestJsonQueryIdempotencyTokenAutoFill": true,
}

const filledInToken = "00000000-0000-4000-8000-000000000000"

// compressed are cases whose body is gzipped; the vectors leave it out, since every gzip writes another one.
var compressed = map[string]bool{
	"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1": true,
	"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery":   true,
	"SDKAppliedContentEncoding_awsJson1_1":                    true,
	"SDKAppliedContentEncoding_awsQuery":                      true,
	"SDKAppliedContentEncoding_restJson1":                     true,
	"SDKAppliedContentEncoding_restXml":                       true,
}
