package sigv4

import "strings"

const upperHex = "0123456789ABCDEF"

// isUnreserved is RFC 3986 section 2.3.
func isUnreserved(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '-' || c == '_' || c == '.' || c == '~'
}

func appendEscapedByte(dst []byte, c byte) []byte {
	if isUnreserved(c) {
		return append(dst, c)
	}
	return append(dst, '%', upperHex[c>>4], upperHex[c&15])
}

// appendEscaped percent-encodes s as the query wants it.
func appendEscaped(dst []byte, s string) []byte {
	for i := range len(s) {
		dst = appendEscapedByte(dst, s[i])
	}
	return dst
}

// appendReescaped decodes s once and encodes it in the one canonical way.
// It reports false at a broken escape.
func appendReescaped(dst []byte, s string, plusIsSpace bool) ([]byte, bool) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '+' && plusIsSpace:
			c = ' '
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return dst, false
			}
			c = unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
		}
		dst = appendEscapedByte(dst, c)
	}
	return dst, true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

// appendPath encodes the path as sent once more: its escapes are escaped
// again. s3 alone wants it encoded once, whichever way the client spelled it.
func appendPath(dst []byte, path string, once bool) ([]byte, bool) {
	ok := true
	for i, segment := 0, ""; i <= len(path); i += len(segment) + 1 {
		if i > 0 {
			dst = append(dst, '/')
		}
		segment, _, _ = strings.Cut(path[i:], "/")
		if !once {
			dst = appendEscaped(dst, segment)
		} else if dst, ok = appendReescaped(dst, segment, false); !ok {
			return dst, false
		}
	}
	return dst, true
}

// normalPath removes dot segments (RFC 3986 section 5.2.4) and empty ones.
func normalPath(path string) string {
	if !strings.Contains(path, "//") && !strings.Contains(path, "/.") {
		return path
	}
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		default:
			kept = append(kept, segment)
		}
	}
	clean := "/" + strings.Join(kept, "/")
	if len(kept) > 0 && strings.HasSuffix(path, "/") {
		clean += "/"
	}
	return clean
}
