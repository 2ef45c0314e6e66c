package awshttp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/awsapi/sts"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/awshttp/sigv4"
)

const (
	accountID = "123456789012"
	keyID     = "AKIAEXAMPLEEXAMPLE01"
	secret    = "example-secret"
	poolID    = "eu-west-1_abcdefghi"
)

var clock = time.Date(2026, 5, 17, 10, 30, 0, 0, time.UTC)

var root = awsapi.Caller{
	Kind: awsapi.Root, AccountID: accountID, ARN: "arn:aws:iam::" + accountID + ":root", UserID: accountID,
}

// keyring is Credentials of fixed keys.
type keyring map[string]awshttp.Credential

func (k keyring) Lookup(_ context.Context, id string) (awshttp.Credential, error) {
	c, ok := k[id]
	if !ok {
		return awshttp.Credential{}, awshttp.ErrUnknownKey
	}
	return c, nil
}

// everybody is a gate that lets everybody in.
type everybody struct{}

func (everybody) Allow(context.Context, *awsapi.Service, *awsapi.Operation, any) error { return nil }

// pools serves what the tests of the json protocol call.
type pools struct {
	cognitoidp.Unimplemented
	describe func(context.Context, *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error)
	initiate func(context.Context)
	seen     awsapi.Request
}

func (p *pools) DescribeUserPool(
	ctx context.Context, in *cognitoidp.DescribeUserPoolRequest,
) (*cognitoidp.DescribeUserPoolResponse, error) {
	p.seen = awsapi.RequestFrom(ctx)
	if p.describe != nil {
		return p.describe(ctx, in)
	}
	return &cognitoidp.DescribeUserPoolResponse{UserPool: &cognitoidp.UserPoolType{
		Id: in.UserPoolId, Name: awsapi.Ptr("people"), CreationDate: awsapi.Ptr(clock.Add(123 * time.Millisecond)),
	}}, nil
}

func (p *pools) InitiateAuth(ctx context.Context, _ *cognitoidp.InitiateAuthRequest) (*cognitoidp.InitiateAuthResponse, error) {
	p.seen = awsapi.RequestFrom(ctx)
	if p.initiate != nil {
		p.initiate(ctx)
	}
	return &cognitoidp.InitiateAuthResponse{ChallengeParameters: map[string]string{}}, nil
}

func (p *pools) DeleteUserPool(context.Context, *cognitoidp.DeleteUserPoolRequest) (*cognitoidp.DeleteUserPoolOutput, error) {
	return nil, nil
}

// fixture is a handler and what its client signs with.
type fixture struct {
	handler *awshttp.Handler
	service string
	key     sigv4.Credentials
	region  string
	now     time.Time
	log     bytes.Buffer
}

func newFixture(t *testing.T, invoker awsapi.Invoker, change func(*awshttp.Config)) *fixture {
	t.Helper()
	f := &fixture{
		service: invoker.Model().SigningName, region: "eu-west-1", now: clock,
		key: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret},
	}
	config := awshttp.Config{
		Credentials: keyring{keyID: {Secret: secret, Caller: root}},
		AccountID:   "000000000000", Region: "us-east-1",
		Now: func() time.Time { return clock },
		Log: slog.New(slog.NewTextHandler(&f.log, nil)),
	}
	if change != nil {
		change(&config)
	}
	handler, err := awshttp.New(invoker, config)
	if err != nil {
		t.Fatal(err)
	}
	f.handler = handler
	return f
}

func newPools(t *testing.T, p *pools, change func(*awshttp.Config)) *fixture {
	t.Helper()
	return newFixture(t, cognitoidp.Guard(p, everybody{}), change)
}

func (f *fixture) request(method, target, body string) *http.Request {
	return httptest.NewRequest(method, "http://127.0.0.1:4566"+target, strings.NewReader(body))
}

// sign signs as a client does.
func (f *fixture) sign(t *testing.T, r *http.Request) *http.Request {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err := sigv4.Sign(r, sigv4.HashPayload(body), f.key, f.region, f.service, f.now); err != nil {
		t.Fatal(err)
	}
	return r
}

func (f *fixture) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return w
}

// call sends a signed request of the json protocol.
func (f *fixture) call(t *testing.T, operation, body string) *httptest.ResponseRecorder {
	t.Helper()
	return f.do(f.sign(t, f.target(operation, body)))
}

func (f *fixture) target(operation, body string) *http.Request {
	r := f.request("POST", "/", body)
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	return r
}

const describe = `{"UserPoolId":"` + poolID + `"}`

func wantStatus(t *testing.T, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
}

// wantError checks an error of the json protocol as clients read it.
func wantError(t *testing.T, w *httptest.ResponseRecorder, status int, code, message string) {
	t.Helper()
	wantStatus(t, w, status)
	var body map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if body["__type"] != code || body["message"] != message {
		t.Errorf("body %v, want %s: %s", body, code, message)
	}
	if header := w.Header().Get("X-Amzn-ErrorType"); strings.TrimSuffix(header, ":") != code {
		t.Errorf("x-amzn-ErrorType %q, want %s", header, code)
	}
}

func TestJSONOperation(t *testing.T) {
	t.Parallel()
	p := &pools{}
	f := newPools(t, p, nil)
	w := f.call(t, "DescribeUserPool", describe)
	wantStatus(t, w, http.StatusOK)
	want := `{"UserPool":{"Id":"eu-west-1_abcdefghi","Name":"people","CreationDate":1779013800.123}}`
	if got := w.Body.String(); got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	for name, want := range map[string]string{
		"Content-Type":                "application/x-amz-json-1.1",
		"Access-Control-Allow-Origin": "*",
		"Server":                      "",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if p.seen.ID == "" || w.Header().Get("x-amzn-RequestId") != p.seen.ID {
		t.Errorf("request id %q, header %q", p.seen.ID, w.Header().Get("x-amzn-RequestId"))
	}
	caller := root
	caller.AccessKeyID = keyID
	if p.seen.Caller != caller || p.seen.AccountID != accountID || p.seen.Region != "eu-west-1" || p.seen.SourceIP != "192.0.2.1" {
		t.Errorf("request seen: %+v", p.seen)
	}
}

func TestJSONOperationWithoutOutputHasEmptyBody(t *testing.T) {
	t.Parallel()
	w := newPools(t, &pools{}, nil).call(t, "DeleteUserPool", describe)
	wantStatus(t, w, http.StatusOK)
	if w.Body.Len() != 0 {
		t.Errorf("body %q", w.Body)
	}
}

// restAPIs serves what the tests of the rest-json protocol call.
type restAPIs struct{ apigateway.Unimplemented }

func (restAPIs) ImportRestApi(_ context.Context, in *apigateway.ImportRestApiRequest) (*apigateway.RestApi, error) {
	return &apigateway.RestApi{Id: awsapi.Ptr("imported"), Description: awsapi.Ptr(string(in.Body)), Version: awsapi.Ptr(in.Parameters["basepath"])}, nil
}

func (restAPIs) CreateRestApi(_ context.Context, in *apigateway.CreateRestApiRequest) (*apigateway.RestApi, error) {
	return &apigateway.RestApi{Id: awsapi.Ptr("created"), Name: in.Name}, nil
}

func (restAPIs) GetRestApi(_ context.Context, in *apigateway.GetRestApiRequest) (*apigateway.RestApi, error) {
	return nil, apigateway.NotFoundException("Invalid API identifier specified " + accountID + ":" + *in.RestApiId)
}

func (restAPIs) DeleteRestApi(context.Context, *apigateway.DeleteRestApiRequest) (*apigateway.DeleteRestApiOutput, error) {
	return nil, nil
}

// roles serves what the tests of the query protocol call.
type roles struct {
	sts.Unimplemented
	seen awsapi.Request
}

func (r *roles) GetCallerIdentity(
	ctx context.Context, _ *sts.GetCallerIdentityRequest,
) (*sts.GetCallerIdentityResponse, error) {
	r.seen = awsapi.RequestFrom(ctx)
	c := r.seen.Caller
	return &sts.GetCallerIdentityResponse{Account: &c.AccountID, Arn: &c.ARN, UserId: &c.UserID}, nil
}

func (r *roles) AssumeRole(_ context.Context, in *sts.AssumeRoleRequest) (*sts.AssumeRoleResponse, error) {
	return &sts.AssumeRoleResponse{
		SourceIdentity: in.PolicyArns[1].Arn, PackedPolicySize: in.DurationSeconds,
		Credentials: &sts.Credentials{Expiration: &clock},
	}, nil
}
