package awshttp_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi/sts"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

func newRoles(t *testing.T, r *roles) *fixture {
	t.Helper()
	return newFixture(t, sts.Guard(r, everybody{}), nil)
}

func (f *fixture) form(t *testing.T, body string) *httptest.ResponseRecorder {
	t.Helper()
	return f.do(f.sign(t, f.post(body)))
}

func (f *fixture) post(body string) *http.Request {
	r := f.request("POST", "/", body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return r
}

const identity = "Action=GetCallerIdentity&Version=2011-06-15"

// wantXML compares a body once the request id is put in.
func wantXML(t *testing.T, w *httptest.ResponseRecorder, status int, want string) {
	t.Helper()
	wantStatus(t, w, status)
	want = strings.ReplaceAll(want, "ID", w.Header().Get("x-amzn-RequestId"))
	if got := w.Body.String(); got != want {
		t.Errorf("body %s\nwant %s", got, want)
	}
	if got := w.Header().Get("Content-Type"); got != "text/xml" {
		t.Errorf("content type %q", got)
	}
}

const namespace = `xmlns="https://sts.amazonaws.com/doc/2011-06-15/"`

func errorXML(side, code, message string) string {
	return `<ErrorResponse ` + namespace + `><Error><Type>` + side + `</Type><Code>` + code + `</Code><Message>` + message +
		`</Message></Error><RequestId>ID</RequestId></ErrorResponse>`
}

func TestQueryOperation(t *testing.T) {
	t.Parallel()
	wantXML(t, newRoles(t, &roles{}).form(t, identity), http.StatusOK,
		`<GetCallerIdentityResponse `+namespace+`><GetCallerIdentityResult><UserId>123456789012</UserId>`+
			`<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult>`+
			`<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetCallerIdentityResponse>`)
}

func TestQueryByGETAndPresigned(t *testing.T) {
	t.Parallel()
	f := newRoles(t, &roles{})
	wantStatus(t, f.do(f.sign(t, f.request("GET", "/?"+identity, ""))), http.StatusOK)

	r := f.request("GET", "/?"+identity, "")
	if err := sigv4.Presign(r, time.Minute, sigv4.EmptySHA256, f.key, f.region, f.service, f.now); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, f.do(httptest.NewRequest("GET", r.URL.String(), nil)), http.StatusOK)
}

func TestQueryListsAndNumbers(t *testing.T) {
	t.Parallel()
	w := newRoles(t, &roles{}).form(t, "Action=AssumeRole&Version=2011-06-15&RoleSessionName=me&DurationSeconds=900"+
		"&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr&PolicyArns.member.10.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2Fb"+
		"&PolicyArns.member.9.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2Fa")
	wantStatus(t, w, http.StatusOK)
	for _, want := range []string{
		"<Expiration>2026-05-17T10:30:00Z</Expiration>", "<PackedPolicySize>900</PackedPolicySize>",
		"<SourceIdentity>arn:aws:iam::aws:policy/b</SourceIdentity>",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in %s", want, w.Body)
		}
	}
}

func TestQueryErrors(t *testing.T) {
	t.Parallel()
	f := newRoles(t, &roles{})
	for name, c := range map[string]struct {
		body    string
		status  int
		code    string
		message string
	}{
		"no action":       {"Version=2011-06-15", 400, "MissingAction", "The request is missing an action parameter."},
		"unknown action":  {"Action=Fly&Version=2011-06-15", 400, "InvalidAction", "Could not find operation Fly for version 2011-06-15"},
		"markup in names": {"Action=%3Cb%3E&Version=1", 400, "InvalidAction", "Could not find operation &lt;b&gt; for version 1"},
		"other version":   {"Action=AssumeRole&Version=2010-01-01", 400, "InvalidAction", "Could not find operation AssumeRole for version 2010-01-01"},
		"no version":      {"Action=AssumeRole", 400, "InvalidAction", "Could not find operation AssumeRole for version NO_VERSION_SPECIFIED"},
		"given twice":     {identity + "&Action=AssumeRole", 400, "MalformedInput", "The parameter 'Action' was given more than once"},
		"no number":       {"Action=AssumeRole&Version=2011-06-15&DurationSeconds=1h", 400, "MalformedInput", "The value at 'DurationSeconds' is not an integer"},
		"text for a list": {"Action=AssumeRole&Version=2011-06-15&Tags=x", 400, "MalformedInput", "Unexpected text at 'Tags'"},
		"bad escape":      {"Action=AssumeRole&Version=2011-06-15&Tags=%zz", 400, "MalformedInput", "The value of the parameter 'Tags' is not encoded as it should be"},
		"validation": {
			"Action=AssumeRole&Version=2011-06-15&RoleSessionName=me", 400, "ValidationError",
			"1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
		},
		"not served": {
			"Action=GetSessionToken&Version=2011-06-15", 501, "NotImplemented",
			"Sallyport does not serve the operation sts:GetSessionToken.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			side := "Sender"
			if c.status >= 500 {
				side = "Receiver"
			}
			wantXML(t, f.form(t, c.body), c.status, errorXML(side, c.code, c.message))
		})
	}
}

func TestQueryRefusals(t *testing.T) {
	t.Parallel()
	f := newRoles(t, &roles{})
	wantXML(t, f.do(f.post(identity)), 403, errorXML("Sender", "MissingAuthenticationToken", "Request is missing Authentication Token"))

	incomplete := f.post(identity)
	incomplete.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e")
	if w := f.do(incomplete); w.Code != 400 || !strings.Contains(w.Body.String(), "<Code>IncompleteSignature</Code>") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	wrong := newRoles(t, &roles{})
	wrong.key.SecretAccessKey = "another"
	if w := wrong.form(t, identity); w.Code != 403 || !strings.Contains(w.Body.String(), "<Code>SignatureDoesNotMatch</Code>") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	unknown := newRoles(t, &roles{})
	unknown.key.AccessKeyID = "AKIANOBODYNOBODY0000"
	wantXML(t, unknown.form(t, identity), 403,
		errorXML("Sender", "InvalidClientTokenId", "The security token included in the request is invalid."))
}
