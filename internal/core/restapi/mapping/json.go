package mapping

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrInvalidJSON says that a payload which has to be a JSON object is not. API Gateway answers 400
// "Invalid JSON in request body".
var ErrInvalidJSON = errors.New("Invalid JSON in request body") //nolint:staticcheck // AWS's sentence

// errDocumentLimit marks a document that is well formed so far but larger than a run may hold.
var errDocumentLimit = errors.New("document is too large")

// parseJSON reads one JSON document, keeping the order of keys.
func parseJSON(src string) (any, error) {
	d := decoder{Decoder: json.NewDecoder(strings.NewReader(src))}
	d.UseNumber()
	v, err := d.value(0)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return v, nil
		} else if err == nil {
			err = errors.New("document is followed by more text")
		}
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return nil, fmt.Errorf("parse JSON: %w", err)
}

type decoder struct {
	*json.Decoder
	values int
}

func (d *decoder) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("%w: it nests deeper than %d", errDocumentLimit, maxDepth)
	}
	if d.values++; d.values > maxValues {
		return nil, fmt.Errorf("%w: it has more than %d values", errDocumentLimit, maxValues)
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '[' {
			return d.list(depth)
		}
		return d.object(depth)
	case json.Number:
		return number(string(token)), nil
	}
	return token, nil
}

func (d *decoder) list(depth int) (any, error) {
	l := &List{json: true}
	for d.More() {
		item, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		l.items = append(l.items, item)
	}
	_, err := d.Token()
	return l, err
}

func (d *decoder) object(depth int) (any, error) {
	m := NewMap()
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		m.put(key, value)
	}
	_, err := d.Token()
	return m, err
}

// number keeps integers exact, makes short decimals doubles, and leaves the rest as written.
func number(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && text != "-0" {
		return n
	}
	if strings.ContainsAny(text, ".eE") && len(text) <= 18 {
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	}
	return bigNumber(text)
}

// jsonText writes a value as compact JSON.
func (x *exec) jsonText(v any) (string, error) {
	p := printer{budget: &x.budget}
	p.json(v, 0)
	return p.out.String(), p.err
}

func (p *printer) json(v any, depth int) {
	if p.deep(depth) {
		return
	}
	switch v := v.(type) {
	case *List:
		p.put("[")
		for i, item := range v.items {
			p.comma(i)
			p.json(item, depth+1)
		}
		p.put("]")
	case *Map:
		p.jsonMap(v, depth)
	case *contextValue:
		p.jsonMap(v.materialise(), depth)
	case string:
		p.put(quoteJSON(v))
	case nil, bool, int64, float64, bigNumber:
		p.put(scalar(v))
	default:
		p.put(quoteJSON(scalar(v)))
	}
}

func (p *printer) jsonMap(m *Map, depth int) {
	p.put("{")
	for i, k := range m.keys {
		p.comma(i)
		p.put(quoteJSON(scalar(k)))
		p.put(":")
		p.json(m.items[k], depth+1)
	}
	p.put("}")
}

func (p *printer) comma(i int) {
	if i > 0 {
		p.put(",")
	}
}

// quoteJSON writes a JSON string, escaping only what JSON requires: encoding/json would also escape
// <, > and &, which the service does not.
func quoteJSON(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20:
			b.WriteString(controlEscape(c))
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// controlEscape is how JSON and JavaScript strings show a control character.
func controlEscape(c byte) string {
	switch c {
	case '\b':
		return `\b`
	case '\t':
		return `\t`
	case '\n':
		return `\n`
	case '\f':
		return `\f`
	case '\r':
		return `\r`
	}
	return fmt.Sprintf(`\u%04X`, c)
}
