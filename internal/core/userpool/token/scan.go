package token

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// maxMembers is above what a pool's schema can put into a token.
const maxMembers = 256

// scan calls visit with the members of a JSON object. A name that occurs twice is refused (RFC 7519 section 4 lets a
// parser choose; two parsers that choose differently would disagree on what was signed).
func scan(doc []byte, visit func(name string, value []byte) error) error {
	if !json.Valid(doc) {
		return invalid("the payload is not JSON")
	}
	rest := space(doc)
	if rest[0] != '{' {
		return invalid("the payload is not an object")
	}
	seen := make([]string, 0, 16)
	rest = space(rest[1:])
	for rest[0] != '}' {
		n := end(rest)
		name, value := text(rest[:n]), space(space(rest[n:])[1:])
		for _, other := range seen {
			if other == name {
				return invalid("a claim occurs twice")
			}
		}
		if seen = append(seen, name); len(seen) > maxMembers {
			return invalid("the payload has too many claims")
		}
		n = end(value)
		if err := visit(name, value[:n]); err != nil {
			return err
		}
		if rest = space(value[n:]); rest[0] == ',' {
			rest = space(rest[1:])
		}
	}
	return nil
}

// space skips blanks. Our own tokens have none.
func space(doc []byte) []byte {
	for len(doc) > 0 && (doc[0] == ' ' || doc[0] == '\t' || doc[0] == '\r' || doc[0] == '\n') {
		doc = doc[1:]
	}
	return doc
}

// end is the length of the value at the beginning of valid JSON.
func end(doc []byte) int {
	depth := 0
	for i := 0; i < len(doc); i++ {
		switch doc[i] {
		case '"':
			for i++; doc[i] != '"'; i++ {
				if doc[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i // the end of what the value stands in
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return len(doc)
}

// text reads a JSON string.
func text(value []byte) string {
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1])
	}
	var s string
	_ = json.Unmarshal(value, &s) // the document is valid, so the string is
	return s
}

// textInto reads a claim that must be a string.
func textInto(to *string, name string, value []byte) error {
	if value[0] != '"' {
		return invalid("the claim %s is not a string", name)
	}
	*to = text(value)
	return nil
}

// numberInto reads a claim that must be a whole number of seconds. Ours are never fractions.
func numberInto(to *int64, name string, value []byte) error {
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || n < 0 || n > 1<<53 {
		return invalid("the claim %s is not a time", name)
	}
	*to = n
	return nil
}
