package gateway_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/gateway"
)

// Whatever is sent, there is an answer that a client can read, a protected method is not reached without a token, and an
// explanation is one printable line.
func FuzzServe(f *testing.F) {
	for _, seed := range [][4]string{
		{"GET", "/dev", "Authorization: Bearer a.b.c", ""},
		{"POST", "//dev//echo/a%2fb/?q=1&q=2;3", "Content-Type: application/json", `{"a":1}`},
		{"OPTIONS", "/dev/..%2f../echo/%zz", "Accept: text/html;q=0.9,*/*", "\xff"},
		{"GET", "", "", ""}, {"\r\n", "/dev/\x00\u2028", "X-A:\x00", ""},
		{"GET", "/dev/open?%zz=%", "authorization: AWS4-HMAC-SHA256 Credential=a", ""},
		{"DELETE", "/dev/none", "Authorization: ==", ""},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	g := gateway.New(gateway.Config{Development: true, Plans: plans{plan: compile(f, deployment{
		providers: []string{arn("eu-west-1_abcdefghi")},
		methods: map[string]string{
			"ANY /": guarded("secret", "weather/get"), "ANY /echo/{proxy+}": mock(
				`$context.path $input.params() $input.body #set($context.responseOverride.header["$input.params('q')"] = $input.params('proxy'))`),
			"ANY /open": mock("open"), "ANY /open/{id}/x": guarded("secret"),
		},
	})}})
	f.Fuzz(func(t *testing.T, method, target, header, body string) {
		path, query, _ := strings.Cut(target, "?")
		q := &gateway.Request{Method: method, RawQuery: query, Host: "x", Size: int64(len(body)), Body: strings.NewReader(body)}
		for line := range strings.SplitSeq(header, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			q.Header.Add(name, value)
		}
		a := g.Serve(t.Context(), gateway.Address{APIID: apiID, RawPath: path}, q)
		if a.Status < 200 || a.Status > 599 {
			t.Errorf("%+v", a)
		}
		if a.Body == "secret" {
			t.Errorf("the protected method was reached: %q", target)
		}
		for _, h := range a.Header {
			if strings.ContainsAny(h.Value, "\r\n\x00") || h.Name == "" || strings.ContainsAny(h.Name, "\r\n: ") {
				t.Errorf("header %q: %q", h.Name, h.Value)
			}
		}
		if e := a.Header.Get("x-sallyport-explain"); len(e) > 520 || strings.ContainsFunc(e, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("explain %q", e)
		}
	})
}
