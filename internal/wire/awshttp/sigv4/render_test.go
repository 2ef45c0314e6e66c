package sigv4

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// refusal returns the *Error for the headers given as name, value pairs.
func refusal(t *testing.T, o *Options, now time.Time, headers ...string) *Error {
	t.Helper()
	r := &Request{Method: "GET", Host: testHost, RawPath: "/", Header: http.Header{}}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	var e *Error
	if err := Verify(r, testSecret, now, o); !errors.As(err, &e) {
		t.Fatalf("Verify = %v, want an *Error", err)
	}
	return e
}

func auth(scope string) string {
	return Algorithm + " Credential=AK/" + scope + ", SignedHeaders=host;x-amz-date, Signature=00"
}

func TestRenderings(t *testing.T) {
	t.Parallel()
	const good = "20260304/eu-west-1/execute-api/aws4_request"
	const date = "20260304T050607Z"
	five := &Options{Services: []string{"execute-api"}, Regions: []string{testRegion}, Skew: 5 * time.Minute}
	tests := map[string]struct {
		e                     *Error
		short, query, gateway Rendering
	}{
		"unsigned": {
			refusal(t, five, testTime),
			Rendering{"MissingAuthenticationTokenException", "Missing Authentication Token"},
			Rendering{"MissingAuthenticationToken", "Request is missing Authentication Token"},
			Rendering{"MissingAuthenticationTokenException", "Missing Authentication Token"},
		},
		"bearer": {
			refusal(t, five, testTime, "Authorization", "Bearer abc"),
			Rendering{"MissingAuthenticationTokenException", "Missing Authentication Token"},
			Rendering{"MissingAuthenticationToken", "Request is missing Authentication Token"},
			Rendering{"IncompleteSignatureException", "Invalid key=value pair (missing equal-sign) in Authorization header " +
				"(hashed with SHA-256 and encoded with Base64): 'w1Xc6WwWEogNEZQP/dkBTThsJT4MNlKmzQanIm970rY='."},
		},
		"nothing but the name": {
			refusal(t, five, testTime, "Authorization", Algorithm),
			Rendering{"IncompleteSignatureException", fourMissing},
			Rendering{"IncompleteSignature", fourMissing},
			Rendering{"IncompleteSignatureException", fourMissing +
				" (Hashed with SHA-256 and encoded with Base64) Authorization=YI2YWea8FSxnksZL2ETHbs5elHm9HQufxTLK0W0ffV0="},
		},
		"scope": {
			refusal(t, five, testTime, "Authorization", auth("20260304/x/y/aws4_request"), "X-Amz-Date", date),
			Rendering{"InvalidSignatureException", wrongScope},
			Rendering{"SignatureDoesNotMatch", wrongScope},
			Rendering{"InvalidSignatureException", wrongScope + " "},
		},
		"old": {
			refusal(t, five, testTime.Add(10*time.Minute), "Authorization", auth(good), "X-Amz-Date", date),
			Rendering{"InvalidSignatureException", expired},
			Rendering{"SignatureDoesNotMatch", expired},
			Rendering{"InvalidSignatureException", expired},
		},
		"future": {
			refusal(t, five, testTime.Add(-10*time.Minute), "Authorization", auth(good), "X-Amz-Date", date),
			Rendering{"InvalidSignatureException", notYet},
			Rendering{"SignatureDoesNotMatch", notYet},
			Rendering{"InvalidSignatureException", notYet},
		},
		"signature": {
			refusal(t, five, testTime, "Authorization", auth(good), "X-Amz-Date", date),
			Rendering{"InvalidSignatureException", mismatchSentence},
			Rendering{"SignatureDoesNotMatch", mismatchSentence},
			Rendering{"InvalidSignatureException", mismatchSentence + mismatchDetail},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := []Rendering{tt.e.Short(), tt.e.Query(), tt.e.Gateway()}
			if diff := cmp.Diff([]Rendering{tt.short, tt.query, tt.gateway}, got); diff != "" {
				t.Errorf("short, query, gateway (-want +got):\n%s", diff)
			}
		})
	}
}

const (
	fourMissing = "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
		"Authorization header requires 'SignedHeaders' parameter. " +
		"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
	wrongScope = "Credential should be scoped to a valid region, not 'x'. Credential should be scoped to correct service: 'execute-api'."
	expired    = "Signature expired: 20260304T050607Z is now earlier than 20260304T051107Z (20260304T051607Z - 5 min.)"
	notYet     = "Signature not yet current: 20260304T050607Z is still later than 20260304T050107Z (20260304T045607Z + 5 min.)"

	mismatchDetail = "\n\nThe Canonical String for this request should have been\n'GET\n/\n\nhost:api.example.test\n" +
		"x-amz-date:20260304T050607Z\n\nhost;x-amz-date\n" + EmptySHA256 + "'\n\nThe String-to-Sign should have been\n'" +
		Algorithm + "\n20260304T050607Z\n20260304/eu-west-1/execute-api/aws4_request\n" +
		"455ac3c0186a33be9ccbf5380a2c74856a609016bfa0efe5033fcfdbc37ebcbf'\n"
)

// TestEveryReasonIsWorded keeps a new reason from being shown as its internal name.
func TestEveryReasonIsWorded(t *testing.T) {
	t.Parallel()
	for r := ReasonMissingToken; r <= ReasonPayloadMismatch; r++ {
		e := &Error{Reason: r, Missing: []string{"Credential"}, Scope: []string{"scope"}, Value: "value"}
		for _, got := range []Rendering{e.Short(), e.Query(), e.Gateway()} {
			if got.Code == "" || got.Message == "" || strings.HasPrefix(got.Message, "sigv4:") {
				t.Errorf("%v is rendered as %+v", r, got)
			}
		}
		if r.String() == "" || r.String() == "unknown reason" {
			t.Errorf("reason %d has no name", r)
		}
	}
}

// TestNothingSecretShown looks for the secret, and for another scheme's
// credential, in all that an error can say.
func TestNothingSecretShown(t *testing.T) {
	t.Parallel()
	r := signed(t, "GET", "/", "", "X-Amz-Security-Token", "session-token")
	for name, change := range map[string]func(*Request){
		"mismatch": func(r *Request) { r.Method = "PUT" },
		"bearer":   func(r *Request) { r.Header.Set("Authorization", "Bearer session-token") },
		"basic":    func(r *Request) { r.Header.Set("Authorization", "Basic session-token=") },
		"bare":     func(r *Request) { r.Header.Set("Authorization", "session-token=x") },
	} {
		change(r)
		var e *Error
		if !errors.As(Verify(r, testSecret, testTime, testOptions()), &e) {
			t.Fatalf("%s: not refused", name)
		}
		public := e.Error() + e.Short().Message + e.Query().Message
		if name != "mismatch" {
			public += e.Gateway().Message
		}
		if strings.Contains(public, "session-token") || strings.Contains(public+e.Gateway().Message, testSecret) {
			t.Errorf("%s: shown in %s", name, public)
		}
	}
}

func TestPartialRenderings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		e    Error
		want string
	}{
		"query": {
			Error{Reason: ReasonIncomplete, InQuery: true, Missing: []string{"X-Amz-Algorithm", "X-Amz-Date"}},
			"AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Date'. " +
				"Re-examine the query-string parameters.",
		},
		"s3 hash": {
			Error{Reason: ReasonIncomplete, Missing: []string{contentHash}},
			"Missing required header for this request: x-amz-content-sha256.",
		},
		"odd window": {
			Error{Reason: ReasonExpired, Signed: testTime, Now: testTime.Add(time.Minute), Window: 59 * time.Second},
			"Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z (20260304T050707Z - 59 sec.)",
		},
		"algorithm": {
			Error{Reason: ReasonUnknownAlgorithm, Value: "AWS4-X"},
			"Unsupported AWS 'algorithm': 'AWS4-X' (only AWS4-HMAC-SHA256 for now).",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.e.Short().Message; got != tt.want {
				t.Errorf("Short = %q, want %q", got, tt.want)
			}
		})
	}
}
