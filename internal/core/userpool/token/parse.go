package token

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// maxToken bounds what is looked at: AWS's tokens stay far below.
const maxToken = 16 << 10

// parts are a token in compact serialization (RFC 7515 section 3.1), not yet believed.
type parts struct {
	header    string // as encoded
	signed    string // header and payload as encoded, with the dot
	payload   []byte
	signature []byte
}

// strict refuses what has two spellings: stray bits at the end, and line breaks, which the decoder would skip.
var strict = base64.RawURLEncoding.Strict()

func split(token string) (p parts, err error) {
	if len(token) > maxToken {
		return p, invalid("the token is longer than %d bytes", maxToken)
	}
	if strings.ContainsAny(token, "\r\n") {
		return p, invalid("the token has line breaks")
	}
	header, rest, _ := strings.Cut(token, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	if header == "" || signature == "" || strings.Contains(signature, ".") {
		return p, invalid("the token does not have three parts")
	}
	p.header, p.signed = header, token[:len(header)+1+len(payload)]
	if p.payload, err = strict.DecodeString(payload); err != nil {
		return p, invalid("the payload is not base64url")
	}
	if p.signature, err = strict.DecodeString(signature); err != nil {
		return p, invalid("the signature is not base64url")
	}
	return p, nil
}

// claimed are the claims that decide, as the token states them.
type claimed struct {
	issuer, use, subject, clientID, audience string
	username, cognitoUsername, scope, jti    string
	expires, issued, notBefore               int64
}

func readClaims(payload []byte) (c claimed, err error) {
	err = scan(payload, func(name string, value []byte) error {
		switch name {
		case "iss":
			return textInto(&c.issuer, name, value)
		case "token_use":
			return textInto(&c.use, name, value)
		case "sub":
			return textInto(&c.subject, name, value)
		case "client_id":
			return textInto(&c.clientID, name, value)
		case "username":
			return textInto(&c.username, name, value)
		case "cognito:username":
			return textInto(&c.cognitoUsername, name, value)
		case "scope":
			return textInto(&c.scope, name, value)
		case "jti":
			return textInto(&c.jti, name, value)
		case "exp":
			return numberInto(&c.expires, name, value)
		case "iat":
			return numberInto(&c.issued, name, value)
		case "nbf":
			return numberInto(&c.notBefore, name, value)
		case "aud":
			// An access token may name other audiences, as a list; only the ID token's, a string, decides.
			if value[0] == '"' {
				c.audience = text(value)
			}
		}
		return nil
	})
	return c, err
}

// claims brings both kinds of token into one form.
func (c *claimed) claims(pool *snapshot, payload []byte) *Claims {
	out := &Claims{
		PoolID: pool.poolID, PoolARN: pool.arn, Use: Use(c.use), Issuer: c.issuer, Subject: c.subject,
		ClientID: c.clientID, Username: c.username, Scope: c.scope, ID: c.jti, Issued: time.Unix(c.issued, 0).UTC(), Expires: time.Unix(c.expires, 0).UTC(), Payload: payload,
	}
	if out.Use == ID {
		out.ClientID, out.Username, out.Scope = c.audience, c.cognitoUsername, ""
	}
	return out
}

// unknownHeader says why a header is none of the pool's. It decodes what was refused already.
func unknownHeader(header string) error {
	var h struct{ Alg, Kid string }
	raw, err := strict.DecodeString(header)
	if err != nil || json.Unmarshal(raw, &h) != nil {
		return invalid("the header is not base64url of a JSON object")
	}
	if h.Alg != "RS256" {
		return invalid("the algorithm is not RS256")
	}
	return invalid("the key is none of the user pool's")
}
