package mapping

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// utilValue is $util.
type utilValue struct{ x *exec }

// call runs a function of one argument. All of them take text; null in gives null out.
func (u utilValue) call(name string, args []any) (any, error) {
	var fn func(string) (any, error)
	switch name {
	case "escapeJavaScript":
		fn = escapeJavaScript
	case "parseJson":
		fn = parseJSON
	case "urlEncode":
		fn = urlEncode
	case "urlDecode":
		fn = urlDecode
	case "base64Encode":
		fn = base64Encode
	case "base64Decode":
		fn = base64Decode
	}
	if fn == nil || len(args) != 1 {
		return nil, errNoMethod
	}
	if args[0] == nil {
		return nil, nil
	}
	s, err := u.x.text(args[0])
	if err != nil {
		return nil, err
	}
	if err = u.x.charge(3 * len(s)); err != nil {
		return nil, err
	}
	v, err := fn(s)
	if err != nil {
		return nil, fmt.Errorf("$util.%s: %w", name, err)
	}
	return v, nil
}

// escapeJavaScript escapes as Commons Lang does: quotes, backslash, slash, control characters, and
// everything beyond ASCII as \uXXXX per UTF-16 unit.
func escapeJavaScript(s string) (any, error) {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for _, r := range s {
		switch {
		case r == '\'' || r == '"' || r == '\\' || r == '/':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20:
			b.WriteString(controlEscape(byte(r)))
		case r < 0x80:
			b.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04X`, unit)
			}
		}
	}
	return b.String(), nil
}

// urlEncode is java.net.URLEncoder: form encoding, with * left and ~ escaped.
func urlEncode(s string) (any, error) {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isLetter(c) || isDigit(c) || strings.IndexByte(".-*_", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String(), nil
}

func urlDecode(s string) (any, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '+':
			b.WriteByte(' ')
		case '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return nil, errors.New("incomplete or malformed % escape")
			}
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return validText(b.String()), nil
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func unhex(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// validText replaces bytes that are no UTF-8, as Java does when it makes a string of bytes.
func validText(s string) string { return strings.ToValidUTF8(s, string(utf8.RuneError)) }

func base64Encode(s string) (any, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil }

func base64Decode(s string) (any, error) {
	enc := base64.StdEncoding
	if len(s)%4 != 0 {
		enc = base64.RawStdEncoding // Java's decoder takes input without padding
	}
	data, err := enc.DecodeString(s)
	if err != nil {
		return nil, err
	}
	return validText(string(data)), nil
}
