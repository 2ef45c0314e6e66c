package xmlbody_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
	"github.com/sallyport/sallyport/internal/wire/awshttp/xmlbody"
)

const (
	text = iota
	flag
	texts
	flatTexts
	textMap
	flatMap
	node
	grantee
)

func service() *awsapi.Service {
	m := func(shape int) awsapi.Member { return awsapi.Member{Shape: shape} }
	return &awsapi.Service{Shapes: []awsapi.Shape{
		text: {Kind: awsapi.String}, flag: {Kind: awsapi.Boolean},
		texts:     {Kind: awsapi.List, Elem: awsapi.Member{Shape: text, LocationName: "Item"}},
		flatTexts: {Kind: awsapi.List, Flat: true, Elem: m(text)},
		textMap:   {Kind: awsapi.Map, Key: m(text), Elem: m(text)},
		flatMap:   {Kind: awsapi.Map, Flat: true, Key: m(text), Elem: m(text)},
		node: {Kind: awsapi.Structure, Namespace: "urn:node", Members: []awsapi.Member{
			{Name: "Text", Shape: text}, {Name: "Flag", Shape: flag}, {Name: "Texts", Shape: texts},
			{Name: "FlatTexts", LocationName: "Each", Shape: flatTexts}, {Name: "Map", Shape: textMap}, {Name: "FlatMap", Shape: flatMap},
			{Name: "Child", Shape: node}, {Name: "Grantee", Shape: grantee, Namespace: "urn:xsi", Prefix: "xsi"},
			{Name: "Header", Location: "header", LocationName: "X-Header", Shape: text},
		}},
		grantee: {Kind: awsapi.Structure, Members: []awsapi.Member{
			{Name: "ID", Shape: text}, {Name: "Type", LocationName: "xsi:type", Shape: text, Attribute: true},
		}},
	}}
}

type granteeType struct{ ID, Type *string }

type nodeType struct {
	Text      *string
	Flag      *bool
	Texts     []string
	FlatTexts []string
	Map       map[string]string
	FlatMap   map[string]string
	Child     *nodeType
	Grantee   *granteeType
	Header    *string
}

func decode(document string) (*nodeType, error) {
	root, err := xmlbody.Parse([]byte(document))
	if err != nil {
		return nil, err
	}
	in := &nodeType{}
	return in, xmlbody.New(service()).Decode(root, node, in, protocol.Input)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	p := awsapi.Ptr[string]
	for document, want := range map[string]nodeType{
		``:       {},
		`<Any/>`: {},
		`<?xml version="1.0" encoding="UTF-8"?><!-- c --><Node xmlns="urn:node"><Text>a</Text></Node>`: {Text: p("a")},
		`<N><Text> a&lt;<![CDATA[<b>]]>&#x41; </Text><Flag> true </Flag></N>`:                          {Text: p(" a<<b>A "), Flag: awsapi.Ptr(true)},
		`<N><Text></Text><Unknown><x/></Unknown></N>`:                                                  {Text: p("")},
		`<N><Text>a</Text><Text>b</Text></N>`:                                                          {Text: p("b")},
		`<N><Texts/></N>`:                                                                              {Texts: []string{}},
		`<N><Texts><Item>a</Item><member>b</member></Texts></N>`:                                       {Texts: []string{"a", "b"}},
		`<N><Each>a</Each><Text>x</Text><Each>b</Each></N>`:                                            {FlatTexts: []string{"a", "b"}, Text: p("x")},
		`<N><Map><entry><key>a</key><value>b</value></entry></Map></N>`:                                {Map: map[string]string{"a": "b"}},
		`<N><FlatMap><key>a</key><value>b</value></FlatMap><FlatMap><key>c</key></FlatMap></N>`:        {FlatMap: map[string]string{"a": "b", "c": ""}},
		`<N><Child><Child><Text>a</Text></Child></Child></N>`:                                          {Child: &nodeType{Child: &nodeType{Text: p("a")}}},
		`<N><Grantee xmlns:xsi="urn:xsi" xsi:type="User"><ID>1</ID></Grantee></N>`:                     {Grantee: &granteeType{ID: p("1"), Type: p("User")}},
		`<N><Header>h</Header><X-Header>h</X-Header></N>`:                                              {},
	} {
		got, err := decode(document)
		if err != nil {
			t.Errorf("%s: %v", document, err)
			continue
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", document, diff)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"no end":             `<N><Text>a</N>`,
		"two roots":          `<N/><N/>`,
		"document type":      `<!DOCTYPE N [<!ENTITY a "b">]><N><Text>&a;</Text></N>`,
		"unknown entity":     `<N><Text>&a;</Text></N>`,
		"elements in a text": `<N><Text><b/></Text></N>`,
		"no boolean":         `<N><Flag>yes</Flag></N>`,
		"entry without key":  `<N><Map><entry><value>a</value></entry></Map></N>`,
		"deep":               strings.Repeat("<Child>", 100) + strings.Repeat("</Child>", 100),
		"many":               "<N>" + strings.Repeat("<x/>", 1<<16) + "</N>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := decode(document); awsapi.Code(err) != "MalformedXML" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAppendNamespacesAndAttributes(t *testing.T) {
	t.Parallel()
	p := awsapi.Ptr[string]
	out := nodeType{Text: p("a"), Grantee: &granteeType{ID: p("1"), Type: p(`"<User>"`)}, Child: &nodeType{FlatMap: map[string]string{"k": "v"}}}
	got := string(xmlbody.New(service()).AppendElement(nil, "Node", &awsapi.Member{Shape: node}, &out, protocol.Output))
	want := `<Node xmlns="urn:node"><Text>a</Text><Child xmlns="urn:node"><FlatMap><key>k</key><value>v</value></FlatMap></Child>` +
		`<Grantee xmlns:xsi="urn:xsi" xsi:type="&quot;&lt;User&gt;&quot;"><ID>1</ID></Grantee></Node>`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := string(xmlbody.New(service()).AppendElement(nil, "Node", &awsapi.Member{Shape: node}, (*nodeType)(nil), protocol.Output)); got != "<Node/>" {
		t.Errorf("no output: %s", got)
	}
}

func TestExceptionMembers(t *testing.T) {
	t.Parallel()
	e := &awsapi.Exception{Code: "A", Message: "<b>", Status: 500}
	e.With("Key", "a&b").With("Count", 3)
	want := `<ErrorResponse><Error><Type>Receiver</Type><Code>A</Code><Message>&lt;b&gt;</Message><Count>3</Count><Key>a&amp;b</Key></Error>` +
		`<RequestId>r</RequestId></ErrorResponse>`
	if got := string(xmlbody.AppendException(nil, e, "", "r")); got != want {
		t.Errorf("got %s", got)
	}
}

func FuzzXML(f *testing.F) {
	for _, seed := range []string{
		`<N><Text>a</Text><Each>b</Each></N>`, `<N><Map><entry><key>a</key><value>b</value></entry></Map></N>`,
		`<?xml version="1.0"?><N><Grantee xmlns:xsi="u" xsi:type="t"><ID>&#13;</ID></Grantee></N>`,
	} {
		f.Add([]byte(seed))
	}
	c := xmlbody.New(service())
	f.Fuzz(func(t *testing.T, document []byte) {
		in, err := decode(string(document))
		if err != nil {
			if awsapi.AsException(err) == nil {
				t.Fatalf("not an exception: %v", err)
			}
			return
		}
		written := c.AppendElement(nil, "N", &awsapi.Member{Shape: node}, in, protocol.Output)
		again, err := decode(string(written))
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if diff := cmp.Diff(in, again); diff != "" && in.Header == nil {
			// A list or map without a wrapper cannot be told from an absent one when it is empty.
			t.Fatalf("%s\n%s", written, diff)
		}
	})
}
