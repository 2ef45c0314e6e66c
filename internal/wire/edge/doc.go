// Package edge is the one listener: it decides, once and for good, which surface owns a request.
//
//	Host   an API, a custom domain, a pool's domain ─────────► Gateway, PoolDomain
//	Host   a bucket in front of s3 ──────────────────────────► Services, the bucket beside the request
//	path   /_aws/ /execute-api/ /restapis/…/_user_request_/
//	       /{poolId}/.well-known/ /_sallyport/ /console/ ────► Gateway, PoolDomain, Issuer, Own, Console
//	Host   AWS's name of a service ─────────────────┐
//	credential scope of the signature ──────────────┤
//	X-Amz-Target ───────────────────────────────────┼──────► Services
//	Action, in the query or in a form ──────────────┤
//	nothing of all that: an anonymous s3 request ───┘
//
// The first that fits decides, and nothing behind it is asked: a request whose Host is an API never reaches a service,
// whatever else it says. Paths are looked at and passed on as they were sent, never cleaned, decoded or redirected:
// signatures are made over them.
package edge
