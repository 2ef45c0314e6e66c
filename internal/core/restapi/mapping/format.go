package mapping

import (
	"fmt"
	"strconv"
	"strings"
)

// text is Java's toString of a value.
func (x *exec) text(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case *definition:
		return x.capture(v.body)
	}
	p := printer{budget: &x.budget}
	p.java(v, 0)
	return p.out.String(), p.err
}

// capture renders a block to a string of its own.
func (x *exec) capture(b block) (string, error) {
	defer x.unnest()
	if err := x.nest(); err != nil {
		return "", err
	}
	var w strings.Builder
	err := b.render(x, &w)
	return w.String(), err
}

// printer writes values, as Java or as JSON, until the budget or the depth is used up.
type printer struct {
	*budget
	out strings.Builder
	err error
}

func (p *printer) put(s string) {
	if p.err != nil {
		return
	}
	if p.out.Len()+len(s) > MaxOutput {
		p.err = fmt.Errorf("value is more than %d bytes as text", MaxOutput)
		return
	}
	if p.err = p.charge(len(s)); p.err == nil {
		p.out.WriteString(s)
	}
}

// deep reports, and records, that a value nests too far (it may contain itself).
func (p *printer) deep(depth int) bool {
	if depth > maxDepth && p.err == nil {
		p.err = fmt.Errorf("value nests deeper than %d", maxDepth)
	}
	return p.err != nil
}

func (p *printer) java(v any, depth int) {
	if p.deep(depth) {
		return
	}
	switch v := v.(type) {
	case *List:
		if v.json {
			p.json(v, depth)
			return
		}
		p.put("[")
		for i, item := range v.items {
			p.separate(i)
			p.java(item, depth+1)
		}
		p.put("]")
	case *Map:
		p.javaMap(v, depth)
	case *contextValue:
		p.javaMap(v.materialise(), depth)
	case *entry:
		p.pair(v.key, v.value, depth)
	default:
		p.put(scalar(v))
	}
}

func (p *printer) javaMap(m *Map, depth int) {
	p.put("{")
	for i, k := range m.keys {
		p.separate(i)
		p.pair(k, m.items[k], depth)
	}
	p.put("}")
}

func (p *printer) pair(key, value any, depth int) {
	p.java(key, depth+1)
	p.put("=")
	p.java(value, depth+1)
}

func (p *printer) separate(i int) {
	if i > 0 {
		p.put(", ")
	}
}

// scalar is the text of a value that holds no others.
func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return javaDouble(v)
	case bigNumber:
		return string(v)
	}
	return "" // the provided objects have no text of their own
}

// javaDouble is Double.toString: plain between 10^-3 and 10^7, else scientific, always with a digit
// after the point.
func javaDouble(f float64) string {
	abs := max(f, -f)
	if abs == 0 || abs >= 1e-3 && abs < 1e7 {
		s := strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	n, err := strconv.Atoi(exponent)
	if err != nil { // NaN and infinities, which no template can produce
		return mantissa
	}
	return mantissa + "E" + strconv.Itoa(n)
}
