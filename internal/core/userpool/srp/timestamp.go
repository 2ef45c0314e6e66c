package srp

import (
	"errors"
	"time"
)

// ErrTimestamp says that a TIMESTAMP is not of the form that clients sign.
var ErrTimestamp = errors.New("not of the form EEE MMM d HH:mm:ss z yyyy")

// ReadTimestamp reads the time that a client signed, such as "Tue Sep 5 07:04:09 UTC 2023". Days with a leading zero or
// space are what some platforms' formatters make of the form. The weekday must be that of the date.
func ReadTimestamp(text string) (time.Time, error) {
	for _, form := range []string{"Mon Jan 2 15:04:05 UTC 2006", "Mon Jan 02 15:04:05 UTC 2006", "Mon Jan _2 15:04:05 UTC 2006"} {
		t, err := time.Parse(form, text)
		if err == nil && t.Format("Mon") == text[:3] {
			return t, nil
		}
	}
	return time.Time{}, ErrTimestamp
}
