package awshttp

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

func TestInputVectors(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"json", "rest-json", "query", "rest-xml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ran, total := 0, 0
			for _, suite := range loadVectors(t, "input", name) {
				for _, c := range suite.Cases {
					total++
					if notForServers[c.ID] != "" {
						continue
					}
					ran++
					t.Run(c.ID, func(t *testing.T) {
						t.Parallel()
						decodeVector(t, &suite, &c)
					})
				}
			}
			t.Logf("%d of %d cases run", ran, total)
		})
	}
}

func decodeVector(t *testing.T, suite *vectorSuite, c *vectorCase) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("panic: %v", p)
		}
	}()
	service, inType, _ := vectorService(suite, c)
	p, err := protocolOf(service)
	if err != nil {
		t.Fatal(err)
	}
	path, query, _ := strings.Cut(c.Serialized.URI, "?")
	header := http.Header{}
	for name, value := range c.Serialized.Headers {
		header.Set(name, value)
	}
	body := []byte(c.Serialized.Body)
	if compressed[c.ID] {
		body = compress(t, suite, c)
	}
	if body, err = decompress(header, body, DefaultMaxBody); err != nil {
		t.Fatal(err)
	}
	request := &protocol.Request{Method: c.Serialized.Method, Path: path, Query: query, Header: header, Body: body}
	if suite.Metadata.Protocol == "json" {
		header.Set("X-Amz-Target", suite.Metadata.TargetPrefix+"."+c.Given.Name)
	}
	call, err := p.Route(request)
	if err != nil {
		t.Fatal(err)
	}
	got, want := reflect.New(inType), reflect.New(inType)
	if err := call.Decode(got.Interface()); err != nil {
		t.Fatalf("%v\n%s", err, c.Serialized.Body)
	}
	if op := call.Operation; op.Input >= 0 && c.Params != nil {
		fill(service, op.Input, want.Elem(), c.Params)
	}
	if filledIn[c.ID] {
		fillToken(t, service, want.Elem())
	}
	if emptyIsAbsent[c.ID] {
		withoutEmpty(want.Elem())
		withoutEmpty(got.Elem())
	}
	if strings.Contains(c.ID, "QueryStringTypes") || strings.Contains(c.ID, "QueryValues") ||
		strings.Contains(c.ID, "QueryStringEscaping") || strings.Contains(c.ID, "QueryPrecedence") {
		// A map of all parameters beside members of its own for them: the request does not tell which one was set.
		clearMaps(want.Elem())
		clearMaps(got.Elem())
	}
	if diff := cmp.Diff(want.Interface(), got.Interface(), cmpopts.EquateNaNs(), sameJSON); diff != "" {
		t.Errorf("%s %s\n%s\n(-want +got):\n%s", c.Serialized.Method, c.Serialized.URI, c.Serialized.Body, diff)
	}
}

func clearMaps(v reflect.Value) {
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.Map {
			v.Field(i).SetZero()
		}
	}
}

// sameJSON compares free-form documents by what they say.
var sameJSON = cmp.Comparer(func(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return string(a) == string(b)
	}
	return cmp.Equal(x, y)
})
