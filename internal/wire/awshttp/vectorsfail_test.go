package awshttp

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/xmlbody"
)

// failVector writes the error that a client reads in the vector, and reads it as a client does.
func failVector(t *testing.T, suite *vectorSuite, c *vectorCase) {
	service, _, _ := vectorService(suite, c)
	p, err := protocolOf(service)
	if err != nil {
		t.Fatal(err)
	}
	e := &awsapi.Exception{Code: c.ErrorCode, Message: c.ErrorMessage, Status: c.Response.Status, Sender: true}
	for name, value := range c.Error {
		if text, ok := value.(string); ok && !strings.EqualFold(name, "message") && !strings.EqualFold(name, "code") {
			e.With(name, text)
		}
	}
	got, err := p.Fail(e, protocol.Failure{RequestID: vectorRequestID})
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != c.Response.Status {
		t.Errorf("status %d, want %d", got.Status, c.Response.Status)
	}
	read := errorFromJSON
	if suite.Metadata.Protocol == "query" || suite.Metadata.Protocol == "rest-xml" {
		read = errorFromXML
	}
	seen := read(t, got)
	if seen["code"] != c.ErrorCode || seen["message"] != c.ErrorMessage {
		t.Errorf("a client reads %v, want %s: %s\n%s", seen, c.ErrorCode, c.ErrorMessage, got.Body)
	}
	for name, value := range e.Detail {
		if seen[name] != value {
			t.Errorf("member %s: %q, want %q", name, seen[name], value)
		}
	}
}

func errorFromJSON(t *testing.T, r *protocol.Response) map[string]string {
	seen := map[string]string{}
	for name, value := range readJSON(t, r.Body).(map[string]any) {
		if text, ok := value.(string); ok {
			seen[name] = text
		}
	}
	seen["code"], _, _ = strings.Cut(r.Header.Get("X-Amzn-ErrorType"), ":")
	return seen
}

func errorFromXML(t *testing.T, r *protocol.Response) map[string]string {
	root, err := xmlbody.Parse(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, child := range root.Children {
		seen[child.Name] = child.Text
		for _, member := range child.Children {
			seen[member.Name] = member.Text
		}
	}
	if seen["RequestId"] != vectorRequestID || seen["Type"] != "Sender" {
		t.Errorf("request id or type: %v", seen)
	}
	seen["code"], seen["message"] = seen["Code"], seen["Message"]
	return seen
}
