package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/gateway"
)

// call is a request of a test: method, target from the stage on, headers as "Name: value", a payload.
type call struct {
	method  string
	target  string
	headers []string
	body    string
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) raw(name string) string {
	if v := a.header[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (a answer) explain() string { return a.raw("x-sallyport-explain") }

// do sends a call through the net/http adapter.
func (c call) do(t testing.TB, g *gateway.Gateway) answer {
	t.Helper()
	method := c.method
	if method == "" {
		method = "GET"
	}
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	path, query, _ := strings.Cut(c.target, "?")
	r := httptest.NewRequest(method, "http://"+apiID+".execute-api.eu-west-1.localhost:4566/", body)
	r.URL.RawQuery = query
	for _, h := range c.headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	g.ServeAPI(w, r, apiID, region, path)
	return answer{w.Code, w.Header(), w.Body.String()}
}

func develop(t testing.TB, d deployment) *gateway.Gateway {
	t.Helper()
	return gateway.New(gateway.Config{Plans: plans{plan: compile(t, d)}, Development: true})
}
