// Package grant answers the token endpoint of a pool's domain (RFC 6749 section 3.2).
//
//	Request -> grant known? -> parameters there? -> client known, secret right? -> grant allowed?   the same for every grant
//	             |
//	             +-> variant: what is its own                                                       clientcredentials.go
//	                   scopes -> token.Minter -> Tokens                                             authorizationcode.go
//	                                                                                                refreshtoken.go
//
// The dispatcher runs the shared phases, so that no variant can forget one.
package grant
