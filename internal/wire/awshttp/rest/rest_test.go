package rest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/rest"
)

// bucket is a service in the manner of s3, whose operations share methods and paths.
func bucket() *awsapi.Service {
	input := func(members ...awsapi.Member) awsapi.Shape {
		return awsapi.Shape{Kind: awsapi.Structure, Members: members}
	}
	key := awsapi.Member{Name: "Key", Location: "uri", Shape: 0, Required: true}
	part := awsapi.Member{Name: "Part", LocationName: "partNumber", Location: "querystring", Shape: 0, Required: true}
	from := awsapi.Member{Name: "From", LocationName: "x-amz-copy-source", Location: "header", Shape: 0, Required: true}
	return &awsapi.Service{
		SigningName: "s3",
		Shapes:      []awsapi.Shape{{Kind: awsapi.String}, input(key), input(key, part), input(key, from)},
		Operations: []awsapi.Operation{
			{Name: "CopyObject", Method: "PUT", URI: "/{Bucket}/{Key+}", Input: 3},
			{Name: "DeleteTagging", Method: "DELETE", URI: "/{Bucket}/{Key+}?tagging", Input: 1},
			{Name: "GetAcl", Method: "GET", URI: "/{Bucket}?acl", Input: awsapi.None},
			{Name: "GetObject", Method: "GET", URI: "/{Bucket}/{Key+}", Input: 1},
			{Name: "List", Method: "GET", URI: "/{Bucket}", Input: awsapi.None},
			{Name: "ListBuckets", Method: "GET", URI: "/", Input: awsapi.None},
			{Name: "ListTwo", Method: "GET", URI: "/{Bucket}?list-type=2", Input: awsapi.None},
			{Name: "PutObject", Method: "PUT", URI: "/{Bucket}/{Key+}", Input: 1},
			{Name: "UploadPart", Method: "PUT", URI: "/{Bucket}/{Key+}", Input: 2},
		},
	}
}

func plain() *awsapi.Service {
	return &awsapi.Service{Operations: []awsapi.Operation{
		{Name: "Any", Method: "GET", URI: "/things/{id}", Input: awsapi.None},
		{Name: "Deep", Method: "GET", URI: "/things/{id}/parts/{part}", Input: awsapi.None},
		{Name: "Invoke", Method: "POST", URI: "/f/{name}/invocations", Input: awsapi.None},
		{Name: "List", Method: "GET", URI: "/f/", Input: awsapi.None},
		{Name: "Special", Method: "GET", URI: "/things/special", Input: awsapi.None},
		{Name: "Tail", Method: "GET", URI: "/all/{path+}/end", Input: awsapi.None},
	}}
}

func find(s *awsapi.Service, method, target string, header http.Header) (string, error) {
	path, rawQuery, _ := strings.Cut(target, "?")
	m, err := rest.NewRouter(s).Find(&protocol.Request{Method: method, Path: path, Query: rawQuery, Header: header})
	if err != nil {
		return "", err
	}
	return m.Operation.Name, nil
}

func TestFind(t *testing.T) {
	t.Parallel()
	copied := http.Header{"X-Amz-Copy-Source": {"/a/b"}}
	for _, c := range []struct {
		service        *awsapi.Service
		method, target string
		header         http.Header
		want           string // empty: unknown
	}{
		{plain(), "GET", "/things/x", nil, "Any"},
		{plain(), "GET", "/things/special", nil, "Special"},
		{plain(), "GET", "/things/special/parts/1", nil, "Deep"},
		{plain(), "GET", "/things/a%2Fb", nil, "Any"},
		{plain(), "GET", "/f", nil, "List"},
		{plain(), "GET", "/f/", nil, "List"},
		{plain(), "POST", "/f/arn:aws:lambda:x/invocations", nil, "Invoke"},
		{plain(), "GET", "/all/a/b/end", nil, "Tail"},
		{plain(), "GET", "/all/end", nil, ""},
		{plain(), "GET", "/things", nil, ""},
		{plain(), "GET", "/things/a/b", nil, ""},
		{plain(), "POST", "/things/a", nil, ""},
		{plain(), "GET", "/things//parts/1", nil, ""},
		{plain(), "GET", "/things/./parts/1", nil, ""},
		{plain(), "GET", "//things/a", nil, ""},
		{plain(), "GET", "/things/%zz", nil, ""},
		{plain(), "GET", "", nil, ""},
		{bucket(), "GET", "/", nil, "ListBuckets"},
		{bucket(), "GET", "/b", nil, "List"},
		{bucket(), "GET", "/b/", nil, "List"},
		{bucket(), "GET", "/b?acl", nil, "GetAcl"},
		{bucket(), "GET", "/b?acl=", nil, "GetAcl"},
		{bucket(), "GET", "/b?list-type=2", nil, "ListTwo"},
		{bucket(), "GET", "/b?x-id=List", nil, "List"},
		{bucket(), "GET", "/b?cache=1", nil, "List"},
		{bucket(), "GET", "/b?X-Amz-Date=1", nil, "List"},
		{bucket(), "GET", "/b/k/", nil, "GetObject"},
		{bucket(), "GET", "/b//k", nil, "GetObject"},
		{bucket(), "PUT", "/b/k", nil, "PutObject"},
		{bucket(), "PUT", "/b/k?partNumber=1", nil, "UploadPart"},
		{bucket(), "PUT", "/b/k", copied, "CopyObject"},
		{bucket(), "DELETE", "/b/k?tagging", nil, "DeleteTagging"},
		{bucket(), "DELETE", "/b/k", nil, ""},
	} {
		got, err := find(c.service, c.method, c.target, c.header)
		if got != c.want {
			t.Errorf("%s %s: %q, want %q (%v)", c.method, c.target, got, c.want, err)
		}
		if e := awsapi.AsException(err); c.want == "" && (e == nil || e.Code != "UnknownOperationException" || e.Status != 404) {
			t.Errorf("%s %s: %v", c.method, c.target, err)
		}
	}
}

func TestFindRefusesABadQuery(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/b?a=%zz", "/b?%=1", "/b?" + strings.Repeat("a=1&", 1000)} {
		if _, err := find(bucket(), "GET", target, nil); awsapi.Code(err) != "SerializationException" {
			t.Errorf("%s: %v", target, err)
		}
	}
}

// A parameter that asks for something else than the operation does must not be ignored: the operation may destroy what it
// was not to touch.
func TestFindRefusesStraySubresources(t *testing.T) {
	t.Parallel()
	for method, targets := range map[string][]string{
		"GET": {"/b?list-type=1", "/b?lifecycle", "/b?lifecycle=", "/b?tagging=x", "/b/k?acl", "/?acl", "/b?acl&other", "/b?%61cl&list-type=2"},
		"PUT": {"/b/k?retention", "/b/k?tagging", "/b/k?partNumber=1&acl", "/b/k?Acl"},
	} {
		for _, target := range targets {
			got, err := find(bucket(), method, target, nil)
			if e := awsapi.AsException(err); e == nil || e.Code != "NotImplemented" || e.Status != 501 || !strings.Contains(e.Message, "?") {
				t.Errorf("%s %s: %q, %v", method, target, got, err)
			}
		}
	}
	if got, err := find(plain(), "GET", "/f?anything", nil); got != "List" || err != nil {
		t.Errorf("another service: %q, %v", got, err)
	}
}

func TestFindIsUnambiguous(t *testing.T) {
	t.Parallel()
	// Without the part, PutObject has a smaller claim than UploadPart: an operation whose requirement is not met is only
	// meant where no other has the path.
	s := bucket()
	s.Operations = s.Operations[len(s.Operations)-1:]
	if got, err := find(s, "PUT", "/b/k", nil); got != "UploadPart" {
		t.Errorf("%q, %v", got, err)
	}
}

// bound is a service whose members are in every place.
func bound() *awsapi.Service {
	return &awsapi.Service{
		Shapes: []awsapi.Shape{
			{Kind: awsapi.String},
			{Kind: awsapi.Integer},
			{Kind: awsapi.Timestamp},
			{Kind: awsapi.List, Elem: awsapi.Member{Shape: 0}},
			{Kind: awsapi.Map, Key: awsapi.Member{Shape: 0}, Elem: awsapi.Member{Shape: 0}},
			{Kind: awsapi.Structure, Members: []awsapi.Member{
				{Name: "id", Location: "uri", LocationName: "ID", Shape: 0},
				{Name: "size", Location: "querystring", Shape: 1},
				{Name: "tags", Location: "querystring", LocationName: "tag", Shape: 3},
				{Name: "rest", Location: "querystring", Shape: 4},
				{Name: "since", Location: "header", LocationName: "If-Modified-Since", Shape: 2},
				{Name: "list", Location: "header", LocationName: "X-List", Shape: 3},
				{Name: "meta", Location: "headers", LocationName: "x-meta-", Shape: 4},
				{Name: "status", Location: "statusCode", Shape: 1},
			}},
		},
		Operations: []awsapi.Operation{{Name: "Op", Method: "GET", URI: "/x/{ID}?fixed=1", Input: 5, Output: 5, Status: 201}},
	}
}

type boundType struct {
	ID     *string
	Size   *int64
	Tags   []string
	Rest   map[string]string
	Since  *time.Time
	List   []string
	Meta   map[string]string
	Status *int64
}

func bind(target string, header http.Header) (*boundType, error) {
	r := rest.NewRouter(bound())
	path, rawQuery, _ := strings.Cut(target, "?")
	m, err := r.Find(&protocol.Request{Method: "GET", Path: path, Query: rawQuery, Header: header})
	if err != nil {
		return nil, err
	}
	in := &boundType{}
	return in, r.Bind(m, in)
}

func TestBind(t *testing.T) {
	t.Parallel()
	since := time.Date(2020, 5, 7, 11, 27, 3, 0, time.UTC)
	got, err := bind("/x/a%2Fb%20c?fixed=1&size=3&tag=a&tag=b&other=o&X-Amz-Signature=s", http.Header{
		"If-Modified-Since": {"Thu, 07 May 2020 11:27:03 GMT"}, "X-List": {`a, "b, \"c\""`, `d`}, "X-Meta-Some-Thing": {"v"}, "X-Other": {"w"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := &boundType{
		ID: awsapi.Ptr("a/b c"), Size: awsapi.Ptr[int64](3), Tags: []string{"a", "b"}, Rest: map[string]string{"other": "o"},
		Since: &since, List: []string{"a", `b, "c"`, "d"}, Meta: map[string]string{"some-thing": "v"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBindRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		target string
		header http.Header
	}{
		"number":      {"/x/a?fixed=1&size=many", nil},
		"time":        {"/x/a?fixed=1", http.Header{"If-Modified-Since": {"soon"}}},
		"quoted list": {"/x/a?fixed=1", http.Header{"X-List": {`"a`}}},
		"no UTF-8":    {"/x/%ff?fixed=1", nil},
	} {
		if _, err := bind(c.target, c.header); awsapi.Code(err) != "SerializationException" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnbind(t *testing.T) {
	t.Parallel()
	s := bound()
	since := time.Date(2020, 5, 7, 11, 27, 3, 0, time.UTC)
	r := rest.NewRouter(s)
	got, err := r.Unbind(&s.Operations[0], &boundType{Since: &since, List: []string{"a", "b, c", ""}, Meta: map[string]string{"k": "v"}})
	if err != nil {
		t.Fatal(err)
	}
	want := http.Header{"If-Modified-Since": {"Thu, 07 May 2020 11:27:03 GMT"}, "X-List": {`a, "b, c", ""`}, "X-Meta-K": {"v"}}
	if diff := cmp.Diff(want, got.Header); diff != "" || got.Status != 201 {
		t.Errorf("status %d (-want +got):\n%s", got.Status, diff)
	}
	if got, err = r.Unbind(&s.Operations[0], &boundType{Status: awsapi.Ptr[int64](207)}); err != nil || got.Status != 207 {
		t.Errorf("status %v, %v", got, err)
	}
	for _, out := range []boundType{
		{List: []string{"a\r\nSet-Cookie: x"}}, {Meta: map[string]string{"k": "v\nw"}}, {Meta: map[string]string{"k\r\nX: ": "v"}},
	} {
		if _, err := r.Unbind(&s.Operations[0], &out); err == nil {
			t.Errorf("%+v was written", out)
		}
	}
}

func FuzzRest(f *testing.F) {
	f.Add("GET", "/x/a%2Fb?fixed=1&size=3&tag=a", `a, "b"`)
	f.Add("GET", "//x/../a?%zz", `"`)
	f.Add("PUT", "/b/k?partNumber=1", "Thu, 07 May 2020 11:27:03 GMT")
	f.Fuzz(func(t *testing.T, method, target, header string) {
		path, rawQuery, _ := strings.Cut(target, "?")
		h := http.Header{"X-List": {header}, "If-Modified-Since": {header}, "X-Meta-A": {header}}
		for _, s := range []*awsapi.Service{bound(), bucket(), plain()} {
			r := rest.NewRouter(s)
			m, err := r.Find(&protocol.Request{Method: method, Path: path, Query: rawQuery, Header: h})
			if err == nil && s.Shapes != nil && len(s.Shapes) > 4 {
				err = r.Bind(m, &boundType{})
			}
			if err != nil && awsapi.AsException(err) == nil {
				t.Errorf("not an exception: %v", err)
			}
		}
	})
}
