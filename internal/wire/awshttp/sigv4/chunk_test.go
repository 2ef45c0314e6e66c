package sigv4

import (
	"bytes"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// crc32c is the Checksum option of these tests.
func crc32c(name string) hash.Hash {
	if name == "x-amz-checksum-crc32c" {
		return crc32.New(crc32.MakeTable(crc32.Castagnoli))
	}
	return nil
}

// TestPublishedChunks is the example of the S3 API reference, "Signature Calculations: Transferring Payload in Multiple
// Chunks", with its signatures.
func TestPublishedChunks(t *testing.T) {
	t.Parallel()
	const (
		scope  = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"
		key    = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
		names  = "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class"
		seed   = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
		first  = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"
		second = "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"
		final  = "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"
	)
	data := strings.Repeat("a", 66560)
	body := "10000;chunk-signature=" + first + "\r\n" + data[:65536] + "\r\n" +
		"400;chunk-signature=" + second + "\r\n" + data[65536:] + "\r\n" +
		"0;chunk-signature=" + final + "\r\n\r\n"
	r := &Request{Method: "PUT", Host: "s3.amazonaws.com", RawPath: "/examplebucket/chunkObject.txt", Header: http.Header{
		"Content-Encoding": {"aws-chunked"}, "Content-Length": {"66824"}, "X-Amz-Content-Sha256": {StreamingPayload},
		"X-Amz-Date": {"20130524T000000Z"}, "X-Amz-Decoded-Content-Length": {"66560"}, "X-Amz-Storage-Class": {"REDUCED_REDUNDANCY"},
		"Authorization": {Algorithm + " Credential=" + scope + ",SignedHeaders=" + names + ",Signature=" + seed},
	}, Body: []byte(body)}
	now := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	o := &Options{Services: []string{"s3"}, AllowStreaming: true}
	if err := Verify(r, key, now, o); err != nil {
		t.Errorf("Verify = %v", err)
	}
	if err := Verify(r, key+"x", now, o); !isReason(err, ReasonSignatureMismatch) {
		t.Errorf("Verify with another secret = %v", err)
	}
	r.Body = []byte(strings.Replace(body, "aaa", "aab", 1))
	if err := Verify(r, key, now, o); !isReason(err, ReasonChunkMismatch) {
		t.Errorf("Verify of another body = %v", err)
	}
}

func TestChunks(t *testing.T) {
	t.Parallel()
	readers := map[string]func(io.Reader) io.Reader{
		"whole": nil, "byte by byte": iotest.OneByteReader, "end with data": iotest.DataErrReader, "halves": iotest.HalfReader,
	}
	for _, mode := range []string{StreamingPayload, StreamingPayloadTrailer, StreamingUnsignedTrailer} {
		for name, wrap := range readers {
			for _, pieces := range [][]string{nil, {"x"}, {"first,", "second"}, {strings.Repeat("long", 5000), "short"}} {
				u := newUpload(mode, nil)
				u.pieces = pieces
				p, err := u.open(t, wrap)
				if err != nil {
					t.Fatalf("%s, %s: Open = %v", mode, name, err)
				}
				if err := iotest.TestReader(p, []byte(u.data())); err != nil {
					t.Errorf("%s, %s, %d pieces: %v", mode, name, len(pieces), err)
				}
				if got := len(p.Trailer()); (got == 1) != (mode != StreamingPayload) {
					t.Errorf("%s: trailer %v", mode, p.Trailer())
				}
			}
		}
	}
}

// TestLastBytesWaitForTheEnd: who reads just as much as there is must not be content with a body whose end is wrong.
func TestLastBytesWaitForTheEnd(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{StreamingPayload, StreamingPayloadTrailer, StreamingUnsignedTrailer} {
		u := newUpload(mode, func(f []string) []string { return f[:len(f)-1] })
		p, err := u.open(t, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(p, make([]byte, len(u.data()))); !isReason(err, ReasonIncompleteBody) {
			t.Errorf("%s: ReadFull = %v", mode, err)
		}
	}
}

// TestLooseTrailerLines is how some clients write trailers: as they are signed, and then a new line.
func TestLooseTrailerLines(t *testing.T) {
	t.Parallel()
	u := newUpload(StreamingPayloadTrailer, func(f []string) []string { f[4] = strings.TrimRight(f[4], "\r\n") + "\n\r\n"; return f })
	if got, err := u.read(t); err != nil || got != u.data() {
		t.Errorf("%q, %v", got, err)
	}
}

// TestBrokenConnectionIsNoRefusal: what broke on the way is not the client's fault and keeps its cause.
func TestBrokenConnectionIsNoRefusal(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	p, err := newUpload(StreamingPayload, nil).open(t, func(r io.Reader) io.Reader {
		return io.MultiReader(io.LimitReader(r, 120), iotest.ErrReader(broken))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(p); !errors.Is(err, broken) {
		t.Errorf("ReadAll = %v", err)
	}
}

func TestOpenOtherPayloads(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		service, declared, body string
		want                    Reason
	}{
		"hash":            {"s3", HashPayload([]byte("body")), "body", 0},
		"hash of nothing": {"s3", EmptySHA256, "", 0},
		"another hash":    {"s3", EmptySHA256, "body", ReasonPayloadMismatch},
		"unsigned":        {"s3", UnsignedPayload, "body", 0},
		"not declared":    {"lambda", "", "body", 0},
		"not allowed":     {"lambda", UnsignedPayload, "body", ReasonPayloadRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := newRequest(t, "PUT", "/bucket/key", "")
			hash := c.declared
			if hash == "" {
				hash = HashPayload([]byte(c.body))
			}
			if err := Sign(req, hash, testCreds(), testRegion, c.service, testTime); err != nil {
				t.Fatal(err)
			}
			r := FromHTTP(req, nil)
			s, err := Parse(r)
			if err != nil {
				t.Fatal(err)
			}
			var got []byte
			p, err := s.Open(r, strings.NewReader(c.body), testSecret, testTime, &Options{Services: []string{c.service}})
			if err == nil {
				if p.Trailer() != nil {
					t.Errorf("trailer %v", p.Trailer())
				}
				got, err = io.ReadAll(p)
			}
			if c.want == 0 && (err != nil || string(got) != c.body) || c.want != 0 && !isReason(err, c.want) {
				t.Errorf("%q, %v, want %v", got, err, c.want)
			}
			if _, err := s.Open(r, strings.NewReader(c.body), "other", testTime, &Options{Services: []string{c.service}}); err == nil {
				t.Error("opened with another secret")
			}
		})
	}
}

// FuzzChunks wants no body to come out whole that is not the signed one.
func FuzzChunks(f *testing.F) {
	modes := []string{StreamingPayload, StreamingPayloadTrailer, StreamingUnsignedTrailer}
	for i, mode := range modes {
		_, body := newUpload(mode, nil).request(f)
		f.Add(uint8(i), []byte(body))
	}
	f.Add(uint8(0), []byte("0;chunk-signature=\r\n\r\n"))
	f.Add(uint8(2), []byte("20\r\n"))
	f.Fuzz(func(t *testing.T, mode uint8, body []byte) {
		u := newUpload(modes[int(mode)%len(modes)], func([]string) []string { return []string{string(body)} })
		got, err := u.read(t)
		var refused *Error
		switch {
		case err == nil && got != u.data() && u.mode != StreamingUnsignedTrailer:
			t.Errorf("accepted %q", got)
		case err == nil && len(got) != len(u.data()):
			t.Errorf("accepted %d bytes, %d were declared", len(got), len(u.data()))
		case err != nil && (!errors.As(err, &refused) || refused.Short().Message == "" || refused.Query().Code == ""):
			t.Errorf("refused without words: %v", err)
		case err != nil && bytes.Equal([]byte(got), []byte(u.data())):
			t.Error("all of the data came out of a body that was refused")
		}
	})
}
