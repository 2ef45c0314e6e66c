package mapping

import (
	"regexp"
	"strconv"
	"strings"
)

// filter parses ?( condition ).
func (p *pathParser) filter() (segment, error) {
	p.pos++
	if p.skipSpace(); !p.take("(") {
		return nil, p.unexpected(`"("`)
	}
	cond, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.skipSpace(); !p.take(")") {
		return nil, p.unexpected(`")"`)
	}
	return filterSegment{cond}, nil
}

func (p *pathParser) or() (predicate, error) {
	left, err := p.and()
	for err == nil {
		if p.skipSpace(); !p.take("||") {
			return left, nil
		}
		var right predicate
		right, err = p.and()
		left = orPredicate{left, right}
	}
	return nil, err
}

func (p *pathParser) and() (predicate, error) {
	left, err := p.not()
	for err == nil {
		if p.skipSpace(); !p.take("&&") {
			return left, nil
		}
		var right predicate
		right, err = p.not()
		left = andPredicate{left, right}
	}
	return nil, err
}

func (p *pathParser) not() (predicate, error) {
	if err := p.step(); err != nil {
		return nil, err
	}
	p.skipSpace()
	if p.take("!") {
		operand, err := p.not()
		return notPredicate{operand}, err
	}
	if !p.take("(") {
		return p.comparison()
	}
	cond, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.skipSpace(); !p.take(")") {
		return nil, p.unexpected(`")"`)
	}
	return cond, nil
}

func (p *pathParser) comparison() (predicate, error) {
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	p.skipSpace()
	if c := p.peek(0); c == ')' || c == '&' || c == '|' {
		if left.path == nil {
			return nil, p.unexpected("an operator")
		}
		return existsPredicate{left}, nil
	}
	cmp := comparePredicate{left: left}
	if cmp.op, err = p.comparator(); err != nil {
		return nil, err
	}
	if cmp.op == "=~" {
		cmp.pattern, err = p.pattern()
		return cmp, err
	}
	cmp.right, err = p.operand()
	return cmp, err
}

func (p *pathParser) comparator() (string, error) {
	for _, op := range []string{"==", "!=", "<=", ">=", "=~", "<", ">"} {
		if p.take(op) {
			return op, nil
		}
	}
	word := p.bareword()
	switch word {
	case "in", "nin":
		return word, nil
	case "":
		return "", p.unexpected("an operator")
	}
	return "", p.unsupported("operator " + word)
}

func (p *pathParser) bareword() string {
	start := p.pos
	for isLetter(p.peek(0)) {
		p.pos++
	}
	return p.text[start:p.pos]
}

// operand parses a path, a literal, or a list of literals.
func (p *pathParser) operand() (operand, error) {
	if err := p.step(); err != nil {
		return operand{}, err
	}
	p.skipSpace()
	switch c := p.peek(0); {
	case c == '@' || c == '$':
		p.pos++
		path, err := p.path()
		return operand{path: path, rooted: c == '$'}, err
	case c == '\'' || c == '"':
		s, err := p.quoted()
		return operand{literal: s}, err
	case c == '[':
		return p.literals()
	case c == '-' || isDigit(c):
		return p.number()
	}
	start := p.pos
	switch p.bareword() {
	case "true":
		return operand{literal: true}, nil
	case "false":
		return operand{literal: false}, nil
	case "null":
		return operand{}, nil
	}
	p.pos = start
	return operand{}, p.unexpected("a value")
}

func (p *pathParser) literals() (operand, error) {
	p.pos++
	l := &List{json: true}
	for {
		if p.skipSpace(); len(l.items) == 0 && p.take("]") {
			return operand{literal: l}, nil
		}
		item, err := p.operand()
		if err != nil {
			return operand{}, err
		}
		if item.path != nil {
			return operand{}, p.unsupported("a path inside a list")
		}
		l.items = append(l.items, item.literal)
		if p.skipSpace(); p.take("]") {
			return operand{literal: l}, nil
		}
		if !p.take(",") {
			return operand{}, p.unexpected(`"," or "]"`)
		}
	}
}

func (p *pathParser) number() (operand, error) {
	start := p.pos
	for c := p.peek(0); isDigit(c) || c != 0 && strings.IndexByte("+-.eE", c) >= 0; c = p.peek(0) {
		p.pos++
	}
	text := p.text[start:p.pos]
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return operand{}, p.unsupported("number " + truncate(text))
	}
	return operand{literal: number(text)}, nil
}

// pattern parses /regular expression/ with an optional i; like Java's matches() it must match all.
func (p *pathParser) pattern() (*regexp.Regexp, error) {
	if p.skipSpace(); !p.take("/") {
		return nil, p.unexpected("a /pattern/")
	}
	start := p.pos
	for p.peek(0) != '/' {
		if p.peek(0) == '\\' {
			p.pos++
		}
		if p.pos++; p.pos >= len(p.text) {
			return nil, p.unexpected(`"/"`)
		}
	}
	text, err := javaPattern(p.text[start:p.pos])
	if err != nil {
		return nil, err
	}
	p.pos++
	if p.take("i") {
		text = "(?i)" + text
	}
	if len(text) > maxPattern {
		return nil, p.unsupported("a pattern this long")
	}
	if _, err = regexp.Compile(text); err != nil { // alone, lest it close the group around it
		return nil, p.unsupported("pattern " + text)
	}
	return regexp.Compile(`\A(?:` + text + `)\z`)
}
