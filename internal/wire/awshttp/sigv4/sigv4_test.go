package sigv4

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	testKey    = "AKIDTEST"
	testSecret = "s3cr3t-of-the-test"
	testRegion = "eu-west-1"
	testHost   = "api.example.test"
)

var testTime = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func testCreds() Credentials { return Credentials{AccessKeyID: testKey, SecretAccessKey: testSecret} }

func testOptions() *Options {
	return &Options{Services: []string{"execute-api"}, Regions: []string{testRegion}}
}

func isReason(err error, r Reason) bool { return errors.Is(err, &Error{Reason: r}) }

func newRequest(t testing.TB, method, target, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, "http://"+testHost+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// signed makes a Request with a valid signature for testOptions.
func signed(t testing.TB, method, target, body string, headers ...string) *Request {
	t.Helper()
	req := newRequest(t, method, target, body)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	if err := Sign(req, HashPayload([]byte(body)), testCreds(), testRegion, "execute-api", testTime); err != nil {
		t.Fatal(err)
	}
	return FromHTTP(req, []byte(body))
}

func presigned(t testing.TB, target string, creds Credentials, service string) *Request {
	t.Helper()
	req := newRequest(t, "GET", target, "")
	hash := EmptySHA256
	if service == "s3" {
		hash = UnsignedPayload
	}
	if err := Presign(req, time.Hour, hash, creds, testRegion, service, testTime); err != nil {
		t.Fatal(err)
	}
	return FromHTTP(req, nil)
}

func TestSignedVerifies(t *testing.T) {
	t.Parallel()
	tests := map[string]*Request{
		"plain":             signed(t, "GET", "/dev/pets", ""),
		"body":              signed(t, "POST", "/dev/pets", `{"a":1}`, "Content-Type", "application/json"),
		"encoded path":      signed(t, "GET", "/dev/a%2Fb%20c/caf%C3%A9", ""),
		"dots and slashes":  signed(t, "GET", "/dev//a/./b/../c/", ""),
		"well known":        signed(t, "GET", "/.well-known/x", ""),
		"query":             signed(t, "GET", "/dev?b=2&a=1&a=0&empty&plus=a+b&enc=%2B%20%2f", ""),
		"repeated headers":  signed(t, "GET", "/", "", "X-Multi", "b", "X-Multi", " a  c "),
		"no path":           signed(t, "GET", "", ""),
		"presigned":         presigned(t, "/dev/pets?x=1", testCreds(), "execute-api"),
		"presigned session": presigned(t, "/", Credentials{testKey, testSecret, "to/ken+=="}, "execute-api"),
	}
	for name, r := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := Verify(r, testSecret, testTime.Add(time.Minute), testOptions()); err != nil {
				t.Errorf("Verify = %v", err)
			}
		})
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	req := newRequest(t, "GET", "/", "")
	creds := testCreds()
	creds.SessionToken = "session"
	if err := Sign(req, EmptySHA256, creds, testRegion, "lambda", testTime); err != nil {
		t.Fatal(err)
	}
	s, err := Parse(FromHTTP(req, nil))
	if err != nil {
		t.Fatal(err)
	}
	want := testKey + "/20260304/" + testRegion + "/lambda/aws4_request"
	if s.Credential.String() != want || s.Token != "session" || !s.Time.Equal(testTime) || s.Presigned || s.Expires != 0 {
		t.Errorf("parsed %+v", s)
	}
	if got := strings.Join(s.SignedHeaders(), " "); got != "host x-amz-date x-amz-security-token" {
		t.Errorf("SignedHeaders = %s", got)
	}
	if !s.Signs("X-Amz-Date") || s.Signs("x-amz") {
		t.Error("Signs does not compare whole names in any case")
	}
}

// TestHarmlessDifferences are changes that leave the signature valid.
func TestHarmlessDifferences(t *testing.T) {
	t.Parallel()
	replace := func(old, new string) func(*Request) {
		return func(r *Request) {
			auth := r.Header.Get("Authorization")
			r.Header.Set("Authorization", strings.ReplaceAll(auth, old, new))
		}
	}
	tests := map[string]func(*Request){
		"query order":               func(r *Request) { r.RawQuery = "b=2&a=1&a=0" },
		"query spelling":            func(r *Request) { r.RawQuery = "%61=0&a=%31&b=2&" },
		"header spacing":            func(r *Request) { r.Header.Set("X-Thing", "  one \t two ") },
		"unsigned header":           func(r *Request) { r.Header.Set("User-Agent", "other") },
		"trace header":              func(r *Request) { r.Header.Set("X-Amzn-Trace-Id", "Root=1-2") },
		"no space after commas":     replace(", ", ","),
		"more space after commas":   replace(", ", ",   "),
		"spaces instead of commas":  replace(", ", " "),
		"more space after the name": replace(Algorithm+" ", Algorithm+"   "),
		"slash after credential":    replace("aws4_request", "aws4_request/"),
		"signed headers' case":      replace("host", "Host"),
		"signed headers' order":     replace("host;x-amz-date", "x-amz-date;host"),
		"double slash":              func(r *Request) { r.RawPath = "/dev//./pets" },
		"unknown pair":              replace(Algorithm+" ", Algorithm+" Extra=1, "),
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := signed(t, "GET", "/dev/pets?a=0&a=1&b=2", "", "X-Thing", "one two")
			change(r)
			if err := Verify(r, testSecret, testTime, testOptions()); err != nil {
				t.Errorf("Verify = %v", err)
			}
		})
	}
}

func TestDateHeader(t *testing.T) {
	t.Parallel()
	for _, format := range []string{http.TimeFormat, time.RFC850, time.ANSIC, timeFormat} {
		r := &Request{Method: "GET", Host: testHost, RawPath: "/", Header: http.Header{"Date": {testTime.Format(format)}}}
		s := newClaim(r, testCreds(), testRegion, "execute-api", testTime)
		hex, err := s.sign(r, testSecret, EmptySHA256, &Options{})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", Algorithm+" Credential="+s.Credential.String()+",SignedHeaders="+s.signed+",Signature="+hex)
		if err := Verify(r, testSecret, testTime, testOptions()); err != nil {
			t.Errorf("%s: Verify = %v", format, err)
		}
	}
}

// TestOverHTTP signs with Go's client and verifies behind Go's server: what
// net/http does to targets and headers on the way must not matter.
func TestOverHTTP(t *testing.T) {
	t.Parallel()
	result := make(chan error, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		result <- Verify(FromHTTP(r, body), testSecret, testTime, testOptions())
	}))
	defer srv.Close()
	for _, target := range []string{"", "/", "/a//b/%2e%2E/c%2Fd?x=%20y&x=+", "/caf%C3%A9?", "/a/../b;c=1/@:$"} {
		body := []byte(`{"k":"v"}`)
		req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+target, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		if err := Sign(req, HashPayload(body), testCreds(), testRegion, "execute-api", testTime); err != nil {
			t.Fatal(err)
		}
		resp, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if err := <-result; err != nil {
			t.Errorf("%q: Verify = %v", target, err)
		}
	}
}

func TestFromHTTPAbsoluteForm(t *testing.T) {
	t.Parallel()
	tests := map[string][2]string{
		"http://h.test/a%2Fb?x=1": {"/a%2Fb", "x=1"},
		"http://h.test":           {"/", ""},
		"http://h.test?x":         {"", "x"},
		"/a://b?c":                {"/a://b", "c"},
		"*":                       {"*", ""},
	}
	for target, want := range tests {
		r := FromHTTP(&http.Request{Method: "GET", Host: "h.test", RequestURI: target}, nil)
		if r.RawPath != want[0] || r.RawQuery != want[1] {
			t.Errorf("%s: path %q, query %q, want %q", target, r.RawPath, r.RawQuery, want)
		}
	}
}
