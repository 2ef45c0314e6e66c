package awshttp_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi/sts"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

// presign makes the target of a request that somebody else will send.
func (f *fixture) presign(t *testing.T, target string, expires time.Duration, hash string) string {
	t.Helper()
	r := f.request("GET", target, "")
	if err := sigv4.Presign(r, expires, hash, f.key, f.region, f.service, f.now); err != nil {
		t.Fatal(err)
	}
	return r.URL.String()
}

// TestPresigned takes presigned requests of an object and of an operation of the query protocol through the handler.
func TestPresigned(t *testing.T) {
	t.Parallel()
	temporary := func(c *awshttp.Config) {
		c.Credentials = keyring{keyID: {Secret: secret, SessionToken: "to/ken+=", Expires: clock.Add(time.Hour), Caller: root}}
	}
	for name, c := range map[string]struct {
		config        func(*awshttp.Config)
		client        func(*fixture)
		change        func(target string) string
		object, query string // codes; empty is success
	}{
		"good":                  {},
		"as long as it says":    {client: func(f *fixture) { f.now = clock.Add(-time.Hour) }},
		"expired":               {client: func(f *fixture) { f.now = clock.Add(-time.Hour - time.Second) }, object: "AccessDenied", query: "SignatureDoesNotMatch"},
		"not yet valid":         {client: func(f *fixture) { f.now = clock.Add(20 * time.Minute) }, object: "AccessDenied", query: "SignatureDoesNotMatch"},
		"expiry prolonged":      {change: func(s string) string { return strings.Replace(s, "Expires=3600", "Expires=7200", 1) }, object: "SignatureDoesNotMatch", query: "SignatureDoesNotMatch"},
		"expiry beyond a week":  {change: func(s string) string { return strings.Replace(s, "Expires=3600", "Expires=604801", 1) }, object: "AuthorizationQueryParametersError", query: "IncompleteSignature"},
		"expiry no number":      {change: func(s string) string { return strings.Replace(s, "Expires=3600", "Expires=-1", 1) }, object: "AuthorizationQueryParametersError", query: "IncompleteSignature"},
		"without an expiry":     {change: func(s string) string { return strings.Replace(s, "X-Amz-Expires=3600", "", 1) }, object: "AuthorizationQueryParametersError", query: "SignatureDoesNotMatch"},
		"another target":        {change: func(s string) string { return s + "&partNumber=1" }, object: "SignatureDoesNotMatch", query: "SignatureDoesNotMatch"},
		"another algorithm":     {change: func(s string) string { return strings.Replace(s, "HMAC-SHA256", "NONE", 1) }, object: "AuthorizationQueryParametersError", query: "IncompleteSignature"},
		"wrong secret":          {client: func(f *fixture) { f.key.SecretAccessKey = "x" }, object: "SignatureDoesNotMatch", query: "SignatureDoesNotMatch"},
		"unknown key":           {client: func(f *fixture) { f.key.AccessKeyID = "AKIANOBODY" }, object: "InvalidAccessKeyId", query: "InvalidClientTokenId"},
		"with its token":        {config: temporary, client: func(f *fixture) { f.key.SessionToken = "to/ken+=" }},
		"without its token":     {config: temporary, object: "InvalidToken", query: "InvalidClientTokenId"},
		"with another token":    {config: temporary, client: func(f *fixture) { f.key.SessionToken = "other" }, object: "InvalidToken", query: "InvalidClientTokenId"},
		"token taken away":      {config: temporary, client: func(f *fixture) { f.key.SessionToken = "to/ken+=" }, change: func(s string) string { return strings.Replace(s, "X-Amz-Security-Token=to%2Fken%2B%3D", "", 1) }, object: "InvalidToken", query: "InvalidClientTokenId"},
		"token for a usual key": {client: func(f *fixture) { f.key.SessionToken = "token" }, object: "InvalidToken", query: "InvalidClientTokenId"},
		"signature in part":     {change: func(s string) string { return s[:len(s)-1] }, object: "SignatureDoesNotMatch", query: "SignatureDoesNotMatch"},
		"signature absent":      {change: func(s string) string { before, _, _ := strings.Cut(s, "&X-Amz-Signature"); return before }, object: "AuthorizationQueryParametersError", query: "IncompleteSignature"},
		"parameter given twice": {change: func(s string) string { return s + "&X-Amz-Expires=9" }, object: "AuthorizationQueryParametersError", query: "IncompleteSignature"},
		"key ended in the while": {config: func(c *awshttp.Config) {
			c.Credentials = keyring{keyID: {Secret: secret, SessionToken: "t", Expires: clock, Caller: root}}
		}, client: func(f *fixture) { f.key.SessionToken = "t" }, object: "ExpiredToken", query: "ExpiredToken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := &objects{}, &roles{}
			for _, f := range []*fixture{newObjects(t, o, c.config), newFixture(t, sts.Guard(r, everybody{}), c.config)} {
				if c.client != nil {
					c.client(f)
				}
				target, hash, want := "/bucket/key", sigv4.UnsignedPayload, c.object
				if f.service != "s3" {
					target, hash, want = "/?"+identity, sigv4.EmptySHA256, c.query
				}
				target = f.presign(t, target, time.Hour, hash)
				if c.change != nil {
					target = c.change(target)
				}
				w := f.do(httptest.NewRequest("GET", target, nil))
				if want == "" {
					wantStatus(t, w, 200)
				} else if w.Code == 200 || !strings.Contains(w.Body.String(), "<Code>"+want+"</Code>") {
					t.Errorf("%s: %d %s, want %s", f.service, w.Code, w.Body, want)
				}
			}
			if ok := c.object == ""; ok != (o.seen.ID != "") || ok != (r.seen.ID != "") {
				t.Errorf("called: object %v, query %v", o.seen.ID != "", r.seen.ID != "")
			}
			if o.seen.ID != "" && (o.seen.Caller.ARN != root.ARN || o.seen.Region != "eu-west-1") {
				t.Errorf("seen %+v", o.seen)
			}
		})
	}
}

// TestClockSkewPerProtocol is what the clients of each protocol look for when they correct their clocks.
func TestClockSkewPerProtocol(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ask    func(*testing.T, *fixture) *httptest.ResponseRecorder
		f      *fixture
		status int
		want   []string
	}{
		"json": {
			func(t *testing.T, f *fixture) *httptest.ResponseRecorder {
				return f.call(t, "DescribeUserPool", describe)
			},
			newPools(t, &pools{}, nil), 400, []string{"InvalidSignatureException", "Signature expired: 20260517T093000Z is now earlier than 20260517T101500Z"},
		},
		"rest-json": {
			func(t *testing.T, f *fixture) *httptest.ResponseRecorder { return f.rest(t, "GET", "/restapis", "") },
			newREST(t), 403, []string{"Signature expired: 20260517T093000Z is now earlier than 20260517T101500Z"},
		},
		"query": {
			func(t *testing.T, f *fixture) *httptest.ResponseRecorder { return f.form(t, identity) },
			newRoles(t, &roles{}), 403, []string{"<Code>SignatureDoesNotMatch</Code>", "Signature expired: 20260517T093000Z is now earlier than"},
		},
		"s3": {
			func(t *testing.T, f *fixture) *httptest.ResponseRecorder { return f.rest(t, "GET", "/bucket/key", "") },
			newObjects(t, &objects{}, nil), 403, []string{"<Code>RequestTimeTooSkewed</Code>", "The difference between the request time and the current time is too large.",
				"<RequestTime>20260517T093000Z</RequestTime>", "<ServerTime>2026-05-17T10:30:00Z</ServerTime>", "<MaxAllowedSkewMilliseconds>900000<"},
		},
	} {
		c.f.now = clock.Add(-time.Hour)
		w := c.ask(t, c.f)
		for _, want := range c.want {
			if w.Code != c.status || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d %s, want %s", name, w.Code, w.Body, want)
			}
		}
	}
}
