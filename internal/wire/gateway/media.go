package gateway

import (
	"encoding/base64"
	"strings"
)

// mediaType is a content type without its parameters.
func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.Trim(s, " \t")
}

// firstAccept is the media type a client names first.
func firstAccept(accept string) string {
	accept, _, _ = strings.Cut(accept, ",")
	return mediaType(accept)
}

// isBinary tells whether the API treats a media type as bytes.
func (x *exchange) isBinary(media string) bool {
	if media == "" {
		return false
	}
	for _, pattern := range x.plan.BinaryMediaTypes {
		family, any := strings.CutSuffix(pattern, "/*")
		switch {
		case pattern == "*/*", strings.EqualFold(pattern, media):
			return true
		case any && len(media) > len(family) && media[len(family)] == '/' && strings.EqualFold(media[:len(family)], family):
			return true
		}
	}
	return false
}

// The ways of content handling.
const (
	toBinary = "CONVERT_TO_BINARY"
	toText   = "CONVERT_TO_TEXT"
)

// convertRequest turns text into bytes or bytes into text as the integration wants the payload. A template sees bytes as
// base64.
func (x *exchange) convertRequest(handling string) (seen string, r *refusal) {
	x.sending = x.payload
	binary := len(x.plan.BinaryMediaTypes) > 0 && x.isBinary(mediaType(x.req.Header.Get("Content-Type")))
	switch {
	case binary && handling == toText:
		x.sending = base64.StdEncoding.EncodeToString([]byte(x.payload))
	case binary:
		return base64.StdEncoding.EncodeToString([]byte(x.payload)), nil
	case handling == toBinary:
		raw, err := base64.StdEncoding.DecodeString(x.payload)
		if err != nil {
			return "", x.misconfigured("the payload is not base64, and contentHandling is %s", toBinary)
		}
		x.sending = string(raw)
		return x.payload, nil
	}
	return x.sending, nil
}

// convertResponse turns the text a method answers with into bytes, if the integration response or the client's Accept
// header wants it.
func (x *exchange) convertResponse(handling string) *refusal {
	wanted := handling == toBinary ||
		handling == "" && len(x.plan.BinaryMediaTypes) > 0 && x.isBinary(firstAccept(x.req.Header.Get("Accept")))
	if !wanted {
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(x.resp.Body)
	if err != nil {
		return x.misconfigured("the response is to be sent as bytes and is not base64")
	}
	x.resp.Body = string(raw)
	return nil
}
