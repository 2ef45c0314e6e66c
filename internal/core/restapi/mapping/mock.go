package mapping

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MockStatus reads the status a mock integration answers with from its rendered request template:
// the integer statusCode of an object. The object is read leniently: names and texts may stand in
// single quotes or none, and commas may trail.
func MockStatus(rendered string) (int, error) {
	r := &lenientReader{text: rendered}
	status, err := r.object(true)
	if err == nil && r.peek() != 0 {
		err = errors.New("object is followed by more text")
	}
	if err != nil {
		return 0, fmt.Errorf("mock integration request: %w", err)
	}
	n, err := strconv.Atoi(status)
	if err != nil {
		return 0, errors.New("mock integration request has no integer statusCode")
	}
	return n, nil
}

// lenientReader walks over JSON-like text.
type lenientReader struct {
	text  string
	pos   int
	depth int
}

// peek is the next byte that is no blank, or 0 at the end.
func (r *lenientReader) peek() byte {
	for r.pos < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.pos]) >= 0 {
		r.pos++
	}
	if r.pos == len(r.text) {
		return 0
	}
	return r.text[r.pos]
}

// object reads { name: value, ... } and returns the last statusCode of the outermost, unless that
// was a quoted text.
func (r *lenientReader) object(outermost bool) (status string, err error) {
	if r.peek() != '{' {
		return "", errors.New("no JSON object")
	}
	for r.pos++; r.peek() != '}'; {
		name, _, err := r.scalar()
		if err != nil {
			return "", err
		}
		if r.peek() != ':' {
			return "", fmt.Errorf("no colon behind %q", truncate(name))
		}
		r.pos++
		value, err := r.value()
		if err != nil {
			return "", err
		}
		if outermost && name == "statusCode" {
			status = value
		}
		if err := r.comma('}'); err != nil {
			return "", err
		}
	}
	r.pos++
	return status, nil
}

// comma takes the comma between elements, which is optional only before the end.
func (r *lenientReader) comma(end byte) error {
	switch r.peek() {
	case ',':
		r.pos++
		return nil
	case end:
		return nil
	}
	return fmt.Errorf("no comma or %q at byte %d", end, r.pos)
}

// value skips one value and returns the text of an unquoted one.
func (r *lenientReader) value() (string, error) {
	if r.depth++; r.depth > maxDepth {
		return "", fmt.Errorf("object nests deeper than %d", maxDepth)
	}
	defer func() { r.depth-- }()
	switch r.peek() {
	case '{':
		_, err := r.object(false)
		return "", err
	case '[':
		for r.pos++; r.peek() != ']'; {
			if _, err := r.value(); err != nil {
				return "", err
			}
			if err := r.comma(']'); err != nil {
				return "", err
			}
		}
		r.pos++
		return "", nil
	}
	text, quoted, err := r.scalar()
	if quoted {
		text = ""
	}
	return text, err
}

// scalar reads a quoted text, or everything up to punctuation.
func (r *lenientReader) scalar() (text string, quoted bool, err error) {
	quote := r.peek()
	if quote == '"' || quote == '\'' {
		text, err = r.quoted(quote)
		return text, true, err
	}
	n := strings.IndexAny(r.text[r.pos:], ",:{}[]\"'\r\n")
	if n < 0 {
		n = len(r.text) - r.pos
	}
	text = strings.TrimSpace(r.text[r.pos : r.pos+n])
	if text == "" {
		return "", false, fmt.Errorf("no value at byte %d", r.pos)
	}
	r.pos += n
	return text, false, nil
}

func (r *lenientReader) quoted(quote byte) (string, error) {
	start := r.pos + 1
	for i := start; i < len(r.text); i++ {
		switch r.text[i] {
		case '\\':
			i++
		case quote:
			r.pos = i + 1
			return r.text[start:i], nil
		}
	}
	return "", errors.New("text is not closed")
}
