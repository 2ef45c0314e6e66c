package scalar

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// Deref is the value of an optional field, made if it is absent.
func Deref(f reflect.Value) reflect.Value {
	if f.Kind() != reflect.Pointer {
		return f
	}
	if f.IsNil() {
		f.Set(reflect.New(f.Type().Elem()))
	}
	return f.Elem()
}

// Absent says whether an optional field has no value.
func Absent(f reflect.Value) bool {
	switch f.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Func, reflect.Interface:
		return f.IsNil()
	}
	return false
}

// Is says whether a shape is one value and not a collection of values.
func Is(s *awsapi.Shape) bool {
	switch s.Kind {
	case awsapi.Structure, awsapi.List, awsapi.Map, awsapi.Document:
		return false
	}
	return true
}

var (
	errText    = errors.New("is not valid UTF-8")
	errBoolean = errors.New("is not a boolean")
	errInteger = errors.New("is not an integer")
	errNumber  = errors.New("is not a number")
	errBlob    = errors.New("is not base64")
)

// Set reads text into a field that is no pointer.
func Set(v reflect.Value, s *awsapi.Shape, text string) error {
	switch s.Kind {
	case awsapi.String:
		if !utf8.ValidString(text) {
			return errText
		}
		v.SetString(text)
	case awsapi.Boolean:
		if text != "true" && text != "false" {
			return errBoolean
		}
		v.SetBool(text == "true")
	case awsapi.Integer, awsapi.Long:
		n, err := strconv.ParseInt(text, 10, Bits(s))
		if err != nil {
			return errInteger
		}
		v.SetInt(n)
	case awsapi.Float, awsapi.Double:
		f, ok := ParseFloat(text)
		if !ok {
			return errNumber
		}
		v.SetFloat(f)
	case awsapi.Timestamp:
		t, err := ParseTime(text)
		if err != nil {
			return err
		}
		*v.Addr().Interface().(*time.Time) = t
	case awsapi.Blob:
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return errBlob
		}
		v.SetBytes(b)
	default:
		return fmt.Errorf("is a %s, not a text", v.Kind())
	}
	return nil
}

// Bits is the size of an integer.
func Bits(s *awsapi.Shape) int {
	if s.Kind == awsapi.Integer {
		return 32
	}
	return 64
}

// ParseFloat reads a number as the protocols write it; Go's own further forms (hexadecimal, "inf") are none of theirs.
func ParseFloat(text string) (float64, bool) {
	switch text {
	case "NaN":
		return math.NaN(), true
	case "Infinity":
		return math.Inf(1), true
	case "-Infinity":
		return math.Inf(-1), true
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && c != '+' && c != '-' && c != '.' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

// AppendFloat writes a number so that it reads back the same.
func AppendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	format := byte('f')
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, f, format, -1, 64)
}

// Append writes a field that is no pointer as text.
func Append(dst []byte, v reflect.Value, s *awsapi.Shape, timeFormat string) []byte {
	switch s.Kind {
	case awsapi.String:
		return append(dst, v.String()...)
	case awsapi.Boolean:
		return strconv.AppendBool(dst, v.Bool())
	case awsapi.Integer, awsapi.Long:
		return strconv.AppendInt(dst, v.Int(), 10)
	case awsapi.Float, awsapi.Double:
		return AppendFloat(dst, v.Float())
	case awsapi.Timestamp:
		return AppendTime(dst, Time(v), timeFormat)
	case awsapi.Blob:
		return base64.StdEncoding.AppendEncode(dst, v.Bytes())
	}
	return dst
}

// Time is the value of a field of type time.Time.
func Time(v reflect.Value) time.Time {
	if v.CanAddr() {
		// Interface on the address does not allocate, Interface on the value does.
		return *v.Addr().Interface().(*time.Time)
	}
	return v.Interface().(time.Time)
}
