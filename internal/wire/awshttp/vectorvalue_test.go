package awshttp

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// fill sets a value as a vector writes it: timestamps are seconds, blobs are plain text, special floats are names.
func fill(s *awsapi.Service, shape int, v reflect.Value, from any) {
	sh := &s.Shapes[shape]
	switch sh.Kind {
	case awsapi.Structure:
		fillStructure(s, sh, v, from.(map[string]any))
	case awsapi.List:
		items := from.([]any)
		v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
		for i, item := range items {
			if item != nil {
				fill(s, sh.Elem.Shape, v.Index(i), item)
			}
		}
	case awsapi.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for key, item := range from.(map[string]any) {
			value := reflect.New(v.Type().Elem()).Elem()
			if item != nil {
				fill(s, sh.Elem.Shape, value, item)
			}
			v.SetMapIndex(reflect.ValueOf(key), value)
		}
	case awsapi.Document:
		text, err := json.Marshal(from)
		if err != nil {
			panic(err)
		}
		v.SetBytes(text)
	case awsapi.Boolean:
		v.SetBool(from.(bool))
	case awsapi.Integer, awsapi.Long:
		v.SetInt(int64(from.(float64)))
	case awsapi.Float, awsapi.Double:
		v.SetFloat(vectorFloat(from))
	case awsapi.Timestamp:
		v.Set(reflect.ValueOf(time.UnixMilli(int64(math.Round(from.(float64) * 1000))).UTC()))
	case awsapi.Blob:
		v.SetBytes([]byte(from.(string)))
	default:
		v.SetString(from.(string))
	}
}

func fillStructure(s *awsapi.Service, sh *awsapi.Shape, v reflect.Value, from map[string]any) {
	known := 0
	for i := range sh.Members {
		value, found := from[sh.Members[i].Name]
		if !found {
			continue
		}
		known++
		if value == nil {
			continue
		}
		f := v.Field(i)
		if f.Kind() == reflect.Pointer {
			f.Set(reflect.New(f.Type().Elem()))
			f = f.Elem()
		}
		fill(s, sh.Members[i].Shape, f, value)
	}
	for name := range from {
		// What tools add to a union whose member they do not know.
		if name == "SDK_UNKNOWN_MEMBER" {
			known++
		}
	}
	if known != len(from) {
		panic(fmt.Sprintf("%s has not all members of %v", sh.Name, from))
	}
}

func vectorFloat(from any) float64 {
	switch from {
	case "NaN":
		return math.NaN()
	case "Infinity":
		return math.Inf(1)
	case "-Infinity":
		return math.Inf(-1)
	}
	return from.(float64)
}
