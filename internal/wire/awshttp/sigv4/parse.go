package sigv4

import (
	"slices"
	"strings"
	"time"
)

// Algorithm is the only one verified; SigV4A's ECDSA is refused by its name.
const Algorithm = "AWS4-HMAC-SHA256"

// timeFormat is ISO 8601's basic format.
const timeFormat = "20060102T150405Z"

// Signature is what a request says about its signature. It is a claim until
// Verify has returned nil.
type Signature struct {
	Credential
	// Presigned is whether it came in the query instead of the Authorization header.
	Presigned bool
	// Time is when it was made; Expires how long a presigned one may be used.
	Time    time.Time
	Expires time.Duration
	// Token is X-Amz-Security-Token, empty for long-term keys.
	Token string

	timestamp string // Time as it is signed
	signed    string // signed header names, lower-case and sorted, joined with ;
	hex       string // the signature
}

// SignedHeaders lists the headers covered, lower-case and sorted.
func (s *Signature) SignedHeaders() []string { return strings.Split(s.signed, ";") }

// Signs reports whether the header of this name, in any case, is covered.
func (s *Signature) Signs(header string) bool {
	for name := range strings.SplitSeq(s.signed, ";") {
		if strings.EqualFold(name, header) {
			return true
		}
	}
	return false
}

// parts are the values of either form before they are understood.
type parts struct {
	algorithm, credential, signed, signature string
	date, expires, token                     string
}

// Parse reads the signature of r, in either form, without judging it. The
// error is an *Error.
func Parse(r *Request) (*Signature, error) {
	query, presigned, err := queryParts(r.RawQuery)
	if err != nil {
		return nil, err
	}
	auth := r.values("authorization")
	switch {
	case presigned && len(auth) > 0:
		return nil, &Error{Reason: ReasonBothForms}
	case presigned:
		if query.token == "" {
			query.token = r.header("x-amz-security-token")
		}
		return understand(query, true)
	case len(auth) == 0 || auth[0] == "" && len(auth) == 1:
		return nil, &Error{Reason: ReasonMissingToken}
	case len(auth) > 1:
		return nil, &Error{Reason: ReasonDuplicate, Value: "Authorization"}
	}
	p, err := headerParts(r, auth[0])
	if err != nil {
		return nil, err
	}
	return understand(p, false)
}

// headerParts reads "ALGORITHM Credential=…, SignedHeaders=…, Signature=…".
// Commas, spaces or both separate the pairs: clients differ.
func headerParts(r *Request, auth string) (parts, error) {
	algorithm, rest, _ := strings.Cut(strings.TrimSpace(auth), " ")
	p := parts{algorithm: algorithm}
	fail := func(reason Reason, value string) (parts, error) {
		return parts{}, newHeaderError(reason, auth, value)
	}
	if strings.Contains(algorithm, "=") {
		return fail(ReasonNoAlgorithm, "")
	}
	for pair := range strings.FieldsFuncSeq(rest, isSeparator) {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return fail(ReasonMalformedHeader, "")
		}
		field := p.headerField(name)
		switch {
		case field == nil:
			continue
		case *field != "":
			return fail(ReasonDuplicate, name)
		}
		*field = value
	}
	if p.date = r.header("x-amz-date"); p.date == "" {
		p.date = r.header("date")
	}
	p.token = r.header("x-amz-security-token")
	if missing := p.missingFromHeader(); missing != nil {
		e := newHeaderError(ReasonIncomplete, auth, "")
		e.Missing = missing
		return parts{}, e
	}
	return p, nil
}

func isSeparator(c rune) bool { return c == ',' || c == ' ' || c == '\t' }

func (p *parts) headerField(name string) *string {
	switch name {
	case "Credential":
		return &p.credential
	case "SignedHeaders":
		return &p.signed
	case "Signature":
		return &p.signature
	}
	return nil
}

func (p *parts) missingFromHeader() []string {
	if p.credential != "" && p.signature != "" && p.signed != "" && p.date != "" {
		return nil
	}
	return absent("Credential", p.credential, "Signature", p.signature, "SignedHeaders", p.signed, "X-Amz-Date", p.date)
}

// absent returns the names of the name, value pairs that have no value.
func absent(pairs ...string) (missing []string) {
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] == "" {
			missing = append(missing, pair[0])
		}
	}
	return missing
}

// understand gives the parts their types, in the order in which AWS complains.
func understand(p parts, presigned bool) (*Signature, error) {
	s := &Signature{Presigned: presigned, Token: p.token, hex: p.signature}
	if err := s.setTime(p.date); err != nil {
		return nil, err
	}
	if err := s.setExpires(p.expires); err != nil {
		return nil, err
	}
	if p.algorithm != Algorithm {
		return nil, &Error{Reason: ReasonUnknownAlgorithm, InQuery: presigned, Value: p.algorithm}
	}
	var ok bool
	if s.Credential, ok = parseCredential(p.credential); !ok {
		return nil, &Error{Reason: ReasonBadCredential, InQuery: presigned, Value: p.credential}
	}
	if s.signed, ok = canonicalNames(p.signed); !ok {
		return nil, &Error{Reason: ReasonDuplicate, InQuery: presigned, Value: "SignedHeaders"}
	}
	return s, nil
}

// canonicalNames lower-cases and sorts the list, which nearly every client has
// done already. A name listed twice is refused.
func canonicalNames(list string) (string, bool) {
	last, ordered := "", true
	for name := range strings.SplitSeq(list, ";") {
		if name <= last || strings.ContainsFunc(name, isUpper) {
			ordered = false
			break
		}
		last = name
	}
	if ordered {
		return list, true
	}
	names := strings.Split(strings.ToLower(list), ";")
	slices.Sort(names)
	count := len(names)
	names = slices.Compact(names)
	return strings.Join(names, ";"), len(names) == count
}

func isUpper(c rune) bool { return 'A' <= c && c <= 'Z' }
