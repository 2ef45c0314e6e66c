package mapping

import (
	"fmt"
	"regexp"
	"strings"
)

// Templates use java.util.regex; Go's RE2 runs in linear time but lacks some of it. javaPattern
// translates what is only spelled differently and refuses what RE2 would read as something else.
// What RE2 does not have at all (look-around, back references, possessive quantifiers) it refuses
// itself.

// posix are Java's \p{...} classes that RE2 knows by another name.
var posix = map[string]string{
	"Lower": "a-z", "Upper": "A-Z", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
	"Punct": "!-/:-@\\[-`{-~", "Graph": "!-~", "Print": " -~", "Blank": " \\t",
	"Cntrl": "\\x00-\\x1f\\x7f", "XDigit": "0-9a-fA-F", "Space": "\\t-\\r ", "ASCII": "\\x00-\\x7f",
}

// regex compiles a pattern, once per run.
func (x *exec) regex(pattern string) (*regexp.Regexp, error) {
	if re, ok := x.patterns[pattern]; ok {
		return re, nil
	}
	if len(pattern) > maxPattern {
		return nil, fmt.Errorf("regular expression is more than %d bytes", maxPattern)
	}
	translated, err := javaPattern(pattern)
	if err != nil {
		return nil, err
	}
	if err := x.charge((4 << 10) * (len(pattern) + 1)); err != nil {
		return nil, err
	}
	re, err := regexp.Compile(translated)
	if err != nil {
		return nil, fmt.Errorf("regular expression %q is not supported: %w", pattern, err)
	}
	if x.patterns == nil {
		x.patterns = map[string]*regexp.Regexp{}
	}
	x.patterns[pattern] = re
	return re, nil
}

func javaPattern(pattern string) (string, error) {
	var b strings.Builder
	inClass := false
	unsupported := func(what string) (string, error) {
		return "", fmt.Errorf("regular expression %q is not supported: %s", pattern, what)
	}
	for i := 0; i < len(pattern); {
		rest := pattern[i:]
		width, text := 1, pattern[i:i+1]
		switch {
		case strings.HasPrefix(rest, `\Q`):
			width = literalRun(rest)
			text = rest[:width]
		case rest[0] == '\\':
			width, text = javaEscape(rest, inClass)
		case inClass && rest[0] == '[':
			return unsupported("class inside a class")
		case inClass && strings.HasPrefix(rest, "&&"):
			return unsupported("intersection of classes")
		case !inClass && strings.HasPrefix(rest, "(?U"):
			return unsupported("flag U")
		case rest[0] == '[':
			inClass = true
			width, text = classOpen(rest)
		case rest[0] == ']':
			inClass = false
		}
		b.WriteString(text)
		i += width
	}
	return b.String(), nil
}

// classOpen takes [ or [^ with a ] directly behind it, which is then a member.
func classOpen(rest string) (int, string) {
	width := 1
	if strings.HasPrefix(rest, "[^") {
		width = 2
	}
	if strings.HasPrefix(rest[width:], "]") {
		return width + 1, rest[:width] + `\]`
	}
	return width, rest[:width]
}

// literalRun is the length of \Q...\E.
func literalRun(rest string) int {
	if n := strings.Index(rest, `\E`); n >= 0 {
		return n + 2
	}
	return len(rest)
}

func javaEscape(rest string, inClass bool) (int, string) {
	switch {
	case len(rest) < 2:
		return 1, rest
	case rest[1] == 'u' && len(rest) >= 6:
		return 6, `\x{` + rest[2:6] + `}`
	case rest[1] == 'e':
		return 2, `\x1b`
	case rest[1] == 's' && !inClass:
		return 2, `[\t-\r ]` // Java's \s has the vertical tab, RE2's has not
	case rest[1] == '/' || rest[1] == '"' || rest[1] == '\'' || rest[1] == '<' || rest[1] == '>':
		return 2, regexp.QuoteMeta(rest[1:2])
	case strings.HasPrefix(rest, `\p{`) || strings.HasPrefix(rest, `\P{`):
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return 2, rest[:2]
		}
		class, ok := posix[rest[3:end]]
		switch {
		case !ok || inClass && rest[1] == 'P':
			return end + 1, rest[:end+1]
		case inClass:
			return end + 1, class
		case rest[1] == 'P':
			return end + 1, "[^" + class + "]"
		}
		return end + 1, "[" + class + "]"
	}
	return 2, rest[:2]
}

// subject refuses text too long to match, and counts the work of matching.
func (x *exec) subject(s string) error {
	if len(s) > maxSubject {
		return fmt.Errorf("string of %d bytes is too long for a regular expression", len(s))
	}
	return x.spend(len(s) >> 2)
}

func (x *exec) matches(s, pattern string) (any, error) {
	if _, err := x.regex(pattern); err != nil { // alone, lest it close the group around it
		return nil, err
	}
	re, err := x.regex(`\A(?:` + pattern + `)\z`)
	if err != nil {
		return nil, err
	}
	if err := x.subject(s); err != nil {
		return nil, err
	}
	return re.MatchString(s), nil
}

// find returns up to n matches, and fails if the positions would not fit in memory.
func (x *exec) find(re *regexp.Regexp, s string, n int) ([][]int, error) {
	if err := x.subject(s); err != nil {
		return nil, err
	}
	limit := 4 * maxElements / (re.NumSubexp() + 1)
	if n < 0 || n > limit {
		n = limit
	}
	found := re.FindAllStringSubmatchIndex(s, n)
	if len(found) == limit {
		return nil, fmt.Errorf("regular expression %q matches too often", re)
	}
	return found, x.charge(16 * len(found) * (re.NumSubexp() + 1))
}

func (x *exec) replaceRegex(s, pattern, with string, n int) (any, error) {
	re, err := x.regex(pattern)
	if err != nil {
		return nil, err
	}
	found, err := x.find(re, s, n)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	last := 0
	for _, m := range found {
		b.WriteString(s[last:m[0]])
		if err = expand(&b, with, s, re, m); err != nil {
			return nil, err
		}
		if last = m[1]; b.Len() > MaxOutput {
			return nil, fmt.Errorf("string is more than %d bytes", MaxOutput)
		}
	}
	b.WriteString(s[last:])
	return b.String(), x.charge(b.Len())
}

// expand writes a Java replacement: $1 and ${name} are groups, a backslash makes the next literal.
func expand(b *strings.Builder, with, s string, re *regexp.Regexp, m []int) error {
	for i := 0; i < len(with); i++ {
		switch c := with[i]; {
		case c == '\\' && i+1 < len(with):
			i++
			b.WriteByte(with[i])
		case c == '\\':
			return fmt.Errorf("replacement %q ends with a backslash", truncate(with))
		case c == '$':
			group, width := replacementGroup(with[i+1:], re)
			if group < 0 {
				return fmt.Errorf("replacement %q refers to no group", truncate(with))
			}
			if m[2*group] >= 0 {
				b.WriteString(s[m[2*group]:m[2*group+1]])
			}
			i += width
		default:
			b.WriteByte(c)
		}
	}
	return nil
}

// replacementGroup reads what follows a $: a name in braces, or as many digits as still make an
// existing group.
func replacementGroup(rest string, re *regexp.Regexp) (group, width int) {
	if strings.HasPrefix(rest, "{") {
		end := strings.IndexByte(rest, '}')
		if end < 2 {
			return -1, 0
		}
		return re.SubexpIndex(rest[1:end]), end + 1
	}
	group = -1
	for width < len(rest) && isDigit(rest[width]) {
		next := max(group, 0)*10 + int(rest[width]-'0')
		if next > re.NumSubexp() {
			break
		}
		group = next
		width++
	}
	return group, width
}

// split is String.split: a match of no width at the start makes no empty first part; without a
// limit, empty parts at the end are dropped.
func (x *exec) split(s, pattern string, limit int) (any, error) {
	re, err := x.regex(pattern)
	if err != nil {
		return nil, err
	}
	found, err := x.find(re, s, -1)
	if err != nil {
		return nil, err
	}
	l, last := &List{}, 0
	for _, m := range found {
		if limit > 0 && len(l.items) == limit-1 {
			break
		}
		if m[1] == 0 {
			continue
		}
		l.items = append(l.items, s[last:m[0]])
		last = m[1]
	}
	l.items = append(l.items, s[last:])
	for limit == 0 && last > 0 && len(l.items) > 0 && l.items[len(l.items)-1] == "" {
		l.items = l.items[:len(l.items)-1]
	}
	if len(l.items) > maxElements {
		return nil, fmt.Errorf("string splits into more than %d parts", maxElements)
	}
	return l, x.charge(32 * len(l.items))
}
