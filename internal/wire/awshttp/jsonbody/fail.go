package jsonbody

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// AppendException writes the body of an error; an empty typeKey leaves the code to a header.
func AppendException(dst []byte, e *awsapi.Exception, typeKey string) ([]byte, error) {
	dst = append(dst, '{')
	if typeKey != "" {
		dst = append(appendPair(dst, typeKey, e.Code), ',')
	}
	dst = appendPair(dst, cmp.Or(e.MessageKey, "message"), e.Message)
	for _, name := range slices.Sorted(maps.Keys(e.Detail)) {
		value, err := json.Marshal(e.Detail[name])
		if err != nil {
			return nil, fmt.Errorf("member %s of %s: %w", name, e.Code, err)
		}
		dst = append(append(AppendString(append(dst, ','), name), ':'), value...)
	}
	return append(dst, '}'), nil
}

func appendPair(dst []byte, name, value string) []byte {
	return AppendString(append(AppendString(dst, name), ':'), value)
}
