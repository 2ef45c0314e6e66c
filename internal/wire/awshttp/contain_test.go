package awshttp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
)

type describeFunc = func(context.Context, *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error)

func TestErrorsOfOperations(t *testing.T) {
	t.Parallel()
	const hidden = "An internal error has occurred."
	for name, c := range map[string]struct {
		describe      describeFunc
		status        int
		code, message string
		logged        string // part of the log
	}{
		"exception": {
			func(context.Context, *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error) {
				return nil, cognitoidp.ResourceNotFoundException("User pool x does not exist.")
			}, 400, "ResourceNotFoundException", "User pool x does not exist.", "",
		},
		"wrapped exception": {
			func(context.Context, *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error) {
				return nil, fmt.Errorf("describe: %w", cognitoidp.ResourceNotFoundException("gone"))
			}, 400, "ResourceNotFoundException", "gone", "",
		},
		"cause stays private": {
			func(context.Context, *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error) {
				return nil, cognitoidp.NotAuthorizedException("No.").Because(errors.New("proof differs"))
			}, 400, "NotAuthorizedException", "No.", "proof differs",
		},
		"any other error": {
			func(context.Context, *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error) {
				return nil, errors.New("table users is gone")
			}, 500, "InternalErrorException", hidden, "table users is gone",
		},
		"panic": {
			func(context.Context, *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error) {
				panic("index out of thin air")
			}, 500, "InternalErrorException", hidden, "index out of thin air",
		},
		"detail that no JSON can hold": {
			func(context.Context, *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error) {
				return nil, cognitoidp.NotAuthorizedException("No.").With("f", func() {})
			}, 500, "InternalErrorException", hidden, "member f of NotAuthorizedException",
		},
		"deadline": {
			func(ctx context.Context, _ *cognitoidp.DescribeUserPoolRequest) (*cognitoidp.DescribeUserPoolResponse, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}, 500, "InternalErrorException", hidden, "deadline exceeded",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newPools(t, &pools{describe: c.describe}, func(c *awshttp.Config) { c.Timeout = 20 * time.Millisecond })
			w := f.call(t, "DescribeUserPool", describe)
			wantError(t, w, c.status, c.code, c.message)
			log := f.log.String()
			if c.logged == "" && log != "" || !strings.Contains(log, c.logged) {
				t.Errorf("log %q, want %q in it", log, c.logged)
			}
			if c.logged != "" {
				for _, want := range []string{w.Header().Get("x-amzn-RequestId"), "cognito-idp", "DescribeUserPool"} {
					if !strings.Contains(log, want) {
						t.Errorf("log %q, want %q in it", log, want)
					}
				}
			}
		})
	}
}

func TestAbortedHandlerStaysAborted(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{describe: func(
		context.Context, *cognitoidp.DescribeUserPoolRequest,
	) (*cognitoidp.DescribeUserPoolResponse, error) {
		panic(http.ErrAbortHandler)
	}}, nil)
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("the abort did not reach the server")
		}
	}()
	f.call(t, "DescribeUserPool", describe)
}

func TestExceptionMembers(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{describe: func(
		context.Context, *cognitoidp.DescribeUserPoolRequest,
	) (*cognitoidp.DescribeUserPoolResponse, error) {
		e := &awsapi.Exception{Code: "AccessDeniedException", Message: "Line one\nü", MessageKey: "Message", Status: 400}
		return nil, e.With("reasonCode", "x").With("count", 3)
	}}, nil)
	w := f.call(t, "DescribeUserPool", describe)
	want := `{"__type":"AccessDeniedException","Message":"Line one\nü","count":3,"reasonCode":"x"}`
	if got := w.Body.String(); got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	if got := w.Header().Get("x-amzn-ErrorMessage"); got != "Line one" {
		t.Errorf("x-amzn-ErrorMessage %q", got)
	}
}

func TestRequestsThatNameNoOperation(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{}, nil)
	for name, change := range map[string]func(*http.Request){
		"unknown operation": func(r *http.Request) { r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.Fly") },
		"other service":     func(r *http.Request) { r.Header.Set("X-Amz-Target", "DynamoDB.DescribeUserPool") },
		"no target":         func(r *http.Request) { r.Header.Del("X-Amz-Target") },
		"no dot":            func(r *http.Request) { r.Header.Set("X-Amz-Target", "DescribeUserPool") },
		"GET":               func(r *http.Request) { r.Method = "GET" },
	} {
		t.Run(name, func(t *testing.T) {
			r := f.target("DescribeUserPool", describe)
			change(r)
			wantError(t, f.do(r), 400, "UnknownOperationException", "")
		})
	}
}

func TestKnownOperationThatIsNotServed(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{}, nil)
	wantError(t, f.call(t, "CreateUserPoolDomain", `{"Domain":"abc","UserPoolId":"`+poolID+`"}`), 501, "NotImplemented",
		"Sallyport does not serve the operation cognito-idp:CreateUserPoolDomain.")
	// Who is nobody learns nothing of what is served.
	wantError(t, f.do(f.target("CreateUserPoolDomain", "{}")), 400, "MissingAuthenticationTokenException", "Missing Authentication Token")
}

func TestBodies(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{}, func(c *awshttp.Config) { c.MaxBody = 1000 })
	wantError(t, f.call(t, "DescribeUserPool", strings.Repeat(" ", 1001)), 413, "RequestEntityTooLargeException", "The request is too large.")
	wantError(t, f.call(t, "DescribeUserPool", `{"UserPoolId":`), 400, "SerializationException", "Unexpected token received from parser")
	wantError(t, f.call(t, "DescribeUserPool", `{"UserPoolId":{}}`), 400, "SerializationException",
		"Start of structure or map found where not expected.")
	// An absent body is an empty object, and the model says what it lacks.
	w := f.call(t, "DescribeUserPool", "")
	wantError(t, w, 400, "InvalidParameterException", messageOf(w.Body.Bytes()))
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	r := newPools(t, &pools{}, nil).request("OPTIONS", "/", "")
	r.Header.Set("Origin", "https://app.example.com")
	r.Header.Set("Access-Control-Request-Headers", "content-type,x-amz-target,x-new")
	w := newPools(t, &pools{}, nil).do(r)
	wantStatus(t, w, http.StatusOK)
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin":  "*",
		"Access-Control-Allow-Headers": "content-type,x-amz-target,x-new",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(w.Header().Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("methods %q", w.Header().Get("Access-Control-Allow-Methods"))
	}
	if w.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Error("pages may not send cookies")
	}
}

func TestRequestIDsAreRandomUUIDs(t *testing.T) {
	t.Parallel()
	f := newPools(t, &pools{}, nil)
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	a := f.do(f.target("Fly", "")).Header().Get("x-amzn-RequestId")
	b := f.do(f.target("Fly", "")).Header().Get("x-amzn-RequestId")
	if !uuid.MatchString(a) || !uuid.MatchString(b) || a == b {
		t.Errorf("request ids %q and %q", a, b)
	}
}

func TestUnknownProtocolIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := awshttp.New(carrier{}, awshttp.Config{}); err == nil {
		t.Error("a service of a protocol nobody speaks was mounted")
	}
}

type carrier struct{ awsapi.Invoker }

func (carrier) Model() *awsapi.Service { return &awsapi.Service{ID: "pigeon", Protocol: "pigeon"} }
