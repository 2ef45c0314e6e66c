package jsonbody

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

const (
	maxDepth = 64
	// maxValues bounds what a small text can make of itself: "{}," is three bytes and a struct is hundreds.
	maxValues = 1 << 17
)

func malformed(message string) *awsapi.Exception {
	return protocol.Malformed("SerializationException", message)
}

// errSyntax makes an error each time: an Exception can be added to, so it is never shared.
func errSyntax() error { return malformed("Unexpected token received from parser") }

// scanner is the lexical half of a decoder.
type scanner struct {
	data    []byte
	pos     int
	depth   int
	values  int
	scratch []byte
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; c {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) expect(c byte) error {
	if s.peek() != c {
		return errSyntax()
	}
	s.pos++
	return nil
}

// literal reads one of true, false and null.
func (s *scanner) literal(word string) error {
	if end := s.pos + len(word); end <= len(s.data) && string(s.data[s.pos:end]) == word {
		s.pos = end
		return nil
	}
	return errSyntax()
}

func (s *scanner) enter() error {
	if s.depth++; s.depth > maxDepth {
		return malformed("The request is nested too deeply")
	}
	return nil
}

func (s *scanner) count() error {
	if s.values++; s.values > maxValues {
		return malformed("The request has too many values")
	}
	return nil
}

// elements walks the members of an object or the elements of a list; each is called before every one of them.
func (s *scanner) elements(open, end byte, each func() error) error {
	if err := s.expect(open); err != nil {
		return err
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer func() { s.depth-- }()
	if s.peek() == end {
		s.pos++
		return nil
	}
	for {
		if err := s.count(); err != nil {
			return err
		}
		if err := each(); err != nil {
			return err
		}
		switch s.peek() {
		case ',':
			s.pos++
		case end:
			s.pos++
			return nil
		default:
			return errSyntax()
		}
	}
}

// key reads a member's name and the colon; the bytes are valid until the next string is read.
func (s *scanner) key() ([]byte, error) {
	if s.peek() != '"' {
		return nil, errSyntax()
	}
	name, err := s.text()
	if err != nil {
		return nil, err
	}
	return name, s.expect(':')
}

// text reads a string; the bytes are valid until the next string is read.
func (s *scanner) text() ([]byte, error) {
	s.pos++
	start := s.pos
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '"':
			raw := s.data[start:s.pos]
			s.pos++
			if !utf8.Valid(raw) {
				return nil, malformed("The request is not valid UTF-8")
			}
			return raw, nil
		case c == '\\':
			return s.escapedText(start)
		case c < ' ':
			return nil, errSyntax()
		}
		s.pos++
	}
	return nil, errSyntax()
}

// escapedText goes on where text has met the first backslash.
func (s *scanner) escapedText(start int) ([]byte, error) {
	s.scratch = append(s.scratch[:0], s.data[start:s.pos]...)
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		s.pos++
		switch {
		case c == '"':
			if !utf8.Valid(s.scratch) {
				return nil, malformed("The request is not valid UTF-8")
			}
			return s.scratch, nil
		case c == '\\':
			if err := s.escape(); err != nil {
				return nil, err
			}
		case c < ' ':
			return nil, errSyntax()
		default:
			s.scratch = append(s.scratch, c)
		}
	}
	return nil, errSyntax()
}

func (s *scanner) escape() error {
	if s.pos >= len(s.data) {
		return errSyntax()
	}
	c := s.data[s.pos]
	s.pos++
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		return s.unicodeEscape()
	default:
		return errSyntax()
	}
	s.scratch = append(s.scratch, c)
	return nil
}

func (s *scanner) unicodeEscape() error {
	r, ok := s.hex4()
	if !ok {
		return errSyntax()
	}
	if utf16.IsSurrogate(r) && s.pos+1 < len(s.data) && s.data[s.pos] == '\\' && s.data[s.pos+1] == 'u' {
		back := s.pos
		s.pos += 2
		low, ok := s.hex4()
		if !ok {
			return errSyntax()
		}
		if joined := utf16.DecodeRune(r, low); joined != utf8.RuneError {
			r = joined
		} else {
			s.pos = back
		}
	}
	// A half without its other half becomes U+FFFD.
	s.scratch = utf8.AppendRune(s.scratch, r)
	return nil
}

func (s *scanner) hex4() (rune, bool) {
	if s.pos+4 > len(s.data) {
		return 0, false
	}
	digits := s.data[s.pos : s.pos+4]
	for _, c := range digits {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return 0, false
		}
	}
	s.pos += 4
	n, err := strconv.ParseUint(string(digits), 16, 16)
	return rune(n), err == nil
}
