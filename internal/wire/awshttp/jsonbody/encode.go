package jsonbody

import (
	"encoding/base64"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

// Append writes the struct that out points to as an object. Absent members are left out.
func (c *Codec) Append(dst []byte, shape int, out any, scope protocol.Scope) []byte {
	v := reflect.ValueOf(out)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return append(dst, "{}"...)
		}
		v = v.Elem()
	}
	if c.service.Shapes[shape].Kind == awsapi.Document {
		return append(dst, v.Bytes()...)
	}
	p := c.plan(shape)
	if dst == nil {
		const slack, largest = 64, 64 << 10
		dst = make([]byte, 0, min(p.size.Load(), largest)+slack)
	}
	dst = c.structure(dst, p, v, scope)
	p.size.Store(int64(len(dst)))
	return dst
}

func (c *Codec) structure(dst []byte, p *plan, v reflect.Value, scope protocol.Scope) []byte {
	dst = append(dst, '{')
	first := true
	for i := range p.members {
		m := &p.members[i]
		f := v.Field(i)
		if scalar.Absent(f) || !scope.Holds(m) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(dst, p.keys[i]...)
		dst = c.value(dst, m, reflect.Indirect(f))
	}
	return append(dst, '}')
}

func (c *Codec) value(dst []byte, m *awsapi.Member, v reflect.Value) []byte {
	s := c.shape(m)
	switch s.Kind {
	case awsapi.Structure:
		return c.structure(dst, c.plan(m.Shape), v, protocol.Nested)
	case awsapi.List:
		return c.list(dst, s, v)
	case awsapi.Map:
		return c.mapping(dst, s, v)
	case awsapi.String:
		return AppendString(dst, v.String())
	case awsapi.Document:
		return append(dst, v.Bytes()...)
	case awsapi.Blob:
		dst = base64.StdEncoding.AppendEncode(append(dst, '"'), v.Bytes())
		return append(dst, '"')
	case awsapi.Timestamp:
		format := scalar.TimeFormat(m, s, scalar.Unix)
		if format == scalar.Unix {
			return scalar.AppendTime(dst, scalar.Time(v), format)
		}
		return append(scalar.AppendTime(append(dst, '"'), scalar.Time(v), format), '"')
	case awsapi.Float, awsapi.Double:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			return append(scalar.AppendFloat(append(dst, '"'), f), '"')
		}
	}
	return scalar.Append(dst, v, s, "")
}

func (c *Codec) list(dst []byte, s *awsapi.Shape, v reflect.Value) []byte {
	dst = append(dst, '[')
	for i := range v.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = c.value(dst, &s.Elem, v.Index(i))
	}
	return append(dst, ']')
}

// mapping writes the entries by name, so that the same answer always has the same bytes.
func (c *Codec) mapping(dst []byte, s *awsapi.Shape, v reflect.Value) []byte {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	dst = append(dst, '{')
	for i, key := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendString(dst, key.String()), ':')
		dst = c.value(dst, &s.Elem, v.MapIndex(key))
	}
	return append(dst, '}')
}

// AppendString writes a JSON string. Bytes that are not UTF-8 become U+FFFD (RFC 8259 section 8.1).
func AppendString(dst []byte, text string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, text[start:i]...), "\ufffd"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		dst = appendEscape(append(dst, text[start:i]...), c)
		i++
		start = i
	}
	return append(append(dst, text[start:]...), '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigit(c>>4), hexDigit(c&15))
}

func hexDigit(n byte) byte { return strconv.FormatUint(uint64(n), 16)[0] }
