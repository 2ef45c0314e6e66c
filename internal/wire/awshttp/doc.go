// Package awshttp serves an AWS service over HTTP: one Handler for each service, driven by the service's model.
//
//	request ─► head (bounded) ─► body (bounded, paced) ─► Route ─► identify ─► Decode ─► Invoke ─► Encode ─► response
//	                                         │              │          │          │         │
//	                                         └──────────────┴── Exception ────────┘     anything else:
//	                                                            │                       logged, shown as
//	                                                            ▼                       an internal failure
//	                                                           Fail ─► response
//
// Of s3, whose bodies may be larger than memory, the body comes last: it is verified while the operation reads it. What
// an operation answers may be a stream too, of bytes or of events.
//
// What a message looks like is the business of the protocol packages below this one: json11, restjson, query and
// restxml, over jsonbody, xmlbody, rest, eventstream and scalar. What a signature is, of sigv4. What an operation does, of the
// Invoker, which validates and authorises.
package awshttp
