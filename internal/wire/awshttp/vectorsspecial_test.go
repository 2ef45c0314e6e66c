package awshttp

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/url"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/jsonbody"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/xmlbody"
)

// withoutEmpty makes what is empty absent.
func withoutEmpty(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Field(i)
		switch f.Kind() {
		case reflect.Map, reflect.Slice:
			if f.Len() == 0 {
				f.SetZero()
			}
		case reflect.Pointer:
			if f.Elem().Kind() == reflect.Struct && f.Elem().IsZero() {
				f.SetZero()
			}
		}
	}
}

// fillToken puts what the client filled in among the parameters.
func fillToken(t *testing.T, s *awsapi.Service, v reflect.Value) {
	t.Helper()
	for i, m := range s.Shapes[s.Operations[0].Input].Members {
		if m.Name == "token" {
			v.Field(i).Set(reflect.ValueOf(awsapi.Ptr(filledInToken)))
			return
		}
	}
	t.Fatal("no member is called token")
}

// compress writes the parameters in the way of the protocol, and makes a gzip of it.
func compress(t *testing.T, suite *vectorSuite, c *vectorCase) []byte {
	t.Helper()
	data, ok := c.Params["data"].(string)
	if !ok || c.Serialized.Headers["Content-Encoding"] != "gzip" {
		t.Fatalf("not the case that it was: %v", c.Serialized.Headers)
	}
	var body []byte
	switch suite.Metadata.Protocol {
	case "query":
		form := url.Values{"Action": {c.Given.Name}, "Version": {suite.Metadata.APIVersion}, "data": {data}}
		if encoding, ok := c.Params["encoding"].(string); ok {
			form.Set("encoding", encoding)
		}
		body = []byte(form.Encode())
	case "rest-xml":
		// A header that is a member of the input too.
		c.Params["encoding"] = "gzip"
		body = append(xmlbody.AppendTextElement([]byte("<Input>"), "data", data), "</Input>"...)
	default:
		var err error
		if body, err = json.Marshal(c.Params); err != nil {
			t.Fatal(err)
		}
		if suite.Metadata.Protocol == "rest-json" {
			c.Params["encoding"] = "gzip"
		}
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readVector reads an answer with the codec that reads requests.
func readVector(t *testing.T, suite *vectorSuite, c *vectorCase) {
	service, _, outType := vectorService(suite, c)
	op := &service.Operations[0]
	got, want := reflect.New(outType), reflect.New(outType)
	fill(service, op.Output, want.Elem(), c.Result)
	var err error
	switch suite.Metadata.Protocol {
	case "query", "rest-xml":
		root, parseErr := xmlbody.Parse([]byte(c.Response.Body))
		if parseErr != nil {
			t.Fatal(parseErr)
		}
		if suite.Metadata.Protocol == "query" {
			root = root.Children[0]
		}
		err = xmlbody.New(service).Decode(root, op.Output, got.Interface(), protocol.Output)
	default:
		err = jsonbody.New(service).Decode([]byte(c.Response.Body), op.Output, got.Interface(), protocol.Output)
	}
	if diff := cmp.Diff(want.Interface(), got.Interface()); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
