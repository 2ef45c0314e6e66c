package mapping

import (
	"fmt"
	"strconv"
	"strings"
)

type pathParser struct {
	text  string
	pos   int
	steps int
}

// parsePath compiles a JSONPath. A path without $ starts at the root too.
func parsePath(text string) (*jsonPath, error) {
	if len(text) > maxPath {
		return nil, fmt.Errorf("JSONPath is more than %d bytes", maxPath)
	}
	p := &pathParser{text: rooted(text), pos: 1}
	path, err := p.path()
	if err == nil && p.pos < len(p.text) {
		err = p.unexpected("the end of the path")
	}
	if err != nil {
		return nil, err
	}
	return path, nil
}

func (p *pathParser) peek(n int) byte {
	if p.pos+n < len(p.text) {
		return p.text[p.pos+n]
	}
	return 0
}

func (p *pathParser) unexpected(want string) error {
	return fmt.Errorf("JSONPath %q: found %q where %s is expected",
		truncate(p.text), truncate(p.text[min(p.pos, len(p.text)):]), want)
}

func (p *pathParser) unsupported(what string) error {
	return fmt.Errorf("JSONPath %q: %s is not supported", truncate(p.text), what)
}

func (p *pathParser) skipSpace() {
	for p.peek(0) == ' ' || p.peek(0) == '\t' || p.peek(0) == '\n' || p.peek(0) == '\r' {
		p.pos++
	}
}

func (p *pathParser) take(s string) bool {
	if strings.HasPrefix(p.text[p.pos:], s) {
		p.pos += len(s)
		return true
	}
	return false
}

// step counts what bounds the depth of a search and of a filter.
func (p *pathParser) step() error {
	if p.steps++; p.steps > maxSegments {
		return p.unsupported(fmt.Sprintf("more than %d steps", maxSegments))
	}
	return nil
}

// path parses the segments behind $ or @.
func (p *pathParser) path() (*jsonPath, error) {
	path := &jsonPath{definite: true}
	for !path.length {
		if err := p.step(); err != nil {
			return nil, err
		}
		var err error
		switch {
		case p.take(".."):
			path.definite = false
			path.segments = append(path.segments, descendSegment{})
			if p.peek(0) == '[' {
				p.pos++
				err = p.bracket(path)
			} else {
				err = p.name(path)
			}
		case p.take("."):
			err = p.name(path)
		case p.take("["):
			err = p.bracket(path)
		default:
			path.closeNames()
			return path, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return path, nil
}

// closeNames settles what several names in one bracket mean: at the end one object, before the end
// each of them.
func (p *jsonPath) closeNames() {
	for i, s := range p.segments {
		names, ok := s.(namesSegment)
		if !ok || len(names.names) < 2 {
			continue
		}
		if i == len(p.segments)-1 {
			names.merge = true
			p.segments[i] = names
		} else {
			p.definite = false
		}
	}
}

// name parses what follows a dot.
func (p *pathParser) name(path *jsonPath) error {
	if p.take("*") {
		path.definite = false
		path.segments = append(path.segments, wildcardSegment{})
		return nil
	}
	start := p.pos
	for p.pos < len(p.text) && strings.IndexByte(".[]()=!<>&|,~'\" \t\r\n", p.text[p.pos]) < 0 {
		p.pos++
	}
	name := p.text[start:p.pos]
	switch {
	case name == "":
		return p.unexpected("a name")
	case p.peek(0) == '(':
		if name != "length" || !p.take("()") {
			return p.unsupported("function " + name + "()")
		}
		path.length = true
		return nil
	}
	path.segments = append(path.segments, namesSegment{names: []string{name}})
	return nil
}

// bracket parses what follows an opening bracket, and the bracket that closes it.
func (p *pathParser) bracket(path *jsonPath) error {
	p.skipSpace()
	var s segment
	var err error
	definite := false
	switch c := p.peek(0); {
	case c == '*':
		p.pos++
		s = wildcardSegment{}
	case c == '?':
		s, err = p.filter()
	case c == '\'' || c == '"':
		s, err = p.names()
		definite = true
	default:
		s, err = p.positions()
		i, isIndex := s.(indexSegment)
		definite = isIndex && len(i) == 1
	}
	if err != nil {
		return err
	}
	if p.skipSpace(); !p.take("]") {
		return p.unexpected(`"]"`)
	}
	path.definite = path.definite && definite
	path.segments = append(path.segments, s)
	return nil
}

func (p *pathParser) names() (segment, error) {
	var s namesSegment
	for {
		p.skipSpace()
		name, err := p.quoted()
		if err != nil {
			return nil, err
		}
		s.names = append(s.names, name)
		if p.skipSpace(); !p.take(",") {
			return s, nil
		}
	}
}

// quoted reads '...' or "..."; a backslash makes the next character literal.
func (p *pathParser) quoted() (string, error) {
	quote := p.peek(0)
	if quote != '\'' && quote != '"' {
		return "", p.unexpected("a quoted name")
	}
	var b strings.Builder
	for p.pos++; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case c == quote:
			p.pos++
			return b.String(), nil
		case c == '\\' && p.pos+1 < len(p.text):
			p.pos++
			b.WriteByte(p.text[p.pos])
		default:
			b.WriteByte(c)
		}
	}
	return "", p.unexpected("a closing quote")
}

// positions parses 1, -1, 0,2 or a slice.
func (p *pathParser) positions() (segment, error) {
	var s indexSegment
	for {
		p.skipSpace()
		i, err := p.integer()
		if err != nil {
			return nil, err
		}
		p.skipSpace()
		if len(s) == 0 && p.take(":") {
			p.skipSpace()
			to, err := p.integer()
			if p.peek(0) == ':' {
				return nil, p.unsupported("a slice with a step")
			}
			return sliceSegment{i, to}, err
		}
		if i == nil {
			return nil, p.unexpected("an index")
		}
		s = append(s, *i)
		if !p.take(",") {
			return s, nil
		}
	}
}

// integer reads an integer, or nothing.
func (p *pathParser) integer() (*int, error) {
	start := p.pos
	p.take("-")
	for isDigit(p.peek(0)) {
		p.pos++
	}
	if p.pos == start {
		return nil, nil
	}
	n, err := strconv.ParseInt(p.text[start:p.pos], 10, 32)
	if err != nil {
		return nil, p.unsupported("index " + truncate(p.text[start:p.pos]))
	}
	i := int(n)
	return &i, nil
}
