package edge_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/apigatewayv2"
	"github.com/sallyport/sallyport/internal/awsapi/cloudformation"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
	"github.com/sallyport/sallyport/internal/awsapi/iam"
	"github.com/sallyport/sallyport/internal/awsapi/s3"
	"github.com/sallyport/sallyport/internal/awsapi/sts"
	"github.com/sallyport/sallyport/internal/wire/awshttp"
	"github.com/sallyport/sallyport/internal/wire/edge"
)

// said answers with the name of the surface.
func said(format string, args ...any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, format, args...) })
}

// domains are custom domains; "broken.example" cannot be looked up.
type domains map[string]edge.Owner

func (d domains) Owner(_ context.Context, host string) (edge.Owner, error) {
	if host == "broken.example" {
		return edge.Nobody, errors.New("no connection")
	}
	return d[host], nil
}

// everything is a server with every surface.
func everything() edge.Config {
	c := edge.Config{
		Gateway: func(w http.ResponseWriter, _ *http.Request, t edge.APITarget) {
			fmt.Fprintf(w, "gateway %s|%s|%s|%s|%s|%s", t.API, t.Region, t.Domain, t.Stage, t.RawPath, t.FullPath)
		},
		PoolDomain: func(w http.ResponseWriter, _ *http.Request, t edge.PoolTarget) {
			fmt.Fprintf(w, "pool %s|%s|%s|%s|%s", t.Prefix, t.Region, t.Domain, t.BasePath, t.RawPath)
		},
		Issuer: func(w http.ResponseWriter, _ *http.Request, t edge.IssuerTarget) {
			fmt.Fprintf(w, "issuer %s|%s", t.PoolID, t.Document)
		},
		Own: said("own"), Console: said("console"),
		Domains: domains{
			"api.example.com": edge.API, "login.example.com": edge.Pool,
			// What somebody might try to take.
			"public.example.com": edge.API, "localhost": edge.Pool, "127.0.0.1": edge.API, "::1": edge.API,
			"sts.amazonaws.com": edge.API, "x.localhost": edge.API,
		},
		PublicHost: "Public.example.com:443",
		Log:        slog.New(slog.DiscardHandler),
	}
	for _, m := range []*awsapi.Service{
		&cognitoidp.ServiceModel, &apigateway.ServiceModel, &sts.ServiceModel, &iam.ServiceModel, &cloudformation.ServiceModel,
	} {
		c.Services = append(c.Services, edge.Service{Model: m, Handler: said("service %s", m.ID)})
	}
	c.Services = append(c.Services,
		edge.Service{Model: &apigatewayv2.ServiceModel, Handler: said("service apigatewayv2")},
		edge.Service{Model: &s3.ServiceModel, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "service s3%s", strings.TrimRight(" "+awshttp.BucketOf(r), " "))
		})})
	return c
}

func signedFor(service string) string {
	return "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260517/eu-west-1/" + service + "/aws4_request, SignedHeaders=host, Signature=00"
}

const (
	target = "X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth"
	form   = "Content-Type: application/x-www-form-urlencoded; charset=utf-8"
)

// ask sends "METHOD host target" with headers and, last, an optional body.
func ask(c edge.Config, line string, more ...string) *httptest.ResponseRecorder {
	method, rest, _ := strings.Cut(line, " ")
	host, uri, _ := strings.Cut(rest, " ")
	body := ""
	r := httptest.NewRequest(method, "/", nil)
	for _, m := range more {
		if name, value, ok := strings.Cut(m, ": "); ok {
			r.Header.Add(name, value)
		} else {
			body = m
		}
	}
	if body != "" {
		r.Body = io.NopCloser(strings.NewReader(body))
	}
	r.Host, r.RequestURI = host, uri
	w := httptest.NewRecorder()
	edge.New(c).ServeHTTP(w, r)
	return w
}

type routed struct {
	name, line string
	more       []string
	want       string
}

func runRouted(t *testing.T, cases []routed) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := ask(everything(), c.line, c.more...)
			if got := w.Body.String(); w.Code != 200 || got != c.want {
				t.Errorf("%s: status %d, %q, want %q", c.line, w.Code, got, c.want)
			}
		})
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	runRouted(t, []routed{
		{"API", "GET abc.execute-api.eu-west-1.localhost:4566 /dev/a%2Fb//c/../d?x=%20", nil,
			"gateway abc|eu-west-1||dev|/a%2Fb//c/../d|/dev/a%2Fb//c/../d"},
		{"API of AWS", "GET abc.execute-api.eu-west-1.amazonaws.com /", nil, "gateway abc|eu-west-1||||/"},
		{"API in upper case with a dot", "GET ABC.Execute-API.eu-west-1.LOCALHOST.:4566 /dev", nil, "gateway abc|eu-west-1||dev||/dev"},
		{"API with default stage", "GET abc.execute-api.eu-west-1.localhost /%24default/x", nil, "gateway abc|eu-west-1||$default|/x|/%24default/x"},
		{"pool", "GET p.auth.eu-west-1.localhost:4566 /oauth2/authorize?a=b", nil, "pool p|eu-west-1|||/oauth2/authorize"},
		{"pool of AWS", "POST p.auth.eu-west-1.amazoncognito.com /oauth2/token", nil, "pool p|eu-west-1|||/oauth2/token"},
		{"custom domain of an API", "GET API.example.com.:8080 /v1/pets", nil, "gateway ||api.example.com||/v1/pets|/v1/pets"},
		{"custom domain of a pool", "GET login.example.com /login", nil, "pool ||login.example.com||/login"},
		{"service of AWS", "POST cognito-idp.eu-west-1.amazonaws.com /", nil, "service cognito-idp"},
		{"global service of AWS", "POST sts.amazonaws.com:443 /", nil, "service sts"},
		{"s3 with a bucket", "GET my.bucket.s3.eu-west-1.amazonaws.com /key", nil, "service s3 my.bucket"},
		{"s3 with a bucket, no region", "GET sts.s3.amazonaws.com /key", nil, "service s3 sts"},
		{"version by path", "GET apigateway.eu-west-1.amazonaws.com /v2/apis", nil, "service apigatewayv2"},
		{"keys under a service's name", "GET cognito-idp.eu-west-1.amazonaws.com /eu-west-1_Abc/.well-known/jwks.json", nil,
			"issuer eu-west-1_Abc|jwks.json"},
	})
}

// A host that belongs to one surface is never served by another, whatever else the request says.
func TestHostsAreExclusive(t *testing.T) {
	t.Parallel()
	const host = "abc.execute-api.eu-west-1.localhost:4566"
	gateway := "gateway abc|eu-west-1||dev||/dev"
	runRouted(t, []routed{
		{"target", "POST " + host + " /dev", []string{target}, gateway},
		{"scope", "POST " + host + " /dev", []string{signedFor("sts")}, gateway},
		{"action in a form", "POST " + host + " /dev", []string{form, "Action=GetCallerIdentity&Version=2011-06-15"}, gateway},
		{"action in the query", "GET " + host + " /dev?Action=GetCallerIdentity&Version=2011-06-15", nil, gateway},
		{"own path", "GET " + host + " /_sallyport/clock", nil, "gateway abc|eu-west-1||_sallyport|/clock|/_sallyport/clock"},
		{"path form of another API", "GET " + host + " /_aws/execute-api/other/dev", nil,
			"gateway abc|eu-west-1||_aws|/execute-api/other/dev|/_aws/execute-api/other/dev"},
		{"preflight", "OPTIONS " + host + " /dev", []string{"Access-Control-Request-Method: POST"}, gateway},
		{"pool with a target", "POST p.auth.eu-west-1.localhost /x", []string{target, signedFor("iam")}, "pool p|eu-west-1|||/x"},
		{"custom domain with a scope", "POST api.example.com /x", []string{signedFor("iam")}, "gateway ||api.example.com||/x|/x"},
		{"service of AWS with another's scope", "POST sts.eu-west-1.amazonaws.com /", []string{signedFor("iam"), target}, "service sts"},
	})
}

// Whoever may make custom domains must not take the server's own names.
func TestReservedNamesAreNoCustomDomains(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"localhost:4566", "127.0.0.1:4566", "[::1]:4566", "PUBLIC.example.com:443", "x.localhost", "sts.amazonaws.com"} {
		w := ask(everything(), "POST "+host+" /", target, signedFor("sts"))
		if got := w.Body.String(); got != "service sts" {
			t.Errorf("%s: %q", host, got)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	const host = " 127.0.0.1:4566 "
	runRouted(t, []routed{
		{"API", "GET" + host + "/_aws/execute-api/abc/dev/a%2Fb/?q", nil, "gateway abc|||dev|/a%2Fb/|/dev/a%2Fb/"},
		{"API without stage", "GET" + host + "/_aws/execute-api/abc", nil, "gateway abc|||||/"},
		{"API, short", "GET" + host + "/execute-api/abc/dev", nil, "gateway abc|||dev||/dev"},
		{"API, user request", "GET" + host + "/restapis/abc/dev/_user_request_/a/b", nil, "gateway abc|||dev|/a/b|/dev/a/b"},
		{"API, user request, root", "GET" + host + "/restapis/abc/dev/_user_request_", nil, "gateway abc|||dev||/dev"},
		{"API with foreign scope", "GET" + host + "/_aws/execute-api/abc/dev/x", []string{signedFor("sts"), target}, "gateway abc|||dev|/x|/dev/x"},
		{"control plane", "GET" + host + "/restapis/abc/resources", []string{signedFor("apigateway")}, "service apigateway"},
		{"pool", "GET" + host + "/_aws/auth/p/oauth2/token", nil, "pool p|||/_aws/auth/p|/oauth2/token"},
		{"pool, root", "GET" + host + "/_aws/auth/p", nil, "pool p|||/_aws/auth/p|/"},
		{"keys", "GET" + host + "/eu-west-1_AbC123xyz/.well-known/jwks.json", nil, "issuer eu-west-1_AbC123xyz|jwks.json"},
		{"keys with a target", "GET" + host + "/eu-west-1_A/.well-known/openid-configuration", []string{target}, "issuer eu-west-1_A|openid-configuration"},
		{"own", "GET" + host + "/_sallyport/health", []string{signedFor("sts")}, "own"},
		{"console", "GET" + host + "/console/", nil, "console"},
		{"no pool id", "GET" + host + "/bucket/.well-known/x", nil, "service s3"},
		{"escaped own is not own", "GET" + host + "/%5Fsallyport/health", nil, "service s3"},
	})
}

func TestServices(t *testing.T) {
	t.Parallel()
	const root = "POST 127.0.0.1:4566 /"
	presigned := "?X-Amz-Credential=AKID%2F20260517%2Feu-west-1%2Fiam%2Faws4_request"
	runRouted(t, []routed{
		{"scope", root, []string{signedFor("iam")}, "service iam"},
		{"scope before target", root, []string{signedFor("iam"), target}, "service iam"},
		{"scope before action", root, []string{signedFor("iam"), form, "Action=GetCallerIdentity&Version=2011-06-15"}, "service iam"},
		{"scope in the query", "GET 127.0.0.1 /" + presigned, nil, "service iam"},
		{"scope without the rest", root, []string{"Authorization: AWS4-HMAC-SHA256 Credential=a/b/c/sts/e"}, "service sts"},
		{"bearer token is no scope", root, []string{"Authorization: Bearer Credential=a/b/c/sts/e", target}, "service cognito-idp"},
		{"v1 by path", "GET 127.0.0.1 /apikeys", []string{signedFor("apigateway")}, "service apigateway"},
		{"v2 by path", "GET 127.0.0.1 /v2/apis", []string{signedFor("apigateway")}, "service apigatewayv2"},
		{"target", root, []string{target}, "service cognito-idp"},
		{"target before action", root + "?Action=GetUser&Version=2010-05-08", []string{target}, "service cognito-idp"},
		{"action in the query", "GET 127.0.0.1 /?Action=GetCallerIdentity&Version=2011-06-15", nil, "service sts"},
		{"action in a form", root, []string{form, "Version=2010-05-08&Action=GetUser"}, "service iam"},
		{"action without version", root, []string{form, "Action=AssumeRoleWithWebIdentity"}, "service sts"},
		{"object", "GET 127.0.0.1 /bucket/key", nil, "service s3"},
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, line string
		more       []string
		reason     string
	}{
		{"nothing", "GET 127.0.0.1:4566 /", nil, "which service this request is for"},
		{"unknown scope", "POST 127.0.0.1 /", []string{signedFor("dynamodb"), target}, "'dynamodb'"},
		{"scope of an API", "POST 127.0.0.1 /", []string{signedFor("execute-api")}, "addresses none"},
		{"unknown target", "POST 127.0.0.1 /", []string{"X-Amz-Target: DynamoDB_20120810.GetItem"}, "DynamoDB_20120810.GetItem"},
		{"unknown action", "GET 127.0.0.1 /?Action=Fly&Version=2011-06-15", nil, "'Fly'"},
		{"action of another version", "GET 127.0.0.1 /?Action=GetCallerIdentity&Version=2010-05-08", nil, "'GetCallerIdentity'"},
		{"unknown service of AWS", "POST dynamodb.eu-west-1.amazonaws.com /", []string{target}, "'dynamodb.eu-west-1.amazonaws.com'"},
		{"below _aws", "GET 127.0.0.1 /_aws/cognito/x", nil, "/_aws/"},
		{"API without id", "GET 127.0.0.1 /_aws/execute-api/", nil, "{api}"},
		{"pool without prefix", "GET 127.0.0.1 /_aws/auth/", nil, "{prefix}"},
		{"API host with too many labels", "GET a.b.execute-api.eu-west-1.localhost /", []string{target}, "{api}.execute-api"},
		{"API host without id", "GET .execute-api.eu-west-1.localhost /", []string{target}, "{api}.execute-api"},
		{"pool host with too many labels", "GET a.b.auth.eu-west-1.amazoncognito.com /", nil, "{prefix}.auth"},
		{"bad escape in a stage", "GET abc.execute-api.eu-west-1.localhost /%zz", nil, "encoded"},
		{"form of another type", "POST 127.0.0.1 /", []string{"Content-Type: text/plain", "Action=GetUser"}, "which service"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := ask(everything(), c.line, c.more...)
			if w.Code != 404 || !strings.Contains(w.Body.String(), c.reason) || w.Header().Get("Content-Type") != "application/json" {
				t.Errorf("status %d, body %s, want %q in it", w.Code, w.Body, c.reason)
			}
		})
	}
}

func TestAbsentSurfacesAnswerNotFound(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"GET 127.0.0.1 /console/", "GET 127.0.0.1 /_sallyport/clock", "GET 127.0.0.1 /_aws/execute-api/a/b",
		"GET 127.0.0.1 /_aws/auth/p/login", "GET 127.0.0.1 /eu-west-1_A/.well-known/jwks.json", "GET 127.0.0.1 /bucket/key",
		"GET a.execute-api.eu-west-1.localhost /", "GET p.auth.eu-west-1.localhost /",
	} {
		if w := ask(edge.Config{}, line, target, signedFor("sts")); w.Code != 404 {
			t.Errorf("%s: status %d", line, w.Code)
		}
	}
}

func TestBrokenLookupFailsClosed(t *testing.T) {
	t.Parallel()
	w := ask(everything(), "POST broken.example /", target, signedFor("sts"))
	if w.Code != 500 || strings.Contains(w.Body.String(), "connection") {
		t.Errorf("status %d, body %s", w.Code, w.Body)
	}
}

func TestPreflightOfAService(t *testing.T) {
	t.Parallel()
	w := ask(everything(), "OPTIONS 127.0.0.1:4566 /", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: x-amz-target")
	if w.Code != 200 || w.Header().Get("Access-Control-Allow-Headers") != "x-amz-target" {
		t.Errorf("status %d, headers %v", w.Code, w.Header())
	}
}

func TestPeekedFormIsPutBack(t *testing.T) {
	t.Parallel()
	long := "Action=GetCallerIdentity&Version=2011-06-15&x=" + strings.Repeat("y", 200_000)
	for name, body := range map[string]io.Reader{
		"short":  strings.NewReader(long[:60]),
		"long":   strings.NewReader(long),
		"broken": io.MultiReader(strings.NewReader(long[:60]), brokenReader{}),
	} {
		c := everything()
		var got []byte
		var err error
		for i := range c.Services {
			if c.Services[i].Model == &sts.ServiceModel {
				c.Services[i].Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got, err = io.ReadAll(r.Body) })
			}
		}
		r := httptest.NewRequest("POST", "/", body)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		edge.New(c).ServeHTTP(httptest.NewRecorder(), r)
		switch {
		case name == "broken" && !errors.Is(err, io.ErrUnexpectedEOF):
			t.Errorf("%s: error %v", name, err)
		case name == "long" && string(got) != long, name != "long" && string(got) != long[:60]:
			t.Errorf("%s: %d bytes arrived", name, len(got))
		}
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func FuzzEdge(f *testing.F) {
	f.Add("POST", "127.0.0.1:4566", "/", "", "", "")
	f.Add("GET", "abc.execute-api.eu-west-1.localhost", "/dev/%2f", "", "x.y", "Action=A")
	f.Add("GET", "[::1]:80", "/_aws/auth/p/../x", "AWS4-HMAC-SHA256 Credential=a/b/c/sts/e", "", "")
	f.Add("OPTIONS", "login.example.com", "*", "", "", "")
	e := edge.New(everything())
	f.Fuzz(func(t *testing.T, method, host, uri, authorization, target, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Method, r.Host, r.RequestURI = method, host, uri
		r.Header = http.Header{
			"Authorization": {authorization}, "X-Amz-Target": {target}, "Content-Type": {"application/x-www-form-urlencoded"},
		}
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if strings.HasSuffix(host, ".execute-api.eu-west-1.localhost") && w.Code == 200 && !strings.HasPrefix(w.Body.String(), "gateway ") {
			t.Errorf("an API's host was answered by %q", w.Body)
		}
	})
}
