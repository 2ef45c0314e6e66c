package rest_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/awsapi/apigatewayv2"
	"github.com/sallyport/sallyport/internal/awsapi/lambda"
	"github.com/sallyport/sallyport/internal/awsapi/s3"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/rest"
)

var label = regexp.MustCompile(`\{[^}]*\}`)

// ask is the request of a client that sets what the model requires.
func ask(m *awsapi.Service, op *awsapi.Operation) *protocol.Request {
	path, rawQuery, _ := strings.Cut(op.URI, "?")
	r := &protocol.Request{Method: op.Method, Path: label.ReplaceAllString(path, "some%2Fvalue"), Query: rawQuery, Header: http.Header{}}
	if op.Input == awsapi.None {
		return r
	}
	for _, member := range m.Shapes[op.Input].Members {
		switch {
		case member.Required && member.Location == "querystring":
			r.Query += "&" + url.QueryEscape(member.WireName()) + "=1"
		case member.Required && member.Location == "header":
			r.Header.Set(member.WireName(), "1")
		}
	}
	return r
}

// TestEveryOperationIsFound sends each operation of each model as a client does.
func TestEveryOperationIsFound(t *testing.T) {
	t.Parallel()
	for _, m := range []*awsapi.Service{&apigateway.ServiceModel, &apigatewayv2.ServiceModel, &lambda.ServiceModel, &s3.ServiceModel} {
		router := rest.NewRouter(m)
		for i := range m.Operations {
			op := &m.Operations[i]
			if op.Name == "ListDirectoryBuckets" {
				// Told from ListBuckets by a host of its own alone.
				continue
			}
			got, err := router.Find(ask(m, op))
			if err != nil {
				t.Errorf("%s: %s: %v", m.Name, op.Name, err)
			} else if got.Operation != op {
				t.Errorf("%s: %s %s is %s, not %s", m.Name, op.Method, op.URI, got.Operation.Name, op.Name)
			}
		}
	}
}
