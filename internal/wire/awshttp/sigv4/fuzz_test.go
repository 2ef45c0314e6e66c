package sigv4

import (
	"errors"
	"net/http"
	"testing"
)

// FuzzParse wants every input refused with an *Error that can be rendered, and
// none accepted: the secret is known to nobody.
func FuzzParse(f *testing.F) {
	r := signed(f, "GET", "/a/../b?x=1&y", "")
	f.Add(r.Header.Get("Authorization"), r.Header.Get("X-Amz-Date"), r.RawPath, r.RawQuery)
	p := presigned(f, "/a", Credentials{testKey, testSecret, "token"}, "execute-api")
	f.Add("", "", p.RawPath, p.RawQuery)
	f.Add("Bearer a.b.c", "", "/", "")
	f.Add("Basic dTpw", "Wed, 04 Mar 2026 05:06:07 GMT", "//", "%")
	f.Add(Algorithm+" Credential=////,SignedHeaders=;;,Signature==", "20260304T050607Z", "", "&&==&")
	f.Add("=", "x", "/%", "X-Amz-Signature=%zz")
	f.Fuzz(func(t *testing.T, auth, date, path, query string) {
		r := &Request{Method: "GET", Host: testHost, RawPath: path, RawQuery: query, Header: http.Header{}}
		if auth != "" {
			r.Header.Set("Authorization", auth)
		}
		if date != "" {
			r.Header.Set("X-Amz-Date", date)
		}
		if s, err := Parse(r); err == nil && (s.AccessKeyID == "" || s.Time.IsZero() || s.hex == "") {
			t.Errorf("accepted without key, time or signature: %+v", s)
		}
		var e *Error
		for _, services := range [][]string{{"execute-api"}, {"s3"}, {""}} {
			if err := Verify(r, "nobody knows", testTime, &Options{Services: services}); !errors.As(err, &e) {
				t.Fatalf("Verify = %v", err)
			}
			if e.Gateway().Message == "" || e.Query().Code == "" {
				t.Errorf("%v has no words", e)
			}
		}
	})
}

// FuzzNormalPath wants the result to be normal: a second pass changes nothing.
func FuzzNormalPath(f *testing.F) {
	for _, path := range []string{"/", "//", "/a/../b", "/./a/", "/..", "/a//..//b/.", "/.well-known/x", "/.../a"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		once := normalPath("/" + path)
		if twice := normalPath(once); twice != once || once[0] != '/' {
			t.Errorf("%q becomes %q, then %q", path, once, twice)
		}
	})
}
