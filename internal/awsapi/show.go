package awsapi

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// show prints a value as it stands in a message, with a space before it; sensitive ones are left out.
func (v *validator) show(s *Shape, rv reflect.Value) string {
	if v.sensitive(s) {
		return ""
	}
	const longest = 1024
	text := v.text(s, rv)
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "")
	}
	return " '" + text + "'"
}

// sensitive says whether a value must not be shown; one that has sensitive parts must not either.
func (v *validator) sensitive(s *Shape) bool {
	switch s.Kind {
	case List:
		return s.Sensitive || v.sensitive(&v.service.Shapes[s.Elem.Shape])
	case Map:
		return s.Sensitive || v.sensitive(&v.service.Shapes[s.Elem.Shape]) || v.sensitive(&v.service.Shapes[s.Key.Shape])
	case Structure:
		// Its members may be: no message of AWS's prints one.
		return true
	}
	return s.Sensitive
}

func (v *validator) text(s *Shape, rv reflect.Value) string {
	switch s.Kind {
	case List:
		var parts []string
		for i := range rv.Len() {
			parts = append(parts, v.text(&v.service.Shapes[s.Elem.Shape], rv.Index(i)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Map:
		var parts []string
		for _, k := range sortedKeys(rv) {
			parts = append(parts, k.String()+"="+v.text(&v.service.Shapes[s.Elem.Shape], rv.MapIndex(k)))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Blob:
		return fmt.Sprintf("java.nio.HeapByteBuffer[pos=0 lim=%d cap=%d]", rv.Len(), rv.Len())
	case Timestamp:
		return rv.Interface().(time.Time).Format(time.RFC3339)
	}
	return fmt.Sprint(rv.Interface())
}
