package rest

import (
	"errors"
	"strings"
)

var errQuoted = errors.New("has a quoted element that does not end")

// splitHeader reads a list (RFC 9110 section 5.6.1), whose elements may be quoted. A date of RFC 5322 has a comma of its
// own.
func splitHeader(text string, times bool) ([]string, error) {
	var out []string
	for {
		text = strings.TrimLeft(text, " \t")
		if text == "" {
			return out, nil
		}
		element, rest, err := nextElement(text, times)
		if err != nil {
			return nil, err
		}
		out = append(out, element)
		_, text, _ = strings.Cut(rest, ",")
	}
}

// nextElement returns an element and what follows it, from the comma on.
func nextElement(text string, times bool) (element, rest string, err error) {
	if text[0] == '"' {
		return quotedElement(text[1:])
	}
	end := strings.IndexByte(text, ',')
	if end >= 0 && times && isDayName(text[:end]) {
		if next := strings.IndexByte(text[end+1:], ','); next >= 0 {
			end += 1 + next
		} else {
			end = -1
		}
	}
	if end < 0 {
		end = len(text)
	}
	return strings.TrimSpace(text[:end]), text[end:], nil
}

func quotedElement(text string) (element, rest string, err error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), text[i+1:], nil
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", errQuoted
}

func isDayName(text string) bool {
	switch text {
	case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
		return true
	}
	return false
}

// quoteElement quotes an element that could not be told from a list otherwise.
func quoteElement(text string) string {
	if !strings.ContainsAny(text, `,"`) && strings.TrimSpace(text) == text && text != "" {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
