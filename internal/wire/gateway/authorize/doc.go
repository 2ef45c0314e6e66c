// Package authorize decides who may call a method of an API.
//
//	route + header value --Cognito.Authorize--> token as sent
//	    -> Cache     a token verified before, still good            -> Token
//	    -> TokenVerifier (signature, issuer, client, expiry)        -> Token, cached
//	    -> ID token or access token? one of the method's scopes? audience as the authorizer wants it?
//	                                                                -> Token, or a Denial
//
// What a token is worth is decided by the verifier alone; what the method wants of it is decided here, on every request.
package authorize
