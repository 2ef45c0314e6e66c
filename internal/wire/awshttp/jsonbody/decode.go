package jsonbody

import (
	"bytes"
	"encoding/base64"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/scalar"
)

type decoder struct {
	scanner
	c *Codec
}

// Decode reads an object into the struct that in points to. An empty body is an empty object: clients of operations
// without input send either. The error is an *awsapi.Exception.
func (c *Codec) Decode(body []byte, shape int, in any, scope protocol.Scope) error {
	d := decoder{scanner: scanner{data: body}, c: c}
	if d.peek() == 0 && d.pos == len(body) {
		return nil
	}
	if err := d.outermost(shape, reflect.ValueOf(in).Elem(), scope); err != nil {
		return err
	}
	if d.peek(); d.pos < len(body) {
		return errSyntax()
	}
	return nil
}

// outermost reads a structure, or the document that is the whole of a body.
func (d *decoder) outermost(shape int, v reflect.Value, scope protocol.Scope) error {
	switch {
	case d.c.service.Shapes[shape].Kind == awsapi.Document:
		return d.document(v)
	case d.peek() != '{':
		return malformed("Start of structure expected")
	}
	return d.structure(shape, v, scope)
}

func (d *decoder) structure(shape int, v reflect.Value, scope protocol.Scope) error {
	p := d.c.plan(shape)
	return d.elements('{', '}', func() error {
		name, err := d.key()
		if err != nil {
			return err
		}
		i := p.member(name)
		if i < 0 || !scope.Holds(&p.members[i]) {
			return d.skip()
		}
		if d.peek() == 'n' {
			return d.literal("null")
		}
		f := v.Field(i)
		// A name given twice: the last one counts alone.
		f.SetZero()
		return d.value(&p.members[i], scalar.Deref(f))
	})
}

func (d *decoder) value(m *awsapi.Member, v reflect.Value) error {
	s := d.c.shape(m)
	switch c := d.peek(); {
	case s.Kind == awsapi.Document:
		return d.document(v)
	case c == '{' && s.Kind == awsapi.Structure:
		return d.structure(m.Shape, v, protocol.Nested)
	case c == '{' && s.Kind == awsapi.Map:
		return d.mapping(s, v)
	case c == '[' && s.Kind == awsapi.List:
		return d.list(s, v)
	case c == '"':
		return d.fromText(s, v)
	case c == 't' || c == 'f':
		return d.fromLiteral(s, v, c == 't')
	case c == '-' || '0' <= c && c <= '9':
		return d.fromNumber(s, v)
	case c == '{':
		return malformed("Start of structure or map found where not expected.")
	case c == '[':
		return malformed("Start of list found where not expected")
	case c == 'n':
		return malformed("NULL_VALUE can not be converted to " + typeName(s))
	}
	return errSyntax()
}

// document keeps any value as it stands; that it is well-formed is checked all the same.
func (d *decoder) document(v reflect.Value) error {
	start := d.pos
	if err := d.skip(); err != nil {
		return err
	}
	v.SetBytes(bytes.Clone(d.data[start:d.pos]))
	return nil
}

func (d *decoder) list(s *awsapi.Shape, v reflect.Value) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	return d.elements('[', ']', func() error {
		n := v.Len()
		v.Grow(1)
		v.SetLen(n + 1)
		v.Index(n).SetZero()
		return d.value(&s.Elem, v.Index(n))
	})
}

// mapping leaves out entries that are null: clients send what they have not set.
func (d *decoder) mapping(s *awsapi.Shape, v reflect.Value) error {
	v.Set(reflect.MakeMap(v.Type()))
	elem := reflect.New(v.Type().Elem()).Elem()
	return d.elements('{', '}', func() error {
		name, err := d.key()
		if err != nil {
			return err
		}
		key := string(name)
		if d.peek() == 'n' {
			return d.literal("null")
		}
		elem.SetZero()
		if err := d.value(&s.Elem, elem); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(key), elem)
		return nil
	})
}

func (d *decoder) fromText(s *awsapi.Shape, v reflect.Value) error {
	text, err := d.text()
	if err != nil {
		return err
	}
	switch s.Kind {
	case awsapi.String:
		v.SetString(string(text))
		return nil
	case awsapi.Blob:
		b := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
		n, err := base64.StdEncoding.Decode(b, text)
		if err != nil {
			return malformed("Unable to parse the value as Base64")
		}
		v.SetBytes(b[:n])
		return nil
	case awsapi.Timestamp:
		t, err := scalar.ParseTime(string(text))
		if err != nil {
			return malformed("Unable to parse date")
		}
		setTime(v, t)
		return nil
	case awsapi.Float, awsapi.Double:
		if f, ok := scalar.ParseFloat(string(text)); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
			v.SetFloat(f)
			return nil
		}
	}
	return malformed("STRING_VALUE can not be converted to " + typeName(s))
}

func (d *decoder) fromLiteral(s *awsapi.Shape, v reflect.Value, value bool) error {
	if err := d.literal(strconv.FormatBool(value)); err != nil {
		return err
	}
	if s.Kind != awsapi.Boolean {
		return malformed(map[bool]string{true: "TRUE", false: "FALSE"}[value] + "_VALUE can not be converted to " + typeName(s))
	}
	v.SetBool(value)
	return nil
}

func (d *decoder) fromNumber(s *awsapi.Shape, v reflect.Value) error {
	text, err := d.number()
	if err != nil {
		return err
	}
	switch s.Kind {
	case awsapi.Integer, awsapi.Long:
		n, ok := integer(text, scalar.Bits(s))
		if !ok {
			return malformed("NUMBER_VALUE can not be converted to " + typeName(s))
		}
		v.SetInt(n)
		return nil
	case awsapi.Float, awsapi.Double, awsapi.Timestamp:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return malformed("NUMBER_VALUE can not be converted to " + typeName(s))
		}
		return setNumber(s, v, f)
	}
	return malformed("NUMBER_VALUE can not be converted to " + typeName(s))
}

func setNumber(s *awsapi.Shape, v reflect.Value, f float64) error {
	if s.Kind != awsapi.Timestamp {
		v.SetFloat(f)
		return nil
	}
	t, err := scalar.FromSeconds(f)
	if err != nil {
		return malformed("Unable to parse date")
	}
	setTime(v, t)
	return nil
}

func setTime(v reflect.Value, t time.Time) { *v.Addr().Interface().(*time.Time) = t }

// integer takes 3, and 3.0 and 3e0 too, which some languages write; never 3.5.
func integer(text string, bits int) (int64, bool) {
	if n, err := strconv.ParseInt(text, 10, bits); err == nil {
		return n, true
	}
	const exact = 1 << 53
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return 0, false
	}
	n := int64(f)
	return n, bits == 64 || n == int64(int32(n))
}

func typeName(s *awsapi.Shape) string {
	switch s.Kind {
	case awsapi.String:
		return "String"
	case awsapi.Boolean:
		return "Boolean"
	case awsapi.Integer:
		return "Integer"
	case awsapi.Long:
		return "Long"
	case awsapi.Float, awsapi.Double:
		return "Double"
	case awsapi.Timestamp:
		return "milliseconds since epoch"
	case awsapi.Blob:
		return "ByteBuffer"
	case awsapi.List:
		return "List"
	case awsapi.Map:
		return "Map"
	}
	return "Structure"
}
