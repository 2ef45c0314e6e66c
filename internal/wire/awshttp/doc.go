// Package awshttp serves an AWS service over HTTP: one Handler for each service, driven by the service's model.
//
//	request ─► read body (bounded) ─► Route ─► authenticate ─► Decode ─► Invoke ─► Encode ─► response
//	                                   │            │             │         │         │
//	                                   └────────────┴── Exception ┴─────────┘     anything else:
//	                                                       │                      logged, shown as
//	                                                       ▼                      an internal failure
//	                                                      Fail ─► response
//
// What a message looks like is the business of the protocol packages below this one: json11, restjson, query and
// restxml, over jsonbody, xmlbody, rest and scalar. What a signature is, of sigv4. What an operation does, of the
// Invoker, which validates and authorises.
package awshttp
