package gateway

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// javaDate is how Java prints a Date, which is how API Gateway shows the times it understands in a token.
const javaDate = "Mon Jan 02 15:04:05 MST 2006"

// claims reads a token's payload. Whatever does not decode has no claims: it was verified, so it does.
func claims(payload []byte) map[string]any {
	var decoded map[string]any
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	if err := d.Decode(&decoded); err != nil {
		return map[string]any{}
	}
	for name, v := range decoded {
		decoded[name] = claimText(name, v)
	}
	return decoded
}

// claimText is a claim as methods see it: text, whatever it was. Lists are joined with commas, exp and iat are dates.
func claimText(name string, v any) string {
	if seconds, ok := wholeNumber(v); ok {
		if name == "exp" || name == "iat" {
			return time.Unix(seconds, 0).UTC().Format(javaDate)
		}
		return formatInt(seconds)
	}
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = claimText("", item)
		}
		return strings.Join(parts, ",")
	case json.Number:
		return v.String()
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

func wholeNumber(v any) (int64, bool) {
	if n, ok := v.(json.Number); ok {
		whole, err := n.Int64()
		return whole, err == nil
	}
	return 0, false
}
