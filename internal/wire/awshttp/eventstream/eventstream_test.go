package eventstream_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/awshttp/eventstream"
)

// TestPublishedMessages are messages of the test suites of AWS's client libraries.
func TestPublishedMessages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		headers []eventstream.Header
		payload string
		want    string
	}{
		"empty":      {nil, "", "000000100000000005c248eb7d98c8ff"},
		"no headers": {nil, "{'foo':'bar'}", "0000001d00000000fd528c5a7b27666f6f273a27626172277dc36539" + "36"},
		"one header": {
			[]eventstream.Header{{"content-type", "application/json"}}, "{'foo':'bar'}",
			"0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1",
		},
	} {
		got, err := eventstream.AppendMessage([]byte("before"), c.headers, []byte(c.payload))
		if err != nil || "before"+unhex(t, c.want) != string(got) {
			t.Errorf("%s: %x, %v, want %s", name, got, err, c.want)
		}
	}
}

func unhex(t *testing.T, text string) string {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<15)
	for name, c := range map[string]struct {
		headers []eventstream.Header
		payload int
	}{
		"payload": {nil, 16<<20 + 1},
		"name":    {[]eventstream.Header{{long[:256], ""}}, 0},
		"no name": {[]eventstream.Header{{"", "x"}}, 0},
		"value":   {[]eventstream.Header{{"x", long}}, 0},
		"many":    {[]eventstream.Header{{"a", long[1:]}, {"b", long[1:]}, {"c", long[1:]}, {"d", long[1:]}, {"e", long[1:]}}, 0},
	} {
		if _, err := eventstream.AppendMessage(nil, c.headers, make([]byte, c.payload)); !errors.Is(err, eventstream.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzMessage reads back what was written.
func FuzzMessage(f *testing.F) {
	f.Add(":event-type", "PayloadChunk", []byte("data"))
	f.Add("x", "", []byte(nil))
	f.Fuzz(func(t *testing.T, name, value string, payload []byte) {
		m, err := eventstream.AppendMessage(nil, []eventstream.Header{{name, value}}, payload)
		if err != nil {
			return
		}
		total, headers := int(binary.BigEndian.Uint32(m)), int(binary.BigEndian.Uint32(m[4:]))
		end := len(m) - 4
		switch {
		case total != len(m), binary.BigEndian.Uint32(m[8:]) != crc32.ChecksumIEEE(m[:8]):
			t.Errorf("prelude %x", m[:12])
		case binary.BigEndian.Uint32(m[end:]) != crc32.ChecksumIEEE(m[:end]), !bytes.Equal(m[12+headers:end], payload):
			t.Errorf("payload %x", m[12+headers:])
		case string(m[13:13+int(m[12])]) != name, string(m[12+headers-len(value):12+headers]) != value:
			t.Errorf("headers %x", m[12:12+headers])
		}
	})
}
