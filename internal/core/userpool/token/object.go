package token

import (
	"strconv"
	"unicode/utf8"
)

// Object writes a JSON object member by member, in the order of the calls: the order of claims is part of what AWS's
// tokens look like, and reflection has no place on the way of every token.
type Object struct{ buf []byte }

// Text adds a string.
func (o *Object) Text(name, value string) { o.name(name); o.buf = appendString(o.buf, value) }

// Number adds an integer.
func (o *Object) Number(name string, value int64) {
	o.name(name)
	o.buf = strconv.AppendInt(o.buf, value, 10)
}

// Flag adds a boolean.
func (o *Object) Flag(name string, value bool) {
	o.name(name)
	o.buf = strconv.AppendBool(o.buf, value)
}

// Texts adds a list of strings.
func (o *Object) Texts(name string, values []string) {
	o.name(name)
	o.buf = append(o.buf, '[')
	for i, value := range values {
		if i > 0 {
			o.buf = append(o.buf, ',')
		}
		o.buf = appendString(o.buf, value)
	}
	o.buf = append(o.buf, ']')
}

// JSON is the object as it stands; members may be added afterwards.
func (o *Object) JSON() []byte {
	if len(o.buf) == 0 {
		return []byte("{}")
	}
	return append(o.buf[:len(o.buf):len(o.buf)], '}')
}

func (o *Object) name(name string) {
	if len(o.buf) == 0 {
		o.buf = make([]byte, 0, 512)
		o.buf = append(o.buf, '{')
	} else {
		o.buf = append(o.buf, ',')
	}
	o.buf = append(appendString(o.buf, name), ':')
}

// appendString quotes a string (RFC 8259 section 7). What is not UTF-8 becomes the replacement character.
func appendString(buf []byte, s string) []byte {
	buf = append(buf, '"')
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			buf = append(buf, '\\', c)
			i++
		case c < 0x20:
			const hex = "0123456789abcdef"
			buf = append(buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			i++
		case c < utf8.RuneSelf:
			buf = append(buf, c)
			i++
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			buf = utf8.AppendRune(buf, r)
			i += size
		}
	}
	return append(buf, '"')
}
