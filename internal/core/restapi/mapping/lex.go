package mapping

import (
	"strconv"
	"strings"
)

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// peek returns the byte n places ahead, or 0.
func (p *parser) peek(n int) byte {
	if p.pos+n < p.end {
		return p.src[p.pos+n]
	}
	return 0
}

func (p *parser) skipSpace() {
	for p.pos < p.end && strings.IndexByte(" \t\r\n", p.src[p.pos]) >= 0 {
		p.pos++
	}
}

// identifier reads [A-Za-z_][A-Za-z0-9_-]*, or nothing.
func (p *parser) identifier() string {
	start := p.pos
	if c := p.peek(0); !isLetter(c) && c != '_' {
		return ""
	}
	for c := p.peek(0); isLetter(c) || isDigit(c) || c == '_' || c == '-'; c = p.peek(0) {
		p.pos++
	}
	return p.src[start:p.pos]
}

// directiveWord reads #word or #{word} at offset without moving.
func (p *parser) directiveWord(offset int) (word string, width int) {
	if offset >= p.end || p.src[offset] != '#' {
		return "", 0
	}
	i := offset + 1
	braced := i < p.end && p.src[i] == '{'
	if braced {
		i++
	}
	start := i
	for i < p.end && (isLetter(p.src[i]) || p.src[i] == '_' || i > start && isDigit(p.src[i])) {
		i++
	}
	word = p.src[start:i]
	if braced {
		if i >= p.end || p.src[i] != '}' {
			return "", 0
		}
		i++
	}
	return word, i - offset
}

// setOpen recognises `#set (` at offset: only spaces may stand between the word and its parenthesis.
func (p *parser) setOpen(offset int) (next int, ok bool) {
	word, width := p.directiveWord(offset)
	if word != "set" {
		return 0, false
	}
	for offset += width; offset < p.end && p.src[offset] == ' '; {
		offset++
	}
	return offset + 1, offset < p.end && p.src[offset] == '('
}

// gobbleLine drops the blanks and the line end behind a directive; blanks before other text stay.
func (p *parser) gobbleLine() {
	i := p.pos
	for i < p.end && (p.src[i] == ' ' || p.src[i] == '\t') {
		i++
	}
	switch rest := p.src[i:p.end]; {
	case strings.HasPrefix(rest, "\r\n"):
		p.pos = i + 2
	case strings.HasPrefix(rest, "\n"), strings.HasPrefix(rest, "\r"):
		p.pos = i + 1
	}
}

// expect consumes one punctuation byte, with blanks before it.
func (p *parser) expect(c byte) error {
	p.skipSpace()
	if p.peek(0) != c {
		return p.unexpected(strconv.Quote(string(c)))
	}
	p.pos++
	return nil
}

// word consumes an exact word at pos.
func (p *parser) word(w string) bool {
	if !strings.HasPrefix(p.src[p.pos:p.end], w) {
		return false
	}
	if c := p.peek(len(w)); isLetter(c) || isDigit(c) || c == '_' {
		return false
	}
	p.pos += len(w)
	return true
}

// operators in the order they are tried, with their precedence; the words are Velocity's synonyms.
var operators = []struct {
	text  string
	op    operator
	level int
}{
	{"||", opOr, 1}, {"or", opOr, 1}, {"&&", opAnd, 2}, {"and", opAnd, 2},
	{"==", opEq, 3}, {"eq", opEq, 3}, {"!=", opNe, 3}, {"ne", opNe, 3},
	{"<=", opLe, 4}, {"le", opLe, 4}, {">=", opGe, 4}, {"ge", opGe, 4},
	{"<", opLt, 4}, {"lt", opLt, 4}, {">", opGt, 4}, {"gt", opGt, 4},
	{"+", opAdd, 5}, {"-", opSub, 5}, {"*", opMul, 6}, {"/", opDiv, 6}, {"%", opMod, 6},
}

// operator peeks at the binary operator at pos. A minus directly before a digit is part of a
// number, so `$x -1` is refused here as Velocity refuses it.
func (p *parser) operator() (op operator, level, width int) {
	p.skipSpace()
	rest := p.src[p.pos:p.end]
	for _, o := range operators {
		if !strings.HasPrefix(rest, o.text) {
			continue
		}
		next := p.peek(len(o.text))
		if isLetter(o.text[0]) && (isLetter(next) || isDigit(next) || next == '_') {
			continue
		}
		if o.op == opSub && (isDigit(next) || next == '.') {
			return 0, 0, 0
		}
		return o.op, o.level, len(o.text)
	}
	return 0, 0, 0
}

// number reads an integer or floating-point literal. `1..3` is the integer 1 and a range.
func (p *parser) number() (any, error) {
	start := p.pos
	if p.peek(0) == '-' {
		p.pos++
	}
	p.digits()
	float := false
	if p.peek(0) == '.' && p.peek(1) != '.' {
		float = true
		p.pos++
		p.digits()
	}
	if c := p.peek(0); (c == 'e' || c == 'E') && p.exponent() {
		float = true
	}
	text := p.src[start:p.pos]
	if float {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, p.fail(start, "number %s is out of range", text)
		}
		return f, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, p.fail(start, "integer %s is out of range", text)
	}
	return n, nil
}

func (p *parser) digits() {
	for isDigit(p.peek(0)) {
		p.pos++
	}
}

func (p *parser) exponent() bool {
	n := 1
	if c := p.peek(1); c == '+' || c == '-' {
		n = 2
	}
	if !isDigit(p.peek(n)) {
		return false
	}
	p.pos += n
	p.digits()
	return true
}
