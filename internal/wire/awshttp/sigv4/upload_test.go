package sigv4

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
)

// upload is a request whose body is in chunks.
type upload struct {
	mode     string
	pieces   []string
	declared string // x-amz-decoded-content-length, if it is not the true one
	trailer  string // x-amz-trailer
	// what is changed after signing: the frames, each with its line ends
	edit func(frames []string) []string
}

const chunkedTrailer = "x-amz-checksum-crc32c"

func newUpload(mode string, edit func([]string) []string) *upload {
	u := &upload{mode: mode, pieces: []string{"first chunk,", " second chunk,", " third"}, edit: edit}
	if mode != StreamingPayload {
		u.trailer = chunkedTrailer
	}
	return u
}

func (u *upload) data() string { return strings.Join(u.pieces, "") }

// request signs the head and makes the body as a client does.
func (u *upload) request(t testing.TB) (*Request, string) {
	t.Helper()
	req := newRequest(t, "PUT", "/bucket/key", "")
	length := strconv.Itoa(len(u.data()))
	if u.declared != "" {
		length = u.declared
	}
	if length != "none" {
		req.Header.Set("X-Amz-Decoded-Content-Length", length)
	}
	if u.trailer != "" {
		req.Header.Set("X-Amz-Trailer", u.trailer)
	}
	if err := Sign(req, u.mode, testCreds(), testRegion, "s3", testTime); err != nil {
		t.Fatal(err)
	}
	_, seed, _ := strings.Cut(req.Header.Get("Authorization"), "Signature=")
	frames := u.frames(seed)
	if u.edit != nil {
		frames = u.edit(frames)
	}
	return FromHTTP(req, nil), strings.Join(frames, "")
}

// frames are the chunks, the final chunk's line, the trailers and the empty line.
func (u *upload) frames(previous string) []string {
	scope := testTime.Format(timeFormat) + "\n" + testTime.Format("20060102") + "/" + testRegion + "/s3/aws4_request\n"
	key := deriveKey(testSecret, &Credential{Date: testTime.Format("20060102"), Region: testRegion, Service: "s3"})
	sign := func(text string) string {
		previous = string(key.appendSignature(nil, []byte(text)))
		return previous
	}
	hexHash := func(text string) string { s := sha256.Sum256([]byte(text)); return hex.EncodeToString(s[:]) }
	line := func(data string) string {
		if u.mode == StreamingUnsignedTrailer {
			return fmt.Sprintf("%x\r\n", len(data))
		}
		signature := sign("AWS4-HMAC-SHA256-PAYLOAD\n" + scope + previous + "\n" + EmptySHA256 + "\n" + hexHash(data))
		return fmt.Sprintf("%x;chunk-signature=%s\r\n", len(data), signature)
	}
	var out []string
	for _, piece := range u.pieces {
		out = append(out, line(piece)+piece+"\r\n")
	}
	out = append(out, line(""))
	if u.trailer == chunkedTrailer {
		sum := crc32c(chunkedTrailer)
		io.WriteString(sum, u.data())
		value := chunkedTrailer + ":" + base64.StdEncoding.EncodeToString(sum.Sum(nil))
		out = append(out, value+"\r\n")
		if u.mode == StreamingPayloadTrailer {
			out = append(out, "x-amz-trailer-signature:"+sign("AWS4-HMAC-SHA256-TRAILER\n"+scope+previous+"\n"+hexHash(value+"\n"))+"\r\n")
		}
	}
	return append(out, "\r\n")
}

func (u *upload) open(t testing.TB, wrap func(io.Reader) io.Reader) (*Payload, error) {
	t.Helper()
	r, body := u.request(t)
	in := io.Reader(strings.NewReader(body))
	if wrap != nil {
		in = wrap(in)
	}
	s, err := Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	return s.Open(r, in, testSecret, testTime, &Options{Services: []string{"s3"}, AllowStreaming: true, Checksum: crc32c})
}

// read returns what came out before the end or an error.
func (u *upload) read(t testing.TB) (string, error) {
	t.Helper()
	p, err := u.open(t, nil)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(p)
	return string(data), err
}
