package jsonbody

// number reads a number of RFC 8259 section 6 and returns its text.
func (s *scanner) number() (string, error) {
	start := s.pos
	if s.at('-') {
		s.pos++
	}
	switch {
	case s.at('0'):
		s.pos++
	case !s.digits():
		return "", errSyntax()
	}
	if s.at('.') {
		s.pos++
		if !s.digits() {
			return "", errSyntax()
		}
	}
	if s.at('e') || s.at('E') {
		s.pos++
		if s.at('+') || s.at('-') {
			s.pos++
		}
		if !s.digits() {
			return "", errSyntax()
		}
	}
	return string(s.data[start:s.pos]), nil
}

func (s *scanner) at(c byte) bool { return s.pos < len(s.data) && s.data[s.pos] == c }

func (s *scanner) digits() bool {
	start := s.pos
	for s.pos < len(s.data) && '0' <= s.data[s.pos] && s.data[s.pos] <= '9' {
		s.pos++
	}
	return s.pos > start
}

// skip reads past a value of any type that nobody asked for, but not past one that is malformed.
func (s *scanner) skip() error {
	switch c := s.peek(); {
	case c == '{':
		return s.elements('{', '}', func() error {
			if _, err := s.key(); err != nil {
				return err
			}
			return s.skip()
		})
	case c == '[':
		return s.elements('[', ']', s.skip)
	case c == '"':
		_, err := s.text()
		return err
	case c == 't':
		return s.literal("true")
	case c == 'f':
		return s.literal("false")
	case c == 'n':
		return s.literal("null")
	}
	_, err := s.number()
	return err
}
