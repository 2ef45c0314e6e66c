// Package sigv4 verifies and makes AWS Signature Version 4.
//
// A request proves who sent it by an HMAC over a canonical form of itself. The
// form travels either in the Authorization header or, presigned, in the query:
//
//	*http.Request ─ FromHTTP ─► Request
//	                              │
//	                            Parse            whose key? which date, region, service?
//	                              ▼
//	                          Signature ─ Check  clock, scope, headers that must be signed
//	                              │
//	      secret of the key ─► Verify            canonical request ─► string to sign
//	                              │              ─► HMAC chain (KeyCache) ─► compare
//	                              ▼
//	                        nil or *Error ─ Short | Query | Gateway   AWS's sentences
//
// Parse, Check and Verify are apart because AWS reports a bad clock or scope
// before it looks the access key up, and only the caller can look it up.
// Verify repeats Check, so that nobody can leave it out.
//
// Open stands in for Verify where the body is not to be held in memory: it
// returns a reader that verifies the body as it passes, by its hash or chunk by
// chunk (aws-chunked), and ends in io.EOF only if all of it is right.
//
// Sign and Presign make the same signatures, for our own clients and for tests.
//
// The path is verified as it was sent, but in its normalised form (as AWS
// does): for every service but s3, "/a//b" and "/a/./b" carry the same
// signature as "/a/b". A caller that routes by the raw path must authorise
// what it routes to.
package sigv4
