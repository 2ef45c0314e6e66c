package gateway_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// serve puts a gateway behind a real server and gives a way to speak to it line by line.
func serve(t *testing.T, d deployment) func(request string) (head, body string) {
	t.Helper()
	g := develop(t, d)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, _, _ := strings.Cut(r.RequestURI, "?")
		g.ServeAPI(w, r, apiID, region, path)
	}))
	t.Cleanup(s.Close)
	return func(request string) (string, string) {
		t.Helper()
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if _, err := io.WriteString(c, strings.ReplaceAll(request, "\n", "\r\n")); err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(bufio.NewReader(c))
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := strings.Cut(string(all), "\r\n\r\n")
		return head + "\r\n", body
	}
}

func TestOnTheWire(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	ask := serve(t, deployment{methods: map[string]string{
		"GET /": mock(`{"a":1}`), "HEAD /": mock("unsent"), "GET /long": mock(long),
		"GET /typed": integration(t, "NEVER", map[string]string{"application/json": `{"statusCode":200}`},
			`{"200":{"statusCode":"200","responseParameters":{"method.response.header.content-type":"'text/csv'"},"responseTemplates":{"application/json":"a,b"}}}`,
			`{"200":{"responseParameters":{"method.response.header.Content-Type":false}}}`),
		"DELETE /": integration(t, "NEVER", map[string]string{"application/json": `{"statusCode":204}`},
			`{"204":{"statusCode":"204","responseTemplates":{"application/json":"unsent"}}}`, `{"204":{}}`),
	}})
	for name, c := range map[string]struct {
		line    string
		status  string
		headers []string // as sent, case included
		body    string
	}{
		"GET":        {"GET /dev", "200 OK", []string{"Content-Type: application/json\r\n", "x-amzn-RequestId: ", "x-amz-apigw-id: ", "Content-Length: 7\r\n", "Date: "}, `{"a":1}`},
		"long":       {"GET /dev/long", "200 OK", []string{"Content-Length: 5000\r\n"}, long},
		"HEAD":       {"HEAD /dev", "200 OK", []string{"Content-Length: 6\r\n"}, ""},
		"own type":   {"GET /dev/typed", "200 OK", []string{"Content-Type: text/csv\r\n"}, "a,b"},
		"no content": {"DELETE /dev", "204 No Content", nil, ""},
		"refused":    {"GET /dev/x?y", "403 Forbidden", []string{"x-amzn-ErrorType: MissingAuthenticationTokenException\r\n", "x-sallyport-explain: stage dev"}, `{"message":"Missing Authentication Token"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			head, body := ask(c.line + " HTTP/1.1\nHost: x\nConnection: close\n\n")
			if !strings.HasPrefix(head, "HTTP/1.1 "+c.status+"\r\n") || body != c.body {
				t.Errorf("%s%q", head, body)
			}
			for _, h := range c.headers {
				if !strings.Contains(head, "\r\n"+h) {
					t.Errorf("no %q in %s", h, head)
				}
			}
			if n := strings.Count(strings.ToLower(head), "\ncontent-type:"); n > 1 {
				t.Errorf("%d content types in %s", n, head)
			}
			if strings.Contains(head, "Server:") {
				t.Error(head)
			}
		})
	}
}

// A payload that breaks off is an error of the client, not of the gateway.
func TestPayloadBreaksOff(t *testing.T) {
	t.Parallel()
	ask := serve(t, deployment{methods: map[string]string{"POST /": mock("x")}})
	head, _ := ask("POST /dev HTTP/1.1\nHost: x\nConnection: close\nTransfer-Encoding: chunked\n\n5\nab\nzz\n")
	if !strings.HasPrefix(head, "HTTP/1.1 400 ") {
		t.Error(head)
	}
}

// Requests side by side do not see each other's.
func TestExchangesAreApart(t *testing.T) {
	t.Parallel()
	g := develop(t, deployment{methods: pets})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 50 {
				want := fmt.Sprintf("pet %d-%d", i, j)
				a := call{target: fmt.Sprintf("/dev/pets/%d-%d", i, j), headers: []string{fmt.Sprintf("X-%d: %d", i, j)}}.do(t, g)
				if a.body != want {
					t.Errorf("%q, want %q", a.body, want)
				}
			}
		})
	}
	group.Wait()
}
