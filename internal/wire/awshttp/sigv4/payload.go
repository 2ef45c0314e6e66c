package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
)

const (
	// EmptySHA256 is the payload hash of a request without a body.
	EmptySHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	// UnsignedPayload stands for the hash where the body is not signed.
	UnsignedPayload = "UNSIGNED-PAYLOAD"

	contentHash = "x-amz-content-sha256"
)

// The names of bodies in chunks. Those of SigV4A's ECDSA are not among them.
const (
	// StreamingPayload is a body whose chunks are signed one by one.
	StreamingPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	// StreamingPayloadTrailer has signed headers behind the signed chunks.
	StreamingPayloadTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
	// StreamingUnsignedTrailer has neither signed, but a checksum behind them.
	StreamingUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
)

// payload is what a request says of its body.
type payload struct {
	declared string // empty: nothing, so the real hash is what is signed
	open     bool   // the body is not held against a hash
}

// streams says whether the body comes in chunks.
func (p *payload) streams() bool {
	switch p.declared {
	case StreamingPayload, StreamingPayloadTrailer, StreamingUnsignedTrailer:
		return true
	}
	return false
}

func (p *payload) signsChunks() bool { return p.declared != StreamingUnsignedTrailer }

func (p *payload) hasTrailer() bool { return p.declared != StreamingPayload }

// payloadOf applies each service's rule. Only s3 may leave a body unsigned; its
// presigned requests do unless they say otherwise, its others have to declare.
func payloadOf(r *Request, s *Signature, o *Options) (payload, error) {
	declared, err := declaredHash(r, s)
	if err != nil {
		return payload{}, err
	}
	s3 := s.Service == "s3"
	p := payload{declared: declared}
	switch {
	case declared == "" && s3 && s.Presigned:
		return payload{declared: UnsignedPayload, open: true}, nil
	case declared == "" && s3:
		return payload{}, &Error{Reason: ReasonIncomplete, Missing: []string{contentHash}}
	case declared == "":
		return payload{}, nil
	case declared == UnsignedPayload && (s3 || o.AllowUnsignedPayload):
		return payload{declared: declared, open: true}, nil
	case p.streams() && o.AllowStreaming:
		return p, nil
	case !isHash(declared):
		return payload{}, &Error{Reason: ReasonPayloadRefused, Value: declared}
	}
	return p, nil
}

// declaredHash looks in the header, and for presigned requests in the query.
func declaredHash(r *Request, s *Signature) (string, error) {
	if v := r.header(contentHash); v != "" || !s.Presigned {
		return v, nil
	}
	declared := ""
	for pair := range strings.SplitSeq(r.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(name); err != nil || name != "X-Amz-Content-Sha256" {
			continue
		}
		if declared != "" {
			return "", &Error{Reason: ReasonDuplicate, InQuery: true, Value: "X-Amz-Content-Sha256"}
		}
		declared = value
	}
	return declared, nil
}

func isHash(s string) bool {
	if len(s) != hex.EncodedLen(sha256.Size) {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool { return c > 'f' || isUpper(c) || !isHex(byte(c)) })
}

// HashPayload is the lower-case hex SHA-256 that stands for a body.
func HashPayload(body []byte) string {
	if len(body) == 0 {
		return EmptySHA256
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// realHash hashes the body that arrived.
func (r *Request) realHash() (string, error) {
	if r.BodyHash == nil {
		return HashPayload(r.Body), nil
	}
	sum, err := r.BodyHash()
	if err != nil {
		return "", fmt.Errorf("hash request body: %w", err)
	}
	return hex.EncodeToString(sum[:]), nil
}
