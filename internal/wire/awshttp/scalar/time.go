package scalar

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// The formats of timestamps, as the models name them.
const (
	ISO8601 = "iso8601"
	Unix    = "unixTimestamp"
	RFC822  = "rfc822"
)

// TimeFormat is the format a use of a shape has: its own, the shape's, or the one that is usual in that place.
func TimeFormat(m *awsapi.Member, s *awsapi.Shape, usual string) string {
	switch {
	case m.Format != "":
		return m.Format
	case s.Format != "":
		return s.Format
	}
	return usual
}

var errTime = errors.New("is not a timestamp")

// ParseTime reads a timestamp in any of the formats: clients use each other's, and no text is valid in two.
func ParseTime(text string) (time.Time, error) {
	text = strings.TrimSpace(text)
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		return FromSeconds(seconds)
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05", "20060102T150405Z0700", "2006-01-02",
		"Mon, 02 Jan 2006 15:04:05 GMT", time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 MST",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return inRange(t.UTC())
		}
	}
	return time.Time{}, errTime
}

// FromSeconds makes a time of seconds since 1970; the protocols carry milliseconds at most.
func FromSeconds(seconds float64) (time.Time, error) {
	const limit = 1 << 38 // beyond the year 9999
	if math.IsNaN(seconds) || math.Abs(seconds) > limit {
		return time.Time{}, errTime
	}
	return inRange(time.UnixMilli(int64(math.Round(seconds * 1000))).UTC())
}

// inRange keeps to the years that RFC 3339 can write.
func inRange(t time.Time) (time.Time, error) {
	if y := t.Year(); y < 0 || y > 9999 {
		return time.Time{}, errTime
	}
	return t, nil
}

// AppendTime writes a timestamp, cut to milliseconds; whole seconds have no fraction.
func AppendTime(dst []byte, t time.Time, format string) []byte {
	t = t.UTC()
	milli := t.Nanosecond() / int(time.Millisecond)
	switch format {
	case Unix:
		return appendSeconds(dst, t)
	case RFC822:
		return t.AppendFormat(dst, "Mon, 02 Jan 2006 15:04:05 GMT")
	}
	if milli == 0 {
		return t.AppendFormat(dst, "2006-01-02T15:04:05Z")
	}
	return t.AppendFormat(dst, "2006-01-02T15:04:05.000Z")
}

func appendSeconds(dst []byte, t time.Time) []byte {
	ms := t.UnixMilli()
	if ms%1000 == 0 {
		return strconv.AppendInt(dst, ms/1000, 10)
	}
	return strconv.AppendFloat(dst, float64(ms)/1000, 'f', -1, 64)
}
