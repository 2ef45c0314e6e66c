package awshttp_test

import (
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/s3"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// objects serves what the tests of s3 call.
type objects struct {
	s3.Unimplemented
	put  *s3.PutObjectRequest
	seen awsapi.Request
}

func (o *objects) PutObject(ctx context.Context, in *s3.PutObjectRequest) (*s3.PutObjectOutput, error) {
	o.put, o.seen = in, awsapi.RequestFrom(ctx)
	return &s3.PutObjectOutput{ETag: awsapi.Ptr(`"etag"`)}, nil
}

func (o *objects) GetObject(ctx context.Context, in *s3.GetObjectRequest) (*s3.GetObjectOutput, error) {
	o.seen = awsapi.RequestFrom(ctx)
	if *in.Key != "key" {
		return nil, s3.NoSuchKey("The specified key does not exist.").With("Key", *in.Key)
	}
	return &s3.GetObjectOutput{Body: []byte("object of " + *in.Bucket), ContentType: awsapi.Ptr("text/x-pet")}, nil
}

func (o *objects) PutBucketPolicy(_ context.Context, in *s3.PutBucketPolicyRequest) (*s3.PutBucketPolicyOutput, error) {
	o.put = &s3.PutObjectRequest{Body: []byte(*in.Policy)}
	return nil, nil
}

func newObjects(t *testing.T, o *objects, change func(*awshttp.Config)) *fixture {
	t.Helper()
	return newFixture(t, s3.Guard(o, everybody{}), change)
}

// objectError is an error of s3 as clients read it.
type objectError struct {
	XMLName                 xml.Name
	Code, Message, Resource string
	RequestID               string `xml:"RequestId"`
	HostID                  string `xml:"HostId"`
	StringToSign            string
}

func wantObjectError(t *testing.T, w *httptest.ResponseRecorder, status int, code string) objectError {
	t.Helper()
	wantStatus(t, w, status)
	var e objectError
	if err := xml.Unmarshal(w.Body.Bytes(), &e); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if e.XMLName.Local != "Error" || e.XMLName.Space != "" || e.Code != code || e.Message == "" || e.Resource == "" {
		t.Errorf("%s, want %s", w.Body, code)
	}
	if e.RequestID == "" || e.RequestID != w.Header().Get("x-amz-request-id") || e.HostID != w.Header().Get("x-amz-id-2") {
		t.Errorf("ids %q, %q in the body, headers %v", e.RequestID, e.HostID, w.Header())
	}
	return e
}

func TestObjectRefusals(t *testing.T) {
	t.Parallel()
	temporary := func(expires time.Time) func(*awshttp.Config) {
		return func(c *awshttp.Config) {
			c.Credentials = keyring{keyID: {Secret: secret, SessionToken: "token", Expires: expires, Caller: root}}
		}
	}
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		config  func(*awshttp.Config)
		client  func(*fixture)
		request func(*http.Request)
		status  int
		code    string
	}{
		"bearer token":    {request: header("Authorization", "Bearer abc"), status: 400, code: "InvalidArgument"},
		"malformed":       {request: header("Authorization", "AWS4-HMAC-SHA256 Credential=a/b"), status: 400, code: "AuthorizationHeaderMalformed"},
		"unknown key":     {client: func(f *fixture) { f.key.AccessKeyID = "AKIANOBODY" }, status: 403, code: "InvalidAccessKeyId"},
		"wrong secret":    {client: func(f *fixture) { f.key.SecretAccessKey = "wrong" }, status: 403, code: "SignatureDoesNotMatch"},
		"slow clock":      {client: func(f *fixture) { f.now = clock.Add(-time.Hour) }, status: 403, code: "RequestTimeTooSkewed"},
		"fast clock":      {client: func(f *fixture) { f.now = clock.Add(time.Hour) }, status: 403, code: "RequestTimeTooSkewed"},
		"no region":       {client: func(f *fixture) { f.region = "EU_WEST" }, status: 400, code: "AuthorizationHeaderMalformed"},
		"other service":   {client: func(f *fixture) { f.service = "sts" }, status: 400, code: "AuthorizationHeaderMalformed"},
		"unsigned header": {request: header("X-Amz-Acl", "public-read"), status: 403, code: "AccessDenied"},
		"both forms": {request: func(r *http.Request) {
			r.RequestURI += "?X-Amz-Signature=1&X-Amz-Algorithm=2&X-Amz-Credential=3&X-Amz-SignedHeaders=4&X-Amz-Date=5"
		}, status: 400, code: "InvalidArgument"},
		"body changed":  {request: func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("other")) }, status: 400, code: "XAmzContentSHA256Mismatch"},
		"odd hash":      {request: header("X-Amz-Content-Sha256", "STREAMING-MAYBE"), status: 400, code: "InvalidArgument"},
		"no hash":       {request: func(r *http.Request) { r.Header.Del("X-Amz-Content-Sha256") }, status: 403, code: "AccessDenied"},
		"no token":      {config: temporary(clock.Add(time.Hour)), status: 400, code: "InvalidToken"},
		"other token":   {config: temporary(clock.Add(time.Hour)), client: func(f *fixture) { f.key.SessionToken = "x" }, status: 400, code: "InvalidToken"},
		"expired token": {config: temporary(clock), client: func(f *fixture) { f.key.SessionToken = "token" }, status: 400, code: "ExpiredToken"},
		"too many headers": {request: func(r *http.Request) {
			for range 300 {
				r.Header.Add("X-Many", "1")
			}
		}, status: 400, code: "RequestHeaderSectionTooLarge"},
		"headers too long":  {request: header("X-Long", strings.Repeat("x", 70_000)), status: 400, code: "RequestHeaderSectionTooLarge"},
		"stray subresource": {request: func(r *http.Request) { r.RequestURI = "/bucket/key?retention2" }, status: 501, code: "NotImplemented"},
		"changed to a part": {request: func(r *http.Request) { r.RequestURI = "/bucket/key?uploadId=1&partNumber=1" }, status: 403, code: "SignatureDoesNotMatch"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := &objects{}
			f := newObjects(t, o, c.config)
			if c.client != nil {
				c.client(f)
			}
			r := f.sign(t, f.request("PUT", "/bucket/key", "body"))
			if c.request != nil {
				c.request(r)
			}
			w := f.do(r)
			e := wantObjectError(t, w, c.status, c.code)
			if o.put != nil {
				t.Error("the object was written")
			}
			if c.code == "SignatureDoesNotMatch" && !strings.HasPrefix(e.StringToSign, "AWS4-HMAC-SHA256\n") {
				t.Errorf("string to sign %q", e.StringToSign)
			}
			if strings.Contains(w.Body.String(), secret) {
				t.Error("the secret is in the answer")
			}
		})
	}
}

func TestObjectWithoutSignatureIsAnonymous(t *testing.T) {
	t.Parallel()
	o := &objects{}
	f := newObjects(t, o, nil)
	w := f.do(f.request("GET", "/bucket/key", ""))
	wantStatus(t, w, 200)
	if w.Body.String() != "object of bucket" || o.seen.Caller != (awsapi.Caller{}) || w.Header().Get("Content-Type") != "text/x-pet" {
		t.Errorf("%s for %+v", w.Body, o.seen.Caller)
	}
	wantStatus(t, f.do(f.request("PUT", "/bucket/key", "text")), 200)
	if string(o.put.Body) != "text" {
		t.Errorf("body %q", o.put.Body)
	}
	chunked := f.request("PUT", "/bucket/key", "0\r\n\r\n")
	chunked.Header.Set("X-Amz-Content-Sha256", sigv4.StreamingUnsignedTrailer)
	wantObjectError(t, f.do(chunked), 403, "AccessDenied")
}

func TestObjectOperations(t *testing.T) {
	t.Parallel()
	o := &objects{}
	f := newObjects(t, o, nil)
	wantObjectError(t, f.do(f.sign(t, f.request("GET", "/bucket/none", ""))), 404, "NoSuchKey")
	wantObjectError(t, f.do(f.sign(t, f.request("GET", "/bucket?lifecycle", ""))), 501, "NotImplemented")
	head := f.do(f.sign(t, f.request("HEAD", "/bucket/key", "")))
	if wantStatus(t, head, 501); head.Body.Len() != 0 {
		t.Errorf("an answer to HEAD has the body %s", head.Body)
	}
	if w := f.do(f.sign(t, f.request("PUT", "/bucket?policy", `{"Version":1}`))); w.Code != 204 && w.Code != 200 || string(o.put.Body) != `{"Version":1}` {
		t.Errorf("%d %s, %+v", w.Code, w.Body, o.put)
	}
	r := f.sign(t, f.request("PUT", "/bucket?policy", `{"Version":1}`))
	r.Body = io.NopCloser(strings.NewReader(`{"Version":2}`))
	wantObjectError(t, f.do(r), 400, "XAmzContentSHA256Mismatch")
}

func TestBucketInTheHost(t *testing.T) {
	t.Parallel()
	f := newObjects(t, &objects{}, nil)
	r := httptest.NewRequest("GET", "http://pets.s3.eu-west-1.localhost:4566/key", nil)
	w := f.do(awshttp.ForBucket(f.sign(t, r), "pets"))
	if wantStatus(t, w, 200); w.Body.String() != "object of pets" {
		t.Errorf("%s", w.Body)
	}
	// The bucket is signed with the host, so nobody can move a request to another one.
	r.Host = "dogs.s3.eu-west-1.localhost:4566"
	wantObjectError(t, f.do(awshttp.ForBucket(r, "dogs")), 403, "SignatureDoesNotMatch")
}

func TestObjectChecksums(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header, value string
		status        int
		code          string
	}{
		"right":       {"X-Amz-Checksum-Crc32", "26gLsg==", 200, ""}, // of "body"
		"wrong":       {"X-Amz-Checksum-Crc32", "AAAAAA==", 400, "BadDigest"},
		"malformed":   {"X-Amz-Checksum-Sha256", "AAAAAA==", 400, "InvalidRequest"},
		"unknown":     {"X-Amz-Checksum-Crc99", "AAAAAA==", 501, "NotImplemented"},
		"wrong MD5":   {"Content-Md5", "JfnnlDI7RTiF9RgfG2JNCw==", 400, "BadDigest"},
		"invalid MD5": {"Content-Md5", "?", 400, "InvalidDigest"},
	} {
		o := &objects{}
		f := newObjects(t, o, nil)
		r := f.request("PUT", "/bucket/key", "body")
		r.Header.Set(c.header, c.value)
		w := f.do(f.sign(t, r))
		if c.code == "" {
			wantStatus(t, w, c.status)
		} else {
			wantObjectError(t, w, c.status, c.code)
		}
		if (o.put != nil) != (c.code == "") {
			t.Errorf("%s: written %v", name, o.put != nil)
		}
	}
}
