package awshttp

const (
	compressed  = "about a client that compresses its request: no service served here asks for that, and the vector has no body"
	filledIn    = "about a client that fills in a token, which is not in params"
	basePath    = "about a client with a path prefix in its endpoint; a server is not told of it"
	notSent     = "the client does not send the empty collection, so that nothing can be decoded"
	jsonText    = "a header whose text is JSON: no model served here has one"
	emptyObject = "the client sends {} for a payload that is absent; a server reads an empty structure"
	otherZone   = "about a client that reads another time zone; a server writes UTC"
	noResult    = "about a client that reads an answer without its outermost element; a server always writes that"
)

// notForServers are the cases that do not apply to a server, with the reason. Those of the other direction with the same
// name have it in front.
var notForServers = map[string]string{
	"RestJsonHostWithPath":                                    basePath,
	"SDKAppendedGzipAfterProvidedEncoding_restJson1":          compressed,
	"SDKAppendedGzipAfterProvidedEncoding_restXml":            compressed,
	"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1": compressed,
	"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery":   compressed,
	"SDKAppliedContentEncoding_awsJson1_1":                    compressed,
	"SDKAppliedContentEncoding_awsQuery":                      compressed,
	"SDKAppliedContentEncoding_restJson1":                     compressed,
	"SDKAppliedContentEncoding_restXml":                       compressed,
	"RestJsonHttpWithEmptyStructurePayload":                   emptyObject,
	"RestJsonHttpWithHeadersButNoPayload":                     emptyObject,
	"QueryIdempotencyTokenAutoFill":                           filledIn,
	"QueryProtocolIdempotencyTokenAutoFill":                   filledIn,
	"RestJsonQueryIdempotencyTokenAutoFill":                   filledIn,
	"MediaTypeHeaderInputBase64":                              jsonText,
	"MediaTypeHeaderOutputBase64":                             jsonText,
	"output/QueryEmptyInputAndEmptyOutput":                    noResult,
	"output/QueryNoInputAndOutput":                            noResult,
	"HttpPrefixHeadersAreNotPresent":                          notSent,
	"QueryEmptyQueryMaps":                                     notSent,
	"RestJsonHttpPrefixHeadersAreNotPresent":                  notSent,
	"RestJsonOmitsEmptyListQueryValues":                       notSent,
	"AwsJson11DateTimeWithNegativeOffset":                     otherZone,
	"AwsJson11DateTimeWithPositiveOffset":                     otherZone,
	"AwsQueryDateTimeWithNegativeOffset":                      otherZone,
	"AwsQueryDateTimeWithPositiveOffset":                      otherZone,
	"RestJsonDateTimeWithNegativeOffset":                      otherZone,
	"RestJsonDateTimeWithPositiveOffset":                      otherZone,
	"RestXmlDateTimeWithNegativeOffset":                       otherZone,
	"RestXmlDateTimeWithPositiveOffset":                       otherZone,
}
