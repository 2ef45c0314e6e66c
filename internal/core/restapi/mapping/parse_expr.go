package mapping

import "strings"

// expression parses an expression with Velocity's precedence: or, and, equality, relation, sum,
// product, not.
func (p *parser) expression() (expr, error) { return p.binary(1) }

func (p *parser) binary(level int) (expr, error) {
	defer p.leave()
	if err := p.enter(); err != nil {
		return nil, err
	}
	left, err := p.unary()
	for err == nil {
		op, l, width := p.operator()
		if l < level || width == 0 {
			return left, nil
		}
		pos := p.position(p.pos)
		p.pos += width
		var right expr
		if right, err = p.binary(l + 1); err == nil {
			left = &binaryExpr{op, left, right, pos}
		}
	}
	return nil, err
}

func (p *parser) unary() (expr, error) {
	defer p.leave()
	if err := p.enter(); err != nil {
		return nil, err
	}
	p.skipSpace()
	if p.peek(0) == '!' {
		p.pos++
	} else if !p.word("not") {
		return p.primary()
	}
	operand, err := p.unary()
	return notExpr{operand}, err
}

func (p *parser) primary() (expr, error) {
	if p.peek(0) != '(' {
		return p.operand()
	}
	p.pos++
	e, err := p.expression()
	if err != nil {
		return nil, err
	}
	return e, p.expect(')')
}

// operand parses a literal or a reference: all that may be an argument, an index or an element.
func (p *parser) operand() (expr, error) {
	defer p.leave()
	if err := p.enter(); err != nil {
		return nil, err
	}
	p.skipSpace()
	switch c := p.peek(0); {
	case c == '\'' || c == '"':
		return p.stringLiteral(c)
	case c == '[':
		return p.listLiteral()
	case c == '{':
		return p.mapLiteral()
	case c == '$':
		return p.referenceOperand()
	case isDigit(c), (c == '-' || c == '.') && isDigit(p.peek(1)), c == '-' && p.peek(1) == '.' && isDigit(p.peek(2)):
		n, err := p.number()
		return constExpr{n}, err
	case p.word("true"):
		return constExpr{true}, nil
	case p.word("false"):
		return constExpr{false}, nil
	case p.word("null"):
		return constExpr{nil}, nil
	}
	return nil, p.unexpected("a value")
}

func (p *parser) referenceOperand() (expr, error) {
	start := p.pos
	ref, err := p.reference()
	if err != nil {
		return nil, err
	}
	if ref == nil {
		p.pos = start
		return nil, p.unexpected("a reference")
	}
	return ref, nil
}

// stringLiteral reads '...' or "...". A doubled quote is a quote; a backslash means nothing. Only
// the second form is interpolated, as a template of its own.
func (p *parser) stringLiteral(quote byte) (expr, error) {
	start := p.pos + 1
	i, doubled := start, false
	for {
		n := strings.IndexByte(p.src[i:p.end], quote)
		if n < 0 {
			return nil, p.fail(p.pos, "string is not closed")
		}
		if i += n + 1; i >= p.end || p.src[i] != quote {
			break
		}
		doubled = true
		i++
	}
	text := p.src[start : i-1]
	p.pos = i
	q := string(quote)
	plain := strings.ReplaceAll(text, q+q, q)
	if quote == '\'' || !strings.ContainsAny(text, "$#") {
		return constExpr{plain}, nil
	}
	sub := *p
	if sub.pos, sub.end = start, i-1; doubled {
		sub.at = p.errorOffset(start)
		sub.src, sub.pos, sub.end = plain, 0, len(plain)
	}
	body, err := sub.template()
	if s, ok := literalText(body); ok {
		return constExpr{s}, err
	}
	return &interpolation{body}, err
}

// errorOffset is where faults inside a rewritten string are reported: at the string.
func (p *parser) errorOffset(offset int) int {
	if p.at >= 0 {
		return p.at
	}
	return offset
}

// listLiteral reads [a, b] or the range [a..b].
func (p *parser) listLiteral() (expr, error) {
	pos := p.position(p.pos)
	p.pos++
	p.skipSpace()
	if p.peek(0) == ']' {
		p.pos++
		return &listExpr{}, nil
	}
	first, err := p.operand()
	if err != nil {
		return nil, err
	}
	p.skipSpace()
	if strings.HasPrefix(p.src[p.pos:p.end], "..") {
		p.pos += 2
		last, err := p.operand()
		if err != nil {
			return nil, err
		}
		return &rangeExpr{first, last, pos}, p.expect(']')
	}
	items, err := p.listAfter(first, ']')
	return &listExpr{items}, err
}

func (p *parser) mapLiteral() (expr, error) {
	p.pos++
	m := &mapExpr{}
	p.skipSpace()
	if p.peek(0) == '}' {
		p.pos++
		return m, nil
	}
	for {
		key, err := p.operand()
		if err != nil {
			return nil, err
		}
		if err = p.expect(':'); err != nil {
			return nil, err
		}
		value, err := p.operand()
		if err != nil {
			return nil, err
		}
		m.keys, m.values = append(m.keys, key), append(m.values, value)
		p.skipSpace()
		if p.peek(0) != ',' {
			return m, p.expect('}')
		}
		p.pos++
	}
}
