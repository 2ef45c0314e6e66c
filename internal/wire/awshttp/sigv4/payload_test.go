package sigv4

import (
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
)

// declaring signs a request that declares hash for its body.
func declaring(t *testing.T, service, hash, body string) *Request {
	t.Helper()
	req := newRequest(t, "PUT", "/bucket/a%20b/../c", body)
	req.Header.Set("X-Amz-Content-Sha256", hash)
	if err := Sign(req, hash, testCreds(), testRegion, service, testTime); err != nil {
		t.Fatal(err)
	}
	return FromHTTP(req, []byte(body))
}

func TestDeclaredPayload(t *testing.T) {
	t.Parallel()
	actual, chunked := HashPayload([]byte("body")), "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	tests := map[string]struct {
		service, hash string
		o             Options
		want          Reason
	}{
		"s3 real":            {"s3", actual, Options{}, 0},
		"s3 other":           {"s3", EmptySHA256, Options{}, ReasonPayloadMismatch},
		"s3 unsigned":        {"s3", UnsignedPayload, Options{}, 0},
		"s3 streaming":       {"s3", chunked, Options{}, ReasonPayloadRefused},
		"s3 streaming asked": {"s3", chunked, Options{AllowStreaming: true}, ReasonLengthAbsent},
		"s3 nonsense":        {"s3", "abc", Options{}, ReasonPayloadRefused},
		"s3 capitals":        {"s3", strings.ToUpper(actual), Options{}, ReasonPayloadRefused},
		"lambda real":        {"lambda", actual, Options{}, 0},
		"lambda other":       {"lambda", EmptySHA256, Options{}, ReasonPayloadMismatch},
		"lambda unsigned":    {"lambda", UnsignedPayload, Options{}, ReasonPayloadRefused},
		"lambda asked":       {"lambda", UnsignedPayload, Options{AllowUnsignedPayload: true}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := declaring(t, tt.service, tt.hash, "body")
			tt.o.Services = []string{tt.service}
			err := Verify(r, testSecret, testTime, &tt.o)
			if tt.want == 0 && err != nil || tt.want != 0 && !isReason(err, tt.want) {
				t.Errorf("Verify = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestPayloadMismatchShowsRealHash(t *testing.T) {
	t.Parallel()
	err := Verify(declaring(t, "lambda", EmptySHA256, "body"), testSecret, testTime, &Options{Services: []string{"lambda"}})
	var e *Error
	if !errors.As(err, &e) || !strings.HasSuffix(e.CanonicalRequest, "\n"+HashPayload([]byte("body"))) {
		t.Errorf("Verify = %v, canonical request does not end in the body's own hash", err)
	}
}

func TestS3(t *testing.T) {
	t.Parallel()
	s3 := &Options{Services: []string{"s3"}}
	t.Run("path kept", func(t *testing.T) {
		t.Parallel()
		r := declaring(t, "s3", EmptySHA256, "")
		r.RawPath = "/bucket/c"
		if err := Verify(r, testSecret, testTime, s3); !isReason(err, ReasonSignatureMismatch) {
			t.Errorf("Verify of the normalised path = %v", err)
		}
	})
	t.Run("path spelling free", func(t *testing.T) {
		t.Parallel()
		r := declaring(t, "s3", EmptySHA256, "")
		r.RawPath = "/%62ucket/a%20b/%2e%2E/c"
		if err := Verify(r, testSecret, testTime, s3); err != nil {
			t.Errorf("Verify = %v", err)
		}
	})
	t.Run("broken path", func(t *testing.T) {
		t.Parallel()
		r := declaring(t, "s3", EmptySHA256, "")
		r.RawPath = "/bucket/%2"
		if err := Verify(r, testSecret, testTime, s3); !isReason(err, ReasonMalformedURI) {
			t.Errorf("Verify = %v", err)
		}
	})
	t.Run("hash required", func(t *testing.T) {
		t.Parallel()
		r := signed(t, "GET", "/", "")
		edit("Authorization", "/execute-api/", "/s3/")(r)
		err := Verify(r, testSecret, testTime, s3)
		var e *Error
		if !errors.As(err, &e) || e.Reason != ReasonIncomplete || len(e.Missing) != 1 || e.Missing[0] != contentHash {
			t.Errorf("Verify = %v", err)
		}
	})
	t.Run("presigned body free", func(t *testing.T) {
		t.Parallel()
		r := presigned(t, "/bucket/key", testCreds(), "s3")
		r.Body = []byte("anything")
		if err := Verify(r, testSecret, testTime, s3); err != nil {
			t.Errorf("Verify = %v", err)
		}
		r.RawQuery += "&X-Amz-Content-Sha256=" + EmptySHA256
		if err := Verify(r, testSecret, testTime, s3); !isReason(err, ReasonDuplicate) {
			t.Errorf("Verify with a second hash = %v", err)
		}
	})
}

func TestBodyHash(t *testing.T) {
	t.Parallel()
	r := declaring(t, "s3", HashPayload([]byte("body")), "")
	asked := 0
	r.BodyHash = func() ([sha256.Size]byte, error) { asked++; return sha256.Sum256([]byte("body")), nil }
	o := &Options{Services: []string{"s3"}}
	if err := Verify(r, "wrong", testTime, o); !isReason(err, ReasonSignatureMismatch) || asked != 0 {
		t.Errorf("wrong secret: Verify = %v after hashing the body %d times", err, asked)
	}
	if err := Verify(r, testSecret, testTime, o); err != nil || asked != 1 {
		t.Errorf("Verify = %v after hashing the body %d times", err, asked)
	}
	broken := errors.New("connection reset")
	r.BodyHash = func() (sum [sha256.Size]byte, err error) { return sum, broken }
	if err := Verify(r, testSecret, testTime, o); !errors.Is(err, broken) {
		t.Errorf("Verify = %v, want %v", err, broken)
	}
}
