package mapping

// dollar parses a reference in text, or the $ itself. escapes is the number of backslashes already
// read in front of it.
func (p *parser) dollar(b *builder, escapes int) error {
	start := p.pos
	ref, err := p.reference()
	if err != nil {
		return err
	}
	if ref == nil {
		p.pos = start + 1
		b.text.WriteString(p.src[start-escapes : p.pos])
		return nil
	}
	ref.escapes = escapes
	b.add(ref)
	return nil
}

// reference parses $name, $!name, ${name} or $!{name} with the steps behind it. It returns nil if no
// name follows the $.
func (p *parser) reference() (*refNode, error) {
	defer p.leave()
	if err := p.enter(); err != nil {
		return nil, err
	}
	start := p.pos
	if p.peek(0) != '$' {
		return nil, nil
	}
	ref := &refNode{pos: p.position(start)}
	p.pos++
	if p.peek(0) == '!' {
		ref.quiet = true
		p.pos++
	}
	braced := p.peek(0) == '{'
	if braced {
		p.pos++
	}
	if ref.root = p.identifier(); ref.root == "" {
		return nil, nil
	}
	if err := p.steps(ref); err != nil {
		return nil, err
	}
	if braced {
		if p.peek(0) != '}' {
			return nil, p.unexpected(`"}"`)
		}
		p.pos++
	}
	ref.source = p.src[start:p.pos]
	return ref, nil
}

// steps parses .name, .name(...) and [index]. A dot counts only before a letter, so a sentence may
// end with a reference.
func (p *parser) steps(ref *refNode) error {
	for {
		var s step
		var err error
		switch {
		case p.peek(0) == '[':
			s, err = p.index()
		case p.peek(0) == '.' && isLetter(p.peek(1)):
			p.pos++
			s, err = p.member(ref)
		default:
			return nil
		}
		if err != nil {
			return err
		}
		ref.steps = append(ref.steps, s)
	}
}

func (p *parser) index() (step, error) {
	p.pos++
	key, err := p.operand()
	if err != nil {
		return nil, err
	}
	return indexStep{key}, p.expect(']')
}

func (p *parser) member(ref *refNode) (step, error) {
	name := p.identifier()
	if p.peek(0) != '(' {
		return propertyStep(name), nil
	}
	p.pos++
	args, err := p.list(')')
	if err != nil {
		return nil, err
	}
	call := &callStep{name: name, args: args}
	if ref.root == "input" && len(ref.steps) == 0 && len(args) == 1 {
		call.preparePath()
	}
	return call, nil
}

// list parses operands separated by commas up to the closing byte.
func (p *parser) list(end byte) ([]expr, error) {
	p.skipSpace()
	if p.peek(0) == end {
		p.pos++
		return nil, nil
	}
	first, err := p.operand()
	if err != nil {
		return nil, err
	}
	return p.listAfter(first, end)
}

// listAfter parses the rest of a list whose first element is read.
func (p *parser) listAfter(first expr, end byte) ([]expr, error) {
	items := []expr{first}
	for p.skipSpace(); p.peek(0) == ','; p.skipSpace() {
		p.pos++
		item, err := p.operand()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, p.expect(end)
}
