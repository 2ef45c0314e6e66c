package mapping

import (
	"fmt"
	"sort"
	"strings"
)

// parser reads one source. Text and VTL interleave, so there is no token stream of its own: the
// methods of lex.go read the next token at pos in whichever mode the grammar is in.
type parser struct {
	src      string
	pos, end int
	lines    []int // offset of each line's first byte
	at       int   // offset to report for every fault; -1 means the real one
	depth    int
}

func newParser(src string) *parser {
	lines := []int{0}
	for i := 0; i < len(src); i++ {
		if src[i] == '\n' {
			lines = append(lines, i+1)
		}
	}
	return &parser{src: src, end: len(src), lines: lines, at: -1}
}

// position is a place in the source.
type position struct{ line, column int }

func (p *parser) position(offset int) position {
	if p.at >= 0 {
		offset = p.at
	}
	line := sort.SearchInts(p.lines, offset+1)
	return position{line, offset - p.lines[line-1] + 1}
}

func (pos position) wrap(err error) error {
	if err == nil || err == errStop || err == errBreak {
		return err
	}
	if _, placed := err.(*Error); placed {
		return err
	}
	return &Error{pos.line, pos.column, err}
}

func (p *parser) fail(offset int, format string, args ...any) error {
	return p.position(offset).wrap(fmt.Errorf(format, args...))
}

// unexpected reports what stands at pos instead of what the grammar wants there.
func (p *parser) unexpected(want string) error {
	if p.pos >= p.end {
		return p.fail(p.pos, "template ends where %s is expected", want)
	}
	rest := p.src[p.pos:min(p.end, p.pos+12)]
	if i := strings.IndexAny(rest, "\r\n"); i > 0 {
		rest = rest[:i]
	}
	return p.fail(p.pos, "found %q where %s is expected", rest, want)
}

// enter guards the Go stack; every recursive production calls it and defers leave.
func (p *parser) enter() error {
	if p.depth++; p.depth > maxNesting {
		return p.fail(p.pos, "template nests deeper than %d", maxNesting)
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

// template parses the whole source.
func (p *parser) template() (block, error) {
	body, term, err := p.block()
	if err != nil {
		return nil, err
	}
	if term.name != "" {
		return nil, p.fail(term.offset, "#%s without a directive it belongs to", term.name)
	}
	return body, nil
}

// builder collects the nodes of a block, joining neighbouring text.
type builder struct {
	nodes block
	text  strings.Builder
}

func (b *builder) add(n node) {
	b.flush()
	b.nodes = append(b.nodes, n)
}

func (b *builder) flush() {
	if b.text.Len() > 0 {
		b.nodes = append(b.nodes, textNode(b.text.String()))
		b.text.Reset()
	}
}

// block parses up to the #end, #else or #elseif that is not its own, or to the end of the source.
func (p *parser) block() (block, directive, error) {
	defer p.leave()
	if err := p.enter(); err != nil {
		return nil, directive{}, err
	}
	var b builder
	for p.pos < p.end {
		var term directive
		var err error
		switch p.src[p.pos] {
		case '$':
			err = p.dollar(&b, 0)
		case '#':
			term, err = p.hash(&b)
		case '\\':
			err = p.backslash(&b)
		default:
			p.plainText(&b)
		}
		if err != nil || term.name != "" {
			b.flush()
			return b.nodes, term, err
		}
	}
	b.flush()
	return b.nodes, directive{}, nil
}

// plainText takes text up to the next $, # or backslash. Spaces and tabs between the previous
// construct and a #set belong to the #set (Velocity's SET_DIRECTIVE token starts with them), but
// those that end a longer run of text do not.
func (p *parser) plainText(b *builder) {
	blank := p.pos
	for blank < p.end && (p.src[blank] == ' ' || p.src[blank] == '\t') {
		blank++
	}
	if _, ok := p.setOpen(blank); ok {
		p.pos = blank
		return
	}
	n := strings.IndexAny(p.src[p.pos:p.end], "$#\\")
	if n < 0 {
		n = p.end - p.pos
	}
	b.text.WriteString(p.src[p.pos : p.pos+n])
	p.pos += n
}

// backslash reads a run of backslashes. In front of a reference it becomes the reference's escape;
// in front of a directive every two print one and an odd one makes the directive text; anywhere else
// they are ordinary characters.
func (p *parser) backslash(b *builder) error {
	start := p.pos
	for p.pos < p.end && p.src[p.pos] == '\\' {
		p.pos++
	}
	run := p.pos - start
	if p.pos < p.end && p.src[p.pos] == '$' {
		return p.dollar(b, run)
	}
	keep := run
	if word, width := p.directiveWord(p.pos); isDirective(word) {
		if run%2 == 1 {
			b.text.WriteString(p.src[start : start+run/2])
			b.text.WriteString(p.src[p.pos : p.pos+width])
			p.pos += width
			return nil
		}
		if word != "set" { // Velocity leaves backslashes before #set as they are
			keep = run / 2
		}
	}
	b.text.WriteString(p.src[start : start+keep])
	return nil
}
