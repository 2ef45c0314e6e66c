// Package token mints and verifies the JSON Web Tokens of user pools (RFC 7519, RFC 7515, RS256 alone).
//
//	Minter    claims -> Object -> header.payload -> SHA-256 -> Signer -> token
//	Verifier  token -> split -> claims -> pool by iss -> key by header -> signature -> time -> client -> Claims
//	             |                          |
//	             any doubt: Refusal         Snapshots: keys and clients in memory, dropped when Changes says so
//	Issuer    sign-in -> Grant -> ID, access and refresh token; refresh token -> the same Grant -> new tokens
//	Families  what is known of a Grant afterwards: revoked, or which refresh token replaced which
//	Documents JWKS and OpenID configuration of a pool
//
// Only tokens minted here are ever verified here, so nothing about them is negotiated: the header of a token is compared
// with the headers of the pool's own keys and never obeyed. That is why no JOSE library stands between: it would parse
// what is better compared, and choose by what the token says.
package token
