package mapping

import "strings"

// directive is a #word that closes or continues a block.
type directive struct {
	name   string
	offset int
}

// isDirective reports the words Velocity knows; others are text.
func isDirective(word string) bool {
	switch word {
	case "set", "if", "elseif", "else", "end", "foreach", "break", "stop", "define",
		"macro", "include", "parse", "evaluate":
		return true
	}
	return false
}

// hash parses what starts with #: a comment, a literal block, a directive, or the character itself.
// It returns the directive that ends the enclosing block, if this is one.
func (p *parser) hash(b *builder) (directive, error) {
	rest := p.src[p.pos:p.end]
	switch {
	case strings.HasPrefix(rest, "##"):
		p.lineComment()
		return directive{}, nil
	case strings.HasPrefix(rest, "#*"):
		p.blockComment()
		return directive{}, nil
	case strings.HasPrefix(rest, "#[["):
		return directive{}, p.literalBlock(b)
	}
	word, width := p.directiveWord(p.pos)
	start := p.pos
	switch word {
	case "end", "else":
		p.pos += width
		p.gobbleLine()
		return directive{word, start}, nil
	case "elseif":
		p.pos += width
		return directive{word, start}, nil
	case "stop", "break":
		p.pos += width
		b.add(jumpNode{stop: word == "stop"})
		return directive{}, nil
	case "macro", "include", "parse", "evaluate":
		return directive{}, p.fail(start, "#%s is not supported in a mapping template", word)
	}
	return directive{}, p.opening(b, word, width)
}

// opening parses the directives that have arguments, or falls back to text.
func (p *parser) opening(b *builder, word string, width int) error {
	start := p.pos
	if next, ok := p.setOpen(p.pos); ok {
		p.pos = next
		return p.set(b, start)
	}
	p.pos += width
	switch word {
	case "if":
		return p.conditional(b)
	case "foreach":
		if p.parenthesis() {
			return p.foreach(b, start)
		}
	case "define":
		if p.parenthesis() {
			return p.define(b)
		}
	}
	// A lone # or an unknown word is the author's text.
	width = max(width, 1)
	p.pos = start + width
	b.text.WriteString(p.src[start:p.pos])
	return nil
}

// parenthesis consumes blanks and an opening parenthesis, or nothing.
func (p *parser) parenthesis() bool {
	start := p.pos
	p.skipSpace()
	if p.peek(0) == '(' {
		p.pos++
		return true
	}
	p.pos = start
	return false
}

// lineComment drops ## up to and including the line end.
func (p *parser) lineComment() {
	n := strings.IndexAny(p.src[p.pos:p.end], "\r\n")
	if n < 0 {
		p.pos = p.end
		return
	}
	p.pos += n
	p.gobbleLine()
}

// blockComment drops #* ... *#; one that is never closed takes the rest, as in Velocity.
func (p *parser) blockComment() {
	n := strings.Index(p.src[p.pos+2:p.end], "*#")
	if n < 0 {
		p.pos = p.end
		return
	}
	p.pos += 2 + n + 2
}

func (p *parser) literalBlock(b *builder) error {
	n := strings.Index(p.src[p.pos+3:p.end], "]]#")
	if n < 0 {
		return p.fail(p.pos, "#[[ is not closed by ]]#")
	}
	b.text.WriteString(p.src[p.pos+3 : p.pos+3+n])
	p.pos += 3 + n + 3
	return nil
}

// condition parses ( expression ) and the line end behind it.
func (p *parser) condition() (expr, error) {
	if err := p.expect('('); err != nil {
		return nil, err
	}
	cond, err := p.expression()
	if err != nil {
		return nil, err
	}
	return cond, p.closeDirective()
}

func (p *parser) closeDirective() error {
	if err := p.expect(')'); err != nil {
		return err
	}
	p.gobbleLine()
	return nil
}

// conditional parses an #if with its #elseif and #else branches.
func (p *parser) conditional(b *builder) error {
	start := p.pos
	var n ifNode
	for {
		cond, err := p.condition()
		if err != nil {
			return err
		}
		body, term, err := p.block()
		if err != nil {
			return err
		}
		n.branches = append(n.branches, branch{cond, body})
		if term.name == "elseif" {
			continue
		}
		if term.name == "else" {
			if n.otherwise, term, err = p.block(); err != nil {
				return err
			}
		}
		if term.name != "end" {
			return p.unclosed("if", start, term)
		}
		b.add(&n)
		return nil
	}
}

func (p *parser) unclosed(name string, start int, term directive) error {
	if term.name != "" {
		return p.fail(term.offset, "#%s inside #%s where #end is expected", term.name, name)
	}
	return p.fail(start, "#%s is not closed by #end", name)
}

// body parses a block that only #end may close.
func (p *parser) body(name string, start int) (block, error) {
	body, term, err := p.block()
	if err == nil && term.name != "end" {
		err = p.unclosed(name, start, term)
	}
	return body, err
}

func (p *parser) foreach(b *builder, start int) error {
	name, err := p.variable()
	if err != nil {
		return err
	}
	p.skipSpace()
	if !p.word("in") {
		return p.unexpected("in")
	}
	n := &foreachNode{name: name, pos: p.position(start)}
	if n.list, err = p.operand(); err != nil {
		return err
	}
	if err = p.closeDirective(); err != nil {
		return err
	}
	n.body, err = p.body("foreach", start)
	b.add(n)
	return err
}

func (p *parser) define(b *builder) error {
	start := p.pos
	name, err := p.variable()
	if err != nil {
		return err
	}
	if err = p.closeDirective(); err != nil {
		return err
	}
	body, err := p.body("define", start)
	b.add(&defineNode{name, &definition{body}})
	return err
}

// variable parses a reference that is a plain name.
func (p *parser) variable() (string, error) {
	p.skipSpace()
	start := p.pos
	ref, err := p.reference()
	if err != nil {
		return "", err
	}
	if ref == nil || len(ref.steps) > 0 {
		p.pos = start
		return "", p.unexpected("a variable")
	}
	return ref.root, nil
}

func (p *parser) set(b *builder, start int) error {
	p.skipSpace()
	target, err := p.reference()
	if err != nil {
		return err
	}
	if target == nil {
		return p.unexpected("a reference")
	}
	if err = p.expect('='); err != nil {
		return err
	}
	value, err := p.expression()
	if err != nil {
		return err
	}
	b.add(&setNode{target, value, p.position(start)})
	return p.closeDirective()
}
