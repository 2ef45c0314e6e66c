package sigv4

import (
	"net/url"
	"strings"
)

// queryParts reads the presigned form. It reports false where the query holds
// none of the three parameters that make a request a presigned one.
func queryParts(raw string) (p parts, presigned bool, err error) {
	if raw == "" {
		return p, false, nil
	}
	for pair := range strings.SplitSeq(raw, "&") {
		if err := p.readPair(pair); err != nil {
			return parts{}, false, err
		}
	}
	if p.algorithm == "" && p.credential == "" && p.signature == "" {
		return parts{}, false, nil
	}
	if missing := p.missingFromQuery(); missing != nil {
		return parts{}, true, &Error{Reason: ReasonIncomplete, InQuery: true, Missing: missing}
	}
	return p, true, nil
}

func (p *parts) readPair(pair string) error {
	name, value, _ := strings.Cut(pair, "=")
	name, err := url.QueryUnescape(name)
	if err != nil {
		return &Error{Reason: ReasonMalformedURI, Value: pair}
	}
	field := p.queryField(name)
	if field == nil {
		return nil
	}
	if *field != "" {
		return &Error{Reason: ReasonDuplicate, InQuery: true, Value: name}
	}
	if *field, err = url.QueryUnescape(value); err != nil {
		return &Error{Reason: ReasonMalformedURI, Value: name}
	}
	return nil
}

func (p *parts) queryField(name string) *string {
	switch name {
	case "X-Amz-Algorithm":
		return &p.algorithm
	case "X-Amz-Credential":
		return &p.credential
	case "X-Amz-SignedHeaders":
		return &p.signed
	case "X-Amz-Signature":
		return &p.signature
	case "X-Amz-Date":
		return &p.date
	case "X-Amz-Expires":
		return &p.expires
	case "X-Amz-Security-Token":
		return &p.token
	}
	return nil
}

func (p *parts) missingFromQuery() []string {
	return absent("X-Amz-Algorithm", p.algorithm, "X-Amz-Credential", p.credential,
		"X-Amz-Signature", p.signature, "X-Amz-SignedHeaders", p.signed, "X-Amz-Date", p.date)
}
