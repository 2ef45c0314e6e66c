package srp_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/core/userpool/srp"
)

func TestTimestamps(t *testing.T) {
	t.Parallel()
	want := time.Date(2023, 9, 5, 7, 4, 9, 0, time.UTC)
	for _, text := range []string{"Tue Sep 5 07:04:09 UTC 2023", "Tue Sep 05 07:04:09 UTC 2023", "Tue Sep  5 07:04:09 UTC 2023"} {
		if got, err := srp.ReadTimestamp(text); err != nil || !got.Equal(want) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "Tue", "2023-09-05T07:04:09Z", "Mon Sep 5 07:04:09 UTC 2023", "Tue Sep 5 07:04:09 GMT 2023", "Di Sep 5 07:04:09 UTC 2023",
		"Tue Sep 5 7:04:09 UTC 2023x", "Tue Sep 31 07:04:09 UTC 2023", "tue Sep 5 07:04:09 UTC 2023", "Tue Sep 5 25:04:09 UTC 2023",
	} {
		if got, err := srp.ReadTimestamp(text); !errors.Is(err, srp.ErrTimestamp) {
			t.Errorf("%q read as %v, %v", text, got, err)
		}
	}
}
