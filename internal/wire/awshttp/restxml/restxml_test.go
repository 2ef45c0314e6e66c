package restxml_test

import (
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/s3"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/restxml"
)

func TestObjectService(t *testing.T) {
	t.Parallel()
	const ns = ` xmlns="http://s3.amazonaws.com/doc/2006-03-01/"`
	for name, c := range map[string]struct {
		operation string
		out       any
		want      string
	}{
		"the only member is the root": {
			"GetBucketLocation", &s3.GetBucketLocationOutput{LocationConstraint: awsapi.Ptr("EU")},
			`<LocationConstraint` + ns + `>EU</LocationConstraint>`,
		},
		"the only member is absent": {"GetBucketLocation", &s3.GetBucketLocationOutput{}, `<LocationConstraint` + ns + `/>`},
		"named root": {
			"CompleteMultipartUpload", &s3.CompleteMultipartUploadOutput{Key: awsapi.Ptr("a&b")},
			`<CompleteMultipartUploadResult` + ns + `><Key>a&amp;b</Key></CompleteMultipartUploadResult>`,
		},
		"payload": {
			"GetBucketPolicyStatus", &s3.GetBucketPolicyStatusOutput{PolicyStatus: &s3.PolicyStatus{IsPublic: awsapi.Ptr(false)}},
			`<PolicyStatus` + ns + `><IsPublic>false</IsPublic></PolicyStatus>`,
		},
		"payload that is a text": {"GetBucketPolicy", &s3.GetBucketPolicyOutput{Policy: awsapi.Ptr(`{"a":1}`)}, `{"a":1}`},
		"headers alone":          {"PutObject", &s3.PutObjectOutput{ETag: awsapi.Ptr(`"x"`)}, ``},
	} {
		op := s3.ServiceModel.Operation(c.operation)
		r, err := restxml.New(&s3.ServiceModel).Encode(op, c.out, "rid")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := string(r.Body); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if (r.ContentType == "") != (c.want == "") {
			t.Errorf("%s: content type %q", name, r.ContentType)
		}
	}
}

func TestErrorsOfTheObjectServiceAreBare(t *testing.T) {
	t.Parallel()
	c := restxml.New(&s3.ServiceModel)
	e := (&awsapi.Exception{Code: "NoSuchKey", Message: "The specified key does not exist.", Status: 404}).With("Key", "k")
	r, err := c.Fail(e, protocol.Failure{RequestID: "rid", Resource: "/b/k&l"})
	want := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>` +
		`<Key>k</Key><Resource>/b/k&amp;l</Resource><RequestId>rid</RequestId><HostId>` + restxml.HostID("rid") + `</HostId></Error>`
	if err != nil || string(r.Body) != want || r.Status != 404 {
		t.Errorf("%v, %v", r, err)
	}
	if r, err = c.Fail(&awsapi.Exception{Code: "NotModified", Status: 304}, protocol.Failure{}); err != nil || r.Body != nil || r.ContentType != "" {
		t.Errorf("%v, %v", r, err)
	}
}

func TestDecodeObject(t *testing.T) {
	t.Parallel()
	c := restxml.New(&s3.ServiceModel)
	call, err := c.Route(&protocol.Request{Method: "PUT", Path: "/bucket/some//key%20x/", Body: []byte("<not xml")})
	if err != nil || call.Operation.Name != "PutObject" {
		t.Fatalf("%v, %v", call.Operation, err)
	}
	var in s3.PutObjectRequest
	if err := call.Decode(&in); err != nil {
		t.Fatal(err)
	}
	if *in.Bucket != "bucket" || *in.Key != "some//key x/" || string(in.Body) != "<not xml" {
		t.Errorf("%s, %s, %s", *in.Bucket, *in.Key, in.Body)
	}
}
