package gateway

import (
	"io"
	"net"
	"net/http"
	"strconv"
)

// ServeAPI answers a request that net/http read. rawPath is the path as sent, from the stage on.
func (g *Gateway) ServeAPI(w http.ResponseWriter, r *http.Request, apiID, region, rawPath string) {
	x := g.begin()
	defer g.end(x)
	x.take(r)
	x.serve(r.Context(), Address{APIID: apiID, Region: region, RawPath: rawPath})
	x.send(w)
}

// take reads the request. net/http has put the header names into their canonical form and the order is lost.
func (x *exchange) take(r *http.Request) {
	h := x.req.Header[:0]
	for name, values := range r.Header {
		for _, v := range values {
			h = append(h, Field{name, v})
		}
	}
	x.req = Request{
		Method: r.Method, RawQuery: r.URL.RawQuery, Header: h, Size: r.ContentLength,
		Host: r.Host, Proto: r.Proto, Secure: r.TLS != nil, SourceIP: r.RemoteAddr,
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		x.req.SourceIP = host
	}
	if r.Body != http.NoBody && r.Body != nil {
		x.req.Body = r.Body
	}
}

// netHTTPBuffer is how much net/http holds back to count it by itself.
const netHTTPBuffer = 2048

// send writes the answer. Names go out in the case they have here: net/http keeps what it finds in the map.
func (x *exchange) send(w http.ResponseWriter) {
	h := w.Header()
	values := make([]string, len(x.resp.Header))
	for i, f := range x.resp.Header {
		if f.is("Content-Type") {
			f.Name = "Content-Type" // in another case net/http would not see it and add one
		}
		if before := h[f.Name]; before != nil {
			h[f.Name] = append(before, f.Value)
			continue
		}
		values[i] = f.Value
		h[f.Name] = values[i : i+1 : i+1]
	}
	if len(x.resp.Body) >= netHTTPBuffer && bodyAllowed(x.resp.Status) {
		h["Content-Length"] = []string{strconv.Itoa(len(x.resp.Body))}
	}
	w.WriteHeader(x.resp.Status)
	if bodyAllowed(x.resp.Status) {
		// A client that has gone is nobody's fault here, and nobody is left to be told.
		_, _ = io.WriteString(w, x.resp.Body)
	}
}

// bodyAllowed is RFC 9110 section 6.4.1.
func bodyAllowed(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}
