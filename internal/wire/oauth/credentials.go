package oauth

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/internal/core/userpool/grant"
)

// credentials finds who the client says it is: by the Authorization header, which wins, or in the body (RFC 6749 section
// 2.3.1). The two may not speak of different clients.
func credentials(authorization []string, params map[string]string) (grant.Credentials, error) {
	inBody := grant.Credentials{ID: params["client_id"]}
	inBody.Secret, inBody.HasSecret = params["client_secret"]
	switch len(authorization) {
	case 0:
		return inBody, nil
	case 1:
	default:
		return grant.Credentials{}, malformed("there is more than one Authorization header")
	}
	inHeader, err := basic(authorization[0])
	if err == nil && inBody.ID != "" && inBody.ID != inHeader.ID {
		err = malformed("header and body name different clients")
	}
	return inHeader, err
}

// basic reads the Basic scheme (RFC 7617). Its parts are form-encoded by some clients and not by others; a plus sign stays
// one, since secrets may have it.
func basic(header string) (grant.Credentials, error) {
	scheme, encoded, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Basic") {
		return grant.Credentials{}, badHeader("the Authorization header is not of the scheme Basic")
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return grant.Credentials{}, badHeader("the Authorization header is not base64")
	}
	id, secret, ok := strings.Cut(string(raw), ":")
	if !ok || id == "" {
		return grant.Credentials{}, badHeader("the Authorization header has no client id and secret")
	}
	return grant.Credentials{ID: unescaped(id), Secret: unescaped(secret), HasSecret: true}, nil
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

func badHeader(reason string) error { return &grant.Error{Code: grant.InvalidClient, Reason: reason} }
