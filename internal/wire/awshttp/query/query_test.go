package query_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/query"
)

const (
	text = iota
	number
	moment
	texts
	named
	flatNamed
	textMap
	flatMap
	nodeMap
	node
	nodes
	textLists
)

func service() *awsapi.Service {
	elem := func(shape int) awsapi.Member { return awsapi.Member{Shape: shape} }
	return &awsapi.Service{
		Protocol: "query", APIVersion: "2020-01-01", XMLNamespace: "urn:x",
		Operations: []awsapi.Operation{
			{Name: "Op", Input: node, Output: node, ResultWrapper: "OpResult"},
			{Name: "Void", Input: awsapi.None, Output: awsapi.None},
		},
		Shapes: []awsapi.Shape{
			text: {Kind: awsapi.String}, number: {Kind: awsapi.Integer}, moment: {Kind: awsapi.Timestamp},
			texts:     {Kind: awsapi.List, Elem: elem(text)},
			named:     {Kind: awsapi.List, Elem: awsapi.Member{Shape: text, LocationName: "Item"}},
			flatNamed: {Kind: awsapi.List, Flat: true, Elem: awsapi.Member{Shape: text, LocationName: "Flat"}},
			textMap:   {Kind: awsapi.Map, Key: elem(text), Elem: elem(text)},
			flatMap: {
				Kind: awsapi.Map, Flat: true, Key: awsapi.Member{Shape: text, LocationName: "Name"},
				Elem: awsapi.Member{Shape: text, LocationName: "Value"},
			},
			nodeMap: {Kind: awsapi.Map, Key: elem(text), Elem: elem(node)},
			node: {Kind: awsapi.Structure, Members: []awsapi.Member{
				{Name: "Text", Shape: text}, {Name: "Number", Shape: number}, {Name: "Moment", Shape: moment}, {Name: "Texts", Shape: texts},
				{Name: "Named", Shape: named}, {Name: "FlatNamed", Shape: flatNamed}, {Name: "Map", Shape: textMap},
				{Name: "FlatMap", Shape: flatMap}, {Name: "NodeMap", Shape: nodeMap}, {Name: "Child", Shape: node},
				{Name: "Nodes", Shape: nodes}, {Name: "Lists", Shape: textLists},
			}},
			nodes:     {Kind: awsapi.List, Elem: elem(node)},
			textLists: {Kind: awsapi.List, Elem: elem(texts)},
		},
	}
}

type nodeType struct {
	Text      *string
	Number    *int64
	Moment    *time.Time
	Texts     []string
	Named     []string
	FlatNamed []string
	Map       map[string]string
	FlatMap   map[string]string
	NodeMap   map[string]nodeType
	Child     *nodeType
	Nodes     []nodeType
	Lists     [][]string
}

func decode(form string) (*nodeType, error) {
	c := query.New(service())
	call, err := c.Route(&protocol.Request{
		Method: http.MethodPost, Query: "Action=Op&Version=2020-01-01&X-Amz-Date=a&X-Amz-Date=b", Body: []byte(form),
	})
	if err != nil {
		return nil, err
	}
	in := &nodeType{}
	return in, call.Decode(in)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	p := awsapi.Ptr[string]
	for form, want := range map[string]nodeType{
		"":                                      {},
		"&&":                                    {},
		"Text=":                                 {Text: p("")},
		"Text":                                  {Text: p("")},
		"Text=a+b%20%2B%26":                     {Text: p("a b +&")},
		"Unknown.a.1=x":                         {},
		"Texts=":                                {Texts: []string{}},
		"Map=":                                  {Map: map[string]string{}},
		"Child=":                                {Child: &nodeType{}},
		"Number=-3":                             {Number: awsapi.Ptr[int64](-3)},
		"Texts.member.1=a&Texts.member.2=b":     {Texts: []string{"a", "b"}},
		"Texts.member.10=b&Texts.member.9=a":    {Texts: []string{"a", "b"}},
		"Texts.member.7=a":                      {Texts: []string{"a"}},
		"Texts.other.1=a":                       {Texts: []string{}},
		"Named.Item.1=a":                        {Named: []string{"a"}},
		"Flat.1=a&Flat.2=b":                     {FlatNamed: []string{"a", "b"}},
		"Map.entry.1.key=a&Map.entry.1.value=b": {Map: map[string]string{"a": "b"}},
		"Map.entry.1.key=a":                     {Map: map[string]string{"a": ""}},
		"FlatMap.1.Name=a&FlatMap.1.Value=b":    {FlatMap: map[string]string{"a": "b"}},
		"NodeMap.entry.1.key=a&NodeMap.entry.1.value.Child.Text=b": {NodeMap: map[string]nodeType{"a": {Child: &nodeType{Text: p("b")}}}},
		"Child.Child.Text=a":                                  {Child: &nodeType{Child: &nodeType{Text: p("a")}}},
		"Nodes.member.2.Text=b&Nodes.member.1.Number=1":       {Nodes: []nodeType{{Number: awsapi.Ptr[int64](1)}, {Text: p("b")}}},
		"Lists.member.1.member.1=a&Lists.member.2.member.1=b": {Lists: [][]string{{"a"}, {"b"}}},
	} {
		got, err := decode(form)
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]string{
		"something below a text":     "Text.a=1",
		"text for a list":            "Texts=a",
		"text for a structure":       "Child=a",
		"no number of an element":    "Texts.member.x=a",
		"negative number":            "Texts.member.-1=a",
		"number with zeros":          "Texts.member.01=a",
		"number too large":           "Texts.member.99999999999999999999=a",
		"element twice":              "Nodes.member.1=&Nodes.member.1.Text=a",
		"name twice":                 "Text=a&Text=a",
		"name twice, other spelling": "Text=a&%54ext=a",
		"action in both places":      "Action=Op",
		"entry without key":          "Map.entry.1.value=a",
		"no integer":                 "Number=1.5",
		"no time":                    "Moment=soon",
		"bad escape in a name":       "%zz=a",
		"bad escape in a value":      "Text=%",
		"no UTF-8":                   "Text=%ff",
		"deep":                       strings.Repeat("Child.", 70) + "Text=a",
		"many":                       strings.Repeat("a&b&", 1<<14) + "c",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := decode(form)
			if e := awsapi.AsException(err); e == nil || e.Code != "MalformedInput" || e.Status != 400 || len(e.Message) > 300 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	at := time.Date(2020, 1, 2, 3, 4, 5, 6e6, time.UTC)
	out := nodeType{
		Text: awsapi.Ptr("<a&\"b\">\r\x00"), Moment: &at, Texts: []string{}, Named: []string{"x"}, FlatNamed: []string{"y", "z"},
		Map: map[string]string{"b": "2", "a": "1"}, FlatMap: map[string]string{"k": "v"}, Child: &nodeType{},
	}
	c := query.New(service())
	s := service()
	r, err := c.Encode(&s.Operations[0], &out, "rid")
	if err != nil {
		t.Fatal(err)
	}
	want := `<OpResponse xmlns="urn:x"><OpResult><Text>&lt;a&amp;&quot;b&quot;&gt;&#xD;` + "\ufffd" + `</Text>` +
		`<Moment>2020-01-02T03:04:05.006Z</Moment><Texts></Texts><Named><Item>x</Item></Named><Flat>y</Flat><Flat>z</Flat>` +
		`<Map><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></Map>` +
		`<FlatMap><Name>k</Name><Value>v</Value></FlatMap><Child></Child></OpResult>` +
		`<ResponseMetadata><RequestId>rid</RequestId></ResponseMetadata></OpResponse>`
	if got := string(r.Body); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if r, err = c.Encode(&s.Operations[1], nil, "rid"); err != nil {
		t.Fatal(err)
	}
	want = `<VoidResponse xmlns="urn:x"><ResponseMetadata><RequestId>rid</RequestId></ResponseMetadata></VoidResponse>`
	if got := string(r.Body); got != want {
		t.Errorf("got %s", got)
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"Text=a&Number=1", "Texts.member.1=a&Texts.member.2=b", "Map.entry.1.key=a&Map.entry.1.value=b", "Child.Nodes.member.3.Text=%20",
		"Lists.member.1.member.1=a&NodeMap.entry.1.key=k&NodeMap.entry.1.value.Flat.1=x", "Moment=2020-01-01T00:00:00Z",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, form string) {
		if _, err := decode(form); err != nil && awsapi.AsException(err) == nil {
			t.Errorf("not an exception: %v", err)
		}
	})
}
