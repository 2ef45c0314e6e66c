package awshttp

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

const vectorRequestID = "foo-id"

func TestOutputVectors(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"json", "rest-json", "query", "rest-xml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ran, total := 0, 0
			for _, suite := range loadVectors(t, "output", name) {
				for _, c := range suite.Cases {
					total++
					if notForServers[c.ID] != "" {
						continue
					}
					ran++
					t.Run(c.ID, func(t *testing.T) {
						t.Parallel()
						switch {
						case c.ErrorCode != "":
							failVector(t, &suite, &c)
						case readAsClient[c.ID]:
							readVector(t, &suite, &c)
						default:
							encodeVector(t, &suite, &c)
						}
					})
				}
			}
			t.Logf("%d of %d cases run", ran, total)
		})
	}
}

func encodeVector(t *testing.T, suite *vectorSuite, c *vectorCase) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("panic: %v", p)
		}
	}()
	service, _, outType := vectorService(suite, c)
	p, err := protocolOf(service)
	if err != nil {
		t.Fatal(err)
	}
	op := &service.Operations[0]
	op.Status = c.Response.Status
	out := reflect.New(outType)
	if op.Output >= 0 && c.Result != nil {
		fill(service, op.Output, out.Elem(), c.Result)
	}
	got, err := p.Encode(op, out.Interface(), vectorRequestID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != c.Response.Status {
		t.Errorf("status %d, want %d", got.Status, c.Response.Status)
	}
	compareHeaders(t, c, got)
	if op.Output >= 0 {
		compareBodies(t, suite.Metadata.Protocol, c.Response.Body, got)
	}
}

func compareHeaders(t *testing.T, c *vectorCase, got *protocol.Response) {
	t.Helper()
	for name, want := range c.Response.Headers {
		if strings.EqualFold(name, "Content-Type") {
			if got.ContentType != "" && got.ContentType != want {
				t.Errorf("content type %q, want %q", got.ContentType, want)
			}
			continue
		}
		if slices.Contains([]string{"X-Amzn-Requestid", "X-Amz-Target", "Content-Length"}, name) {
			// Not the protocol's business, or no header of a response.
			continue
		}
		if have := got.Header.Get(name); have != want {
			t.Errorf("header %s: %q, want %q", name, have, want)
		}
	}
}

// compareBodies compares what a client would read, not the bytes.
func compareBodies(t *testing.T, protocolName, want string, got *protocol.Response) {
	t.Helper()
	if got.ContentType == "text/plain" || got.ContentType == "application/octet-stream" {
		if string(got.Body) != want {
			t.Errorf("body %q, want %q", got.Body, want)
		}
		return
	}
	read := readJSON
	if protocolName == "query" || protocolName == "rest-xml" {
		read = readXML
	}
	wantTree, gotTree := read(t, []byte(want)), read(t, got.Body)
	if diff := cmp.Diff(wantTree, gotTree); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s\n%s", diff, want, got.Body)
	}
}

// readJSON leaves out what is null: a client does not see it.
func readJSON(t *testing.T, body []byte) any {
	t.Helper()
	if len(bytes.TrimSpace(body)) == 0 {
		return map[string]any{}
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	return withoutNull(v)
}

func withoutNull(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if value == nil || name == "__type" {
				delete(v, name)
				continue
			}
			v[name] = withoutNull(value)
		}
	case []any:
		for i := range v {
			v[i] = withoutNull(v[i])
		}
	}
	return v
}
