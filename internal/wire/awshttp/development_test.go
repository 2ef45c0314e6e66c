package awshttp_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/awshttp"
)

func loopback() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4566} }

func development() *awshttp.DevelopmentKey {
	return &awshttp.DevelopmentKey{
		Listener:     loopback(),
		PublicURL:    &url.URL{Scheme: "https", Host: "dev.example.test"},
		AllowOrigins: []string{"http://localhost:3000", "https://app.example.com"},
	}
}

// localRequest is one that is admitted.
func localRequest() *http.Request {
	r := httptest.NewRequest("POST", "http://127.0.0.1:4566/", nil)
	r.RemoteAddr = "127.0.0.1:50000"
	return r
}

func TestDevelopmentKeyRules(t *testing.T) {
	t.Parallel()
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	origin := func(o ...string) func(*http.Request) { return func(r *http.Request) { r.Header["Origin"] = o } }
	peer := func(p string) func(*http.Request) { return func(r *http.Request) { r.RemoteAddr = p } }
	for name, c := range map[string]struct {
		change func(*http.Request)
		rule   string // that refuses; empty: admitted
	}{
		"plain":                     {func(*http.Request) {}, ""},
		"peer IPv6":                 {peer("[::1]:50000"), ""},
		"peer IPv4 in IPv6":         {peer("[::ffff:127.0.0.1]:50000"), ""},
		"peer on the network":       {peer("192.168.1.7:50000"), "peer"},
		"peer unknown":              {peer("@"), "peer"},
		"peer IPv6 on the network":  {peer("[fe80::1%eth0]:50000"), "peer"},
		"host localhost":            {host("LocalHost.:4566"), ""},
		"host below localhost":      {host("abc.auth.eu-west-1.localhost:4566"), ""},
		"host IPv6":                 {host("[::1]:4566"), ""},
		"host other loopback":       {host("127.9.9.9"), ""},
		"host public URL":           {host("dev.example.test"), ""},
		"host AWS":                  {host("cognito-idp.eu-west-1.amazonaws.com"), ""},
		"host Cognito":              {host("p.auth.eu-west-1.amazoncognito.com"), ""},
		"host rebound":              {host("evil.example:4566"), "host"},
		"host with our suffix":      {host("notlocalhost"), "host"},
		"host with AWS suffix":      {host("evilamazonaws.com"), "host"},
		"host with AWS inside":      {host("amazonaws.com.evil.example"), "host"},
		"host below the public URL": {host("x.dev.example.test"), "host"},
		"host on the network":       {host("192.168.1.7:4566"), "host"},
		"host any address":          {host("0.0.0.0:4566"), "host"},
		"host empty":                {host(""), "host"},
		"origin our own":            {origin("http://127.0.0.1:4566"), ""},
		"origin public URL":         {origin("https://dev.example.test"), ""},
		"origin with usual port":    {origin("https://app.example.com:443"), ""},
		"origin allowed":            {origin("http://localhost:3000"), ""},
		"origin other port":         {origin("http://localhost:3001"), "origin"},
		"origin other scheme":       {origin("https://127.0.0.1:4566"), "origin"},
		"origin other host":         {origin("http://localhost:4566"), "origin"},
		"origin elsewhere":          {origin("https://evil.example"), "origin"},
		"origin below allowed":      {origin("https://x.app.example.com"), "origin"},
		"origin null":               {origin("null"), "origin"},
		"origin empty":              {origin(""), "origin"},
		"origin twice":              {origin("http://127.0.0.1:4566", "https://evil.example"), "origin"},
		"origin with user":          {origin("http://127.0.0.1:4566@evil.example"), "origin"},
		"connection not loopback": {func(r *http.Request) {
			local := &net.TCPAddr{IP: net.IPv4(192, 168, 1, 2), Port: 4566}
			*r = *r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, local))
		}, "listener"},
		"connection of a socket file": {func(r *http.Request) {
			local := &net.UnixAddr{Name: "/run/x", Net: "unix"}
			*r = *r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, local))
		}, "listener"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := localRequest()
			c.change(r)
			err := development().Admit(r)
			var refusal *awshttp.Refusal
			switch {
			case c.rule == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.rule != "" && (!errors.As(err, &refusal) || refusal.Rule != c.rule):
				t.Errorf("got %v, want the rule %s", err, c.rule)
			}
		})
	}
}

func TestDevelopmentKeyNeedsLoopbackListener(t *testing.T) {
	t.Parallel()
	for _, listener := range []net.Addr{
		nil, &net.TCPAddr{IP: net.IPv4zero, Port: 4566}, &net.TCPAddr{Port: 4566}, &net.TCPAddr{IP: net.IPv6zero},
		&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1)}, &net.UnixAddr{Name: "/run/x", Net: "unix"},
	} {
		d := development()
		d.Listener = listener
		var refusal *awshttp.Refusal
		if err := d.Admit(localRequest()); !errors.As(err, &refusal) || refusal.Rule != "listener" {
			t.Errorf("%v: got %v", listener, err)
		}
	}
}

// TestDevelopmentKeyAtTheHandler holds that a key marked so is refused unless the connection is admitted.
func TestDevelopmentKeyAtTheHandler(t *testing.T) {
	t.Parallel()
	dev := func(admission awshttp.Admission) *fixture {
		return newPools(t, &pools{}, func(c *awshttp.Config) {
			c.Credentials = keyring{"test": {Secret: "test", Caller: root, Development: true}}
			c.Development = admission
		})
	}
	send := func(f *fixture, origin string) *httptest.ResponseRecorder {
		f.key.AccessKeyID, f.key.SecretAccessKey = "test", "test"
		r := f.sign(t, f.target("DescribeUserPool", describe))
		r.RemoteAddr = "127.0.0.1:50000"
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		return f.do(r)
	}
	wantStatus(t, send(dev(development()), ""), http.StatusOK)
	w := send(dev(development()), "https://evil.example")
	wantStatus(t, w, http.StatusBadRequest)
	if !strings.Contains(w.Body.String(), "UnrecognizedClientException") || !strings.Contains(w.Body.String(), "--allow-origin") {
		t.Errorf("body %s", w.Body)
	}
	wantError(t, send(dev(nil), ""), http.StatusBadRequest, "UnrecognizedClientException",
		"The security token included in the request is invalid.")
}
