package awshttp_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
)

func newREST(t *testing.T) *fixture {
	t.Helper()
	return newFixture(t, apigateway.Guard(restAPIs{}, everybody{}), nil)
}

func (f *fixture) rest(t *testing.T, method, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	return f.do(f.sign(t, f.request(method, target, body)))
}

func TestRESTOperations(t *testing.T) {
	t.Parallel()
	f := newREST(t)
	for name, c := range map[string]struct {
		method, target, body string
		status               int
		want                 string
	}{
		"create":                   {"POST", "/restapis", `{"name":"pets","unknown":[1]}`, 201, `{"id":"created","name":"pets"}`},
		"slash at the end":         {"POST", "/restapis/", `{"name":"pets"}`, 201, `{"id":"created","name":"pets"}`},
		"import, by query":         {"POST", "/restapis?mode=import&basepath=prepend", `swagger`, 201, `{"id":"imported","description":"swagger","version":"prepend"}`},
		"import, wrong literal":    {"POST", "/restapis?mode=export", `{"name":"pets"}`, 201, `{"id":"created","name":"pets"}`},
		"status without a body":    {"DELETE", "/restapis/abc", ``, 202, ``},
		"exception of the rule":    {"GET", "/restapis/abc", ``, 404, `{"message":"Invalid API identifier specified 123456789012:abc"}`},
		"escaped slash is a label": {"GET", "/restapis/a%2Fb", ``, 404, `{"message":"Invalid API identifier specified 123456789012:a/b"}`},
		"unknown path":             {"GET", "/nothing/here", ``, 404, `{"message":"No operation has the method GET and the path /nothing/here"}`},
		"unknown method":           {"PURGE", "/restapis", ``, 404, `{"message":"No operation has the method PURGE and the path /restapis"}`},
		"empty segment":            {"GET", "/restapis//abc", ``, 404, `{"message":"No operation has the method GET and the path /restapis//abc"}`},
		"dot segment":              {"GET", "/restapis/x/../abc", ``, 404, `{"message":"No operation has the method GET and the path /restapis/x/../abc"}`},
		"bad JSON":                 {"POST", "/restapis", `{"name":`, 400, `{"message":"Unexpected token received from parser"}`},
		"wrong type":               {"POST", "/restapis", `{"name":5}`, 400, `{"message":"NUMBER_VALUE can not be converted to String"}`},
		"wrong type in the query":  {"GET", "/restapis?limit=many", ``, 400, `{"message":"The value of limit is not an integer"}`},
		"required member absent":   {"POST", "/restapis", ``, 400, `{"message":"1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null"}`},
		"not served":               {"GET", "/account", ``, 501, `{"message":"Sallyport does not serve the operation apigateway:GetAccount."}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := f.rest(t, c.method, c.target, c.body)
			wantStatus(t, w, c.status)
			if got := w.Body.String(); got != c.want {
				t.Errorf("body %s, want %s", got, c.want)
			}
		})
	}
}

func TestRESTRefusals(t *testing.T) {
	t.Parallel()
	f := newREST(t)
	w := f.do(f.request("GET", "/restapis/abc", ""))
	wantStatus(t, w, http.StatusForbidden)
	if got := w.Body.String(); got != `{"message":"Missing Authentication Token"}` {
		t.Errorf("body %s", got)
	}
	if got := w.Header().Get("X-Amzn-ErrorType"); got != "MissingAuthenticationTokenException" {
		t.Errorf("x-amzn-ErrorType %q", got)
	}
}
