package mapping

import "strings"

// Substitute replaces $context.*, $stageVariables.* and $method.request.* in a gateway response's
// template or an access-log format; there is no VTL in those. A reference may stand in braces and
// may index with ['name']. resolve gets its names one by one, such as ["context", "error",
// "message"]; what it does not know becomes empty. Other text, a lone $ included, stays.
func Substitute(src string, resolve func(path []string) (string, bool)) string {
	if !strings.Contains(src, "$") {
		return src
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(src, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		path, width := substitution(rest)
		if width == 0 {
			b.WriteByte('$')
		} else if v, ok := resolve(path); ok {
			b.WriteString(v)
		}
		src = rest[width:]
	}
}

// substitution reads the reference behind a $; width 0 says there is none.
func substitution(s string) (path []string, width int) {
	braced := strings.HasPrefix(s, "{")
	if braced {
		s = s[1:]
	}
	path, width = dottedPath(s)
	switch {
	case len(path) < 2:
		return nil, 0
	case path[0] == "method" && (path[1] != "request" || len(path) < 4):
		return nil, 0
	case path[0] != "context" && path[0] != "stageVariables" && path[0] != "method":
		return nil, 0
	case !braced:
		return path, width
	case strings.HasPrefix(s[width:], "}"):
		return path, width + 2
	}
	return nil, 0
}

// dottedPath reads name(.name | ['name'])*.
func dottedPath(s string) (path []string, width int) {
	for width < len(s) {
		rest := s[width:]
		switch {
		case len(path) > 0 && strings.HasPrefix(rest, "['"):
			end := strings.Index(rest, "']")
			if end < 0 {
				return path, width
			}
			path = append(path, rest[2:end])
			width += end + 2
			continue
		case len(path) > 0 && rest[0] != '.':
			return path, width
		case len(path) > 0:
			rest = rest[1:]
			width++
		}
		n := nameLength(rest)
		if n == 0 { // a dot that ends a sentence
			return path, max(width-1, 0)
		}
		path = append(path, rest[:n])
		width += n
	}
	return path, width
}

func nameLength(s string) int {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isLetter(c) && !isDigit(c) && c != '_' && c != '-' {
			return i
		}
	}
	return len(s)
}
