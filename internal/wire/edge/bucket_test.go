package edge_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/apigatewayv2"
	"github.com/sallyport/sallyport/internal/wire/edge"
)

func TestBucketHosts(t *testing.T) {
	t.Parallel()
	signed := []string{signedFor("s3")}
	runRouted(t, []routed{
		{"local", "GET pets.s3.eu-west-1.localhost:4566 /key", nil, "service s3 pets"},
		{"local, signed", "PUT pets.s3.eu-west-1.localhost:4566 /key", signed, "service s3 pets"},
		{"local, root", "GET pets.s3.eu-west-1.localhost:4566 /", nil, "service s3 pets"},
		{"local, no region", "GET pets.s3.localhost:4566 /key", nil, "service s3 pets"},
		{"in upper case with a dot", "GET Pets.S3.EU-West-1.LOCALHOST.:4566 /key", nil, "service s3 pets"},
		{"dual stack", "GET pets.s3.dualstack.eu-west-1.amazonaws.com /key", nil, "service s3 pets"},
		{"with a dash", "GET pets.s3-eu-west-1.amazonaws.com /key", nil, "service s3 pets"},
		{"below the public host", "GET pets.s3.eu-west-1.public.example.com /key", nil, "service s3 pets"},
		{"with dots", "GET a.b.c.s3.eu-west-1.localhost /key", nil, "service s3 a.b.c"},
		{"a key like our own path", "GET pets.s3.eu-west-1.localhost /_sallyport/clock", nil, "service s3 pets"},
		{"a key like an API's path", "GET pets.s3.eu-west-1.localhost /_aws/execute-api/abc/dev", nil, "service s3 pets"},
		{"another scope", "POST pets.s3.eu-west-1.localhost /", []string{signedFor("iam"), target}, "service s3 pets"},
		{"no bucket", "GET s3.eu-west-1.localhost /bucket/key", signed, "service s3"},
		{"no bucket, AWS", "GET s3.eu-west-1.amazonaws.com /bucket/key", signed, "service s3"},
		{"bare, signed", "PUT pets.localhost:4566 /key", signed, "service s3 pets"},
		{"bare, not signed", "GET pets.localhost:4566 /key", nil, "service s3 pets"},
		{"bare, for another service", "POST pets.localhost:4566 /", []string{signedFor("iam")}, "service iam"},
		{"bare, own path", "GET pets.localhost:4566 /_sallyport/health", signed, "own"},
		{"bare, but no bucket", "GET a.localhost:4566 /bucket/key", signed, "service s3"},
		{"an API's host is none", "GET abc.execute-api.eu-west-1.localhost /dev", signed, "gateway abc|eu-west-1||dev||/dev"},
		{"a domain's host is none", "GET p.auth.s3.localhost /login", signed, "pool p|s3|||/login"},
		{"address", "GET 127.0.0.1:4566 /bucket/key", signed, "service s3"},
	})
}

func TestHostsThatNameNoBucket(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"a.s3.eu-west-1.localhost", "UP_PER.s3.localhost", "..s3.localhost", strings.Repeat("x", 64) + ".s3.localhost"} {
		if w := ask(everything(), "GET "+host+" /key", signedFor("s3")); w.Code != 404 || !strings.Contains(w.Body.String(), "names no bucket") {
			t.Errorf("%s: %d %s", host, w.Code, w.Body)
		}
	}
	var none edge.Config
	if w := ask(none, "GET pets.s3.localhost /key"); w.Code != 404 || !strings.Contains(w.Body.String(), "does not serve") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestAPIGatewayVersions: the two services share their id and their signing name; the path tells them apart, of every one
// of their operations.
func TestAPIGatewayVersions(t *testing.T) {
	t.Parallel()
	e := edge.New(everything())
	for want, model := range map[string]*awsapi.Service{
		"service apigateway": &apigateway.ServiceModel, "service apigatewayv2": &apigatewayv2.ServiceModel,
	} {
		for _, op := range model.Operations {
			for _, host := range []string{"127.0.0.1:4566", "apigateway.eu-west-1.amazonaws.com"} {
				r := httptest.NewRequest(op.Method, "/", nil)
				r.Host, r.RequestURI = host, strings.NewReplacer("{", "", "}", "", "+", "").Replace(op.URI)
				name, value, _ := strings.Cut(signedFor("apigateway"), ": ")
				r.Header.Set(name, value)
				w := httptest.NewRecorder()
				if e.ServeHTTP(w, r); w.Body.String() != want {
					t.Errorf("%s %s at %s: %s", op.Method, r.RequestURI, host, w.Body)
				}
			}
		}
	}
}
