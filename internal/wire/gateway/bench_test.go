package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/gateway"
)

// discard is a response writer that keeps its header map, as a connection's does not: it is emptied for every request.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header               { return d.header }
func (d *discard) WriteHeader(int)                   {}
func (d *discard) Write(b []byte) (int, error)       { return len(b), nil }
func (d *discard) WriteString(s string) (int, error) { return len(s), nil }

// BenchmarkAuthorizedMockGET is a mock GET with a token that was seen before: through the net/http adapter, as the bare
// pipeline, and a bare handler that writes the same answer.
func BenchmarkAuthorizedMockGET(b *testing.B) {
	w := newWorld(b)
	g := w.gateway(b, deployment{methods: weather})
	token := "Bearer " + w.access(b, w.client, "weather/get")
	r := httptest.NewRequest("GET", "http://x.example/dev", nil)
	r.Header = http.Header{
		"Authorization": {token}, "Accept": {"application/json"}, "User-Agent": {"curl/8.5.0"},
		"Content-Type": {"application/json"},
	}
	b.Run("adapter", func(b *testing.B) {
		out := &discard{http.Header{}}
		b.ReportAllocs()
		for b.Loop() {
			clear(out.header)
			g.ServeAPI(out, r, apiID, region, "/dev")
		}
	})
	b.Run("pipeline", func(b *testing.B) {
		q := &gateway.Request{Method: "GET", Header: gateway.Header{
			{Name: "Host", Value: "x.example"}, {Name: "User-Agent", Value: "curl/8.5.0"}, {Name: "Accept", Value: "*/*"},
			{Name: "Authorization", Value: token},
		}, Host: "x.example", Proto: "HTTP/1.1", SourceIP: "127.0.0.1"}
		to := gateway.Address{APIID: apiID, Region: region, RawPath: "/dev"}
		b.ReportAllocs()
		for b.Loop() {
			if g.Serve(b.Context(), to, q).Status != 200 {
				b.Fatal("refused")
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		out := &discard{http.Header{}}
		bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			h := w.Header()
			h["x-amzn-RequestId"] = []string{"37852586-9345-434c-9a9a-153291ec8f08"}
			h["x-amz-apigw-id"] = []string{"4PBOw5EZJOfTIQc="}
			h["Content-Type"] = []string{"application/json"}
			w.WriteHeader(200)
			_, _ = io.WriteString(w, events)
		})
		b.ReportAllocs()
		for b.Loop() {
			clear(out.header)
			bare.ServeHTTP(out, r)
		}
	})
}

// BenchmarkServer is the same over connections: what a client of the gateway sees against what net/http alone costs.
func BenchmarkServer(b *testing.B) {
	w := newWorld(b)
	g := w.gateway(b, deployment{methods: weather})
	token := "Bearer " + w.access(b, w.client, "weather/get")
	for name, h := range map[string]http.HandlerFunc{
		"gateway": func(w http.ResponseWriter, r *http.Request) { g.ServeAPI(w, r, apiID, region, "/dev") },
		"bare": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, events)
		},
	} {
		b.Run(name, func(b *testing.B) {
			s := httptest.NewServer(h)
			defer s.Close()
			r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.URL, nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Authorization", token)
			b.ReportAllocs()
			for b.Loop() {
				answer, err := s.Client().Do(r)
				if err != nil || answer.StatusCode != http.StatusOK {
					b.Fatal(answer, err)
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
			}
		})
	}
}
