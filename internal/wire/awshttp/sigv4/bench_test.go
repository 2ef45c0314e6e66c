package sigv4

import (
	"strings"
	"testing"
)

// BenchmarkVerify is one signed API call with a session token, whose key is
// cached: a canonical request of about 700 bytes.
func BenchmarkVerify(b *testing.B) {
	r := signed(b, "POST", "/dev/pets/42?limit=10&cursor=abc%3D", `{"name":"x"}`,
		"Content-Type", "application/json", "X-Amz-Security-Token", strings.Repeat("t", 400))
	o := testOptions()
	o.Keys = NewKeyCache(16)
	s, err := Parse(r)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Parse(r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("verify", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Verify(r, testSecret, testTime, o); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("uncached key", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := s.Verify(r, testSecret, testTime, testOptions()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
