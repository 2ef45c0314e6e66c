package sigv4

import (
	"net/http"
	"strconv"
	"time"
)

const (
	// DefaultSkew is how far a clock may be off where Options do not say.
	DefaultSkew = 15 * time.Minute
	// MaxExpires is the longest life of a presigned request.
	MaxExpires = 7 * 24 * time.Hour
)

// setTime takes X-Amz-Date's format, and those of a Date header (RFC 9110
// section 5.6.7), which is signed as if it had been sent in the first.
func (s *Signature) setTime(date string) error {
	t, err := time.Parse(timeFormat, date)
	// The length is asked for because Parse takes a fraction of a second unasked.
	if err != nil || len(date) != len(timeFormat) {
		if t, err = http.ParseTime(date); err != nil {
			return &Error{Reason: ReasonBadDate, InQuery: s.Presigned, Value: date}
		}
		date = t.UTC().Format(timeFormat)
	}
	s.Time, s.timestamp = t, date
	return nil
}

func (s *Signature) setExpires(text string) error {
	if text == "" {
		return nil
	}
	seconds, err := strconv.ParseUint(text, 10, 32)
	if err != nil || seconds == 0 || seconds > uint64(MaxExpires/time.Second) {
		return &Error{Reason: ReasonBadExpires, InQuery: true, Value: text}
	}
	s.Expires = time.Duration(seconds) * time.Second
	return nil
}

// checkClock allows for skew both ways; a presigned request lives as long as it
// says instead, but may not come from further in the future than any other.
func (s *Signature) checkClock(now time.Time, skew time.Duration) error {
	if skew == 0 {
		skew = DefaultSkew
	}
	life := skew
	if s.Expires != 0 {
		life = s.Expires
	}
	switch age := now.Sub(s.Time); {
	case age > life:
		return &Error{Reason: ReasonExpired, InQuery: s.Presigned, Signed: s.Time, Now: now, Window: life}
	case age < -skew:
		return &Error{Reason: ReasonNotYetCurrent, InQuery: s.Presigned, Signed: s.Time, Now: now, Window: skew}
	}
	return nil
}
