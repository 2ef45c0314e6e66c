package awshttp_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

const invalidToken = "The security token included in the request is invalid."

func TestSignedOperationRefusals(t *testing.T) {
	t.Parallel()
	temporary := func(token string, expires time.Time) func(*awshttp.Config) {
		return func(c *awshttp.Config) {
			c.Credentials = keyring{keyID: {Secret: secret, SessionToken: token, Expires: expires, Caller: root}}
		}
	}
	for name, c := range map[string]struct {
		config        func(*awshttp.Config)
		client        func(*fixture)
		request       func(*http.Request)
		code, message string // an empty message is not compared
	}{
		"unsigned": {
			request: func(r *http.Request) { r.Header.Del("Authorization") },
			code:    "MissingAuthenticationTokenException", message: "Missing Authentication Token",
		},
		"a bearer token": {
			request: func(r *http.Request) { r.Header.Set("Authorization", "Bearer abc") },
			code:    "MissingAuthenticationTokenException", message: "Missing Authentication Token",
		},
		"unknown key": {
			client: func(f *fixture) { f.key.AccessKeyID = "AKIANOBODYNOBODY0000" },
			code:   "UnrecognizedClientException", message: invalidToken,
		},
		"no credentials configured": {
			config: func(c *awshttp.Config) { c.Credentials = nil },
			code:   "UnrecognizedClientException", message: invalidToken,
		},
		"wrong secret": {client: func(f *fixture) { f.key.SecretAccessKey = "wrong" }, code: "InvalidSignatureException"},
		"changed header": {
			request: func(r *http.Request) {
				r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.DeleteUserPool")
			},
			code: "InvalidSignatureException",
		},
		"changed query":   {request: func(r *http.Request) { r.RequestURI = "/?x=1" }, code: "InvalidSignatureException"},
		"unsigned header": {request: func(r *http.Request) { r.Header.Set("X-Amz-Meta", "1") }, code: "InvalidSignatureException"},
		"expired":         {client: func(f *fixture) { f.now = clock.Add(-time.Hour) }, code: "InvalidSignatureException"},
		"not yet valid":   {client: func(f *fixture) { f.now = clock.Add(time.Hour) }, code: "InvalidSignatureException"},
		"other service":   {client: func(f *fixture) { f.service = "sts" }, code: "InvalidSignatureException"},
		"region no region": {
			client: func(f *fixture) { f.region = "EU_WEST" },
			code:   "InvalidSignatureException", message: "Credential should be scoped to a valid region, not 'EU_WEST'.",
		},
		"token for a long-term key": {
			client: func(f *fixture) { f.key.SessionToken = "token" },
			code:   "UnrecognizedClientException", message: invalidToken,
		},
		"temporary key without token": {
			config: temporary("token", clock.Add(time.Hour)), code: "UnrecognizedClientException", message: invalidToken,
		},
		"temporary key with another token": {
			config: temporary("token", clock.Add(time.Hour)), client: func(f *fixture) { f.key.SessionToken = "other" },
			code: "UnrecognizedClientException", message: invalidToken,
		},
		"temporary key that ended": {
			config: temporary("token", clock), client: func(f *fixture) { f.key.SessionToken = "token" },
			code: "ExpiredTokenException", message: "The security token included in the request is expired",
		},
		"incomplete": {
			request: func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e") },
			code:    "IncompleteSignatureException",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &pools{}
			f := newPools(t, p, c.config)
			if c.client != nil {
				c.client(f)
			}
			r := f.sign(t, f.target("DescribeUserPool", describe))
			if c.request != nil {
				c.request(r)
			}
			w := f.do(r)
			if c.message == "" {
				c.message = messageOf(w.Body.Bytes())
			}
			wantError(t, w, http.StatusBadRequest, c.code, c.message)
			if p.seen.ID != "" {
				t.Error("the operation was called")
			}
		})
	}
}

func messageOf(body []byte) string {
	var e struct{ Message string }
	_ = json.Unmarshal(body, &e)
	return e.Message
}

func TestTamperedBodyIsRefused(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{}, nil)
	signed := f.sign(t, f.target("DescribeUserPool", describe))
	other := f.target("DescribeUserPool", strings.Replace(describe, "abcdefghi", "abcdefghj", 1))
	other.Header = signed.Header
	w := f.do(other)
	wantError(t, w, http.StatusBadRequest, "InvalidSignatureException", messageOf(w.Body.Bytes()))
}

func TestTemporaryKey(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{}, func(c *awshttp.Config) {
		c.Credentials = keyring{keyID: {Secret: secret, SessionToken: "token", Expires: clock.Add(time.Second), Caller: root}}
		c.Keys = sigv4.NewKeyCache(10)
	})
	f.key.SessionToken = "token"
	for range 2 {
		wantStatus(t, f.call(t, "DescribeUserPool", describe), http.StatusOK)
	}
}

const authenticate = `{"AuthFlow":"USER_SRP_AUTH","ClientId":"client"}`

func TestOperationWithoutSignatureIsAnonymous(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*fixture, *http.Request) *http.Request
		region string
	}{
		"unsigned": {func(_ *fixture, r *http.Request) *http.Request { return r }, "us-east-1"},
		"signed":   {func(f *fixture, r *http.Request) *http.Request { return f.sign(t, r) }, "eu-west-1"},
		"fake key": {func(f *fixture, r *http.Request) *http.Request {
			f.key.AccessKeyID, f.key.SecretAccessKey, f.region = "null", "null", "ap-south-1"
			return f.sign(t, r)
		}, "ap-south-1"},
		"garbage": {func(_ *fixture, r *http.Request) *http.Request {
			r.Header.Set("Authorization", "garbage = =")
			return r
		}, "us-east-1"},
		"AWS's name of the service": {func(_ *fixture, r *http.Request) *http.Request {
			r.Host = "Cognito-IDP.ap-south-1.amazonaws.com.:443"
			return r
		}, "ap-south-1"},
		"a name with no region": {func(_ *fixture, r *http.Request) *http.Request {
			r.Host = "cognito-idp.amazonaws.com"
			return r
		}, "us-east-1"},
		"region no region": {func(f *fixture, r *http.Request) *http.Request {
			f.region = "not a region"
			return f.sign(t, r)
		}, "us-east-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &pools{}
			f := newPools(t, p, nil)
			wantStatus(t, f.do(c.change(f, f.target("InitiateAuth", authenticate))), http.StatusOK)
			if p.seen.Caller.Kind != 0 || p.seen.Caller.AccessKeyID != "" {
				t.Errorf("caller %+v", p.seen.Caller)
			}
			if p.seen.Region != c.region || p.seen.AccountID != "000000000000" {
				t.Errorf("region %q, account %q", p.seen.Region, p.seen.AccountID)
			}
		})
	}
}

// broken is Credentials whose store fails.
type broken struct{}

func (broken) Lookup(context.Context, string) (awshttp.Credential, error) {
	return awshttp.Credential{}, errors.New("the disk is on fire")
}

func TestFailureOfTheLookupIsNotARefusal(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{}, func(c *awshttp.Config) { c.Credentials = broken{} })
	wantError(t, f.call(t, "DescribeUserPool", describe), 500, "InternalErrorException", "An internal error has occurred.")
	if !strings.Contains(f.log.String(), "the disk is on fire") {
		t.Errorf("log %s", &f.log)
	}
}

func TestCredentialWithoutSecretIsAFailure(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{}, func(c *awshttp.Config) { c.Credentials = keyring{keyID: {Caller: root}} })
	f.key.SecretAccessKey = ""
	wantStatus(t, f.call(t, "DescribeUserPool", describe), 500)
}
