package serverless

import (
	"fmt"
	"regexp"
	"strings"
)

// source is one of the alternatives of a variable: kind(params):address, or a
// literal. Params and address may hold variables.
type source struct {
	kind, params, address string
	literal               string // as written, quotes and all
}

// starts is what makes a ${ a variable of ours: a name before a parenthesis or
// a single colon. ${AWS::Region}, ${Api.Arn}
// and ${!Name} are Fn::Sub's.
var starts = regexp.MustCompile(`^\$\{\s*[A-Za-z][A-Za-z0-9_-]*(?:\(|:(?:[^:]|$))`)

var sourceForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]*)(\(|:)`)

// nextVariable finds the first variable in text: the part before it, what
// stands between its braces, and the rest. found is false without one.
func nextVariable(text string) (before, body, after string, found bool, err error) {
	for from := 0; ; {
		at := strings.Index(text[from:], "${")
		if at < 0 {
			return text, "", "", false, nil
		}
		at += from
		if !starts.MatchString(text[at:]) {
			from = at + 2
			continue
		}
		if at > 0 && text[at-1] == '\\' {
			return "", "", "", false, fmt.Errorf("the escaped variable %s is not served by this reader", text[at-1:])
		}
		end := closing(text, at+2)
		if end < 0 {
			return "", "", "", false, fmt.Errorf("the variable %s is not closed", text[at:])
		}
		return text[:at], text[at+2 : end], text[end+1:], true, nil
	}
}

// closing finds the brace that closes what opened before from.
func closing(text string, from int) int {
	end := -1
	scan(text, from, func(i, depth int) bool {
		if text[i] == '}' && depth < 0 {
			end = i
			return false
		}
		return true
	})
	return end
}

// scan visits the bytes outside quotes with the nesting of ${ and ( around
// them, until visit says no. A quote counts at the start of an alternative
// only: elsewhere it is an apostrophe.
func scan(text string, from int, visit func(i, depth int) bool) {
	depth, quote, fresh := 0, byte(0), true
	for i := from; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
			continue
		case fresh && (c == '\'' || c == '"'):
			quote, fresh = c, false
			continue
		case c == '(', c == '{' && i > 0 && text[i-1] == '$':
			depth++
		case c == ')', c == '}':
			depth--
		}
		if !visit(i, depth) {
			return
		}
		fresh = c == ',' || c == '{' || fresh && c == ' '
	}
}

// alternatives takes the inside of a variable apart at its commas.
func alternatives(body string) ([]source, error) {
	var parts []string
	start := 0
	scan(body, 0, func(i, depth int) bool {
		if body[i] == ',' && depth == 0 {
			parts = append(parts, body[start:i])
			start = i + 1
		}
		return true
	})
	parts = append(parts, body[start:])
	sources := make([]source, len(parts))
	for i, part := range parts {
		var err error
		if sources[i], err = parseSource(strings.TrimSpace(part)); err != nil {
			return nil, err
		}
	}
	return sources, nil
}

func parseSource(text string) (source, error) {
	form := sourceForm.FindStringSubmatch(text)
	if form == nil {
		if !isLiteral(text) {
			return source{}, fmt.Errorf("%q is neither a variable nor a quoted text", text)
		}
		return source{literal: text}, nil
	}
	s := source{kind: form[1]}
	rest := text[len(s.kind):]
	if form[2] == "(" {
		end := closingParenthesis(rest)
		if end < 0 {
			return source{}, fmt.Errorf("%q has an open parenthesis", text)
		}
		s.params, rest = rest[1:end], rest[end+1:]
	}
	if rest == "" {
		return s, nil
	}
	address, ok := strings.CutPrefix(rest, ":")
	if !ok {
		return source{}, fmt.Errorf("%q has text after its parenthesis", text)
	}
	s.address = address
	return s, nil
}

func closingParenthesis(text string) int {
	end := -1
	scan(text, 0, func(i, depth int) bool {
		if text[i] == ')' && depth == 0 {
			end = i
			return false
		}
		return true
	})
	return end
}

var literalForm = regexp.MustCompile(`^(?:'[^']*'|"[^"]*"|true|false|null|-?[0-9]+(?:\.[0-9]+)?)$`)

// isLiteral accepts a quoted text, a number, true, false and null.
func isLiteral(text string) bool { return literalForm.MatchString(text) }
