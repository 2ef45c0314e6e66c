package template

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// numberLiteral writes a YAML number as JSON does. It refuses what a number
// would lose: the leading zeros of an account id, infinities and NaN.
func numberLiteral(text string) (string, bool) {
	plain := strings.ReplaceAll(text, "_", "")
	if leadingZero(plain) {
		return "", false
	}
	if plain != "" && json.Valid([]byte(plain)) && strings.ContainsAny(plain[:1], "-0123456789") {
		return plain, true
	}
	if n, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return strconv.FormatInt(n, 10), true
	}
	if n, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return strconv.FormatUint(n, 10), true
	}
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "", false
	}
	literal, err := json.Marshal(f)
	return string(literal), err == nil
}

// leadingZero reports digits that follow a zero: 0123456789012 is an account
// id that someone did not quote, far more often than an octal number.
func leadingZero(text string) bool {
	digits := strings.TrimLeft(text, "+-")
	return len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9'
}
