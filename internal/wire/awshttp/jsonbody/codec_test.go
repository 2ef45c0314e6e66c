package jsonbody_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/wire/awshttp/jsonbody"
	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

// The shapes of a service with every kind of member.
const (
	text = iota
	flag
	integer
	long
	double
	blob
	moment
	isoMoment
	texts
	textMap
	node
	nodes
)

func service() *awsapi.Service {
	return &awsapi.Service{Shapes: []awsapi.Shape{
		text: {Kind: awsapi.String}, flag: {Kind: awsapi.Boolean}, integer: {Kind: awsapi.Integer}, long: {Kind: awsapi.Long},
		double: {Kind: awsapi.Double}, blob: {Kind: awsapi.Blob}, moment: {Kind: awsapi.Timestamp},
		isoMoment: {Kind: awsapi.Timestamp, Format: "iso8601"},
		texts:     {Kind: awsapi.List, Elem: awsapi.Member{Shape: text}},
		textMap:   {Kind: awsapi.Map, Key: awsapi.Member{Shape: text}, Elem: awsapi.Member{Shape: text}},
		node: {Kind: awsapi.Structure, Members: []awsapi.Member{
			{Name: "Text", Shape: text}, {Name: "Flag", Shape: flag}, {Name: "Int", Shape: integer}, {Name: "Long", Shape: long},
			{Name: "Double", Shape: double}, {Name: "Blob", Shape: blob}, {Name: "Moment", Shape: moment}, {Name: "Iso", Shape: isoMoment},
			{Name: "Texts", Shape: texts}, {Name: "Map", Shape: textMap}, {Name: "Child", Shape: node}, {Name: "Nodes", Shape: nodes},
			{Name: "method", LocationName: "http_method", Location: "uri", Shape: text},
			{Name: "integrationMethod", LocationName: "method", Shape: text},
		}},
		nodes: {Kind: awsapi.List, Elem: awsapi.Member{Shape: node}},
	}}
}

type nodeType struct {
	Text      *string
	Flag      *bool
	Int, Long *int64
	Double    *float64
	Blob      []byte
	Moment    *time.Time
	Iso       *time.Time
	Texts     []string
	Map       map[string]string
	Child     *nodeType
	Nodes     []nodeType
	Method    *string
	Other     *string
}

func decode(body string, scope protocol.Scope) (*nodeType, error) {
	var in nodeType
	return &in, jsonbody.New(service()).Decode([]byte(body), node, &in, scope)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	p := awsapi.Ptr[string]
	at := time.Date(2020, 5, 7, 11, 27, 3, 123e6, time.UTC)
	for body, want := range map[string]nodeType{
		``: {}, ` `: {}, `{}`: {}, "\t{ }\r\n": {},
		`{"Text":"a"}`: {Text: p("a")},
		`{"Text":""}`:  {Text: p("")},
		`{"Text":"\"\\\/\b\f\n\r\t\u00e9é😀"}`:                               {Text: p("\"\\/\b\f\n\r\té" + "é😀")},
		`{"Text":"\ud83d\ude00"}`:                                           {Text: p("😀")},
		`{"Text":"\ud83dx\ude00\ud83d\u0041"}`:                              {Text: p("\ufffdx\ufffd\ufffdA")},
		`{"\u0054ext":"a"}`:                                                 {Text: p("a")},
		`{"text":"a","TEXT":1}`:                                             {},
		`{"Text":null,"Texts":null,"Map":null}`:                             {},
		`{"Text":"a","Text":"b"}`:                                           {Text: p("b")},
		`{"Texts":["a"],"Texts":["b"]}`:                                     {Texts: []string{"b"}},
		`{"Child":{"Text":"a"},"Child":{"Flag":true}}`:                      {Child: &nodeType{Flag: awsapi.Ptr(true)}},
		`{"Unknown":{"a":[1,-2.5e+3,"x",true,false,null,{}]},"Flag":false}`: {Flag: awsapi.Ptr(false)},
		`{"Int":-5,"Long":9223372036854775807}`:                             {Int: awsapi.Ptr[int64](-5), Long: awsapi.Ptr[int64](math.MaxInt64)},
		`{"Int":3.0,"Long":1e3}`:                                            {Int: awsapi.Ptr[int64](3), Long: awsapi.Ptr[int64](1000)},
		`{"Double":1.5}`:                                                    {Double: awsapi.Ptr(1.5)},
		`{"Double":"-Infinity"}`:                                            {Double: awsapi.Ptr(math.Inf(-1))},
		`{"Blob":"AAEC"}`:                                                   {Blob: []byte{0, 1, 2}},
		`{"Blob":""}`:                                                       {Blob: []byte{}},
		`{"Moment":1588850823.123}`:                                         {Moment: &at},
		`{"Moment":"2020-05-07T13:27:03.123+02:00"}`:                        {Moment: &at},
		`{"Texts":[]}`:                                                      {Texts: []string{}},
		`{"Texts":["a","b"]}`:                                               {Texts: []string{"a", "b"}},
		`{"Map":{"a":"b","c":null}}`:                                        {Map: map[string]string{"a": "b"}},
		`{"Nodes":[{"Text":"a"},{}]}`:                                       {Nodes: []nodeType{{Text: p("a")}, {}}},
		`{"method":"POST"}`:                                                 {Other: p("POST")},
	} {
		got, err := decode(body, protocol.Input)
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no object": `[]`, "a text": `"x"`, "null": `null`, "no value": `{"Text"}`, "no end": `{"Text":"a"`, "comma": `{"Text":"a",}`,
		"two values": `{}{}`, "garbage": `{} x`, "single quotes": `{'Text':'a'}`, "bare name": `{Text:"a"}`, "text without end": `{"Text":"a`,
		"control character": "{\"Text\":\"a\nb\"}", "unknown escape": `{"Text":"\x"}`, "short escape": `{"Text":"\u12"}`,
		"escape of no digits": `{"Text":"\u+123"}`, "no UTF-8": "{\"Text\":\"\xff\"}", "no UTF-8 behind an escape": "{\"Text\":\"\\n\xff\"}",
		"leading zero": `{"Int":01}`, "plus": `{"Int":+1}`, "no fraction": `{"Double":1.}`, "no exponent": `{"Double":1e}`, "a fraction": `{"Int":1.5}`,
		"too large an integer": `{"Int":2147483648}`, "too large a long": `{"Long":9223372036854775808}`, "too large a double": `{"Double":1e999}`,
		"number for text": `{"Text":1}`, "text for number": `{"Int":"1"}`, "text for flag": `{"Flag":"true"}`, "flag for text": `{"Text":true}`,
		"list for text": `{"Text":["a"]}`, "object for list": `{"Texts":{}}`, "list for object": `{"Child":[]}`, "text for object": `{"Child":"a"}`,
		"null in a list": `{"Texts":[null]}`, "number in a map": `{"Map":{"a":1}}`, "no base64": `{"Blob":"*"}`, "no time": `{"Moment":"soon"}`,
		"a time far off": `{"Moment":1e300}`, "a word": `{"Flag":truth}`, "malformed unknown": `{"X":[1,}`, "unknown without end": `{"X":{"a":`,
		"deep":         strings.Repeat(`{"Child":`, 65) + `{}` + strings.Repeat(`}`, 65),
		"deep unknown": `{"X":` + strings.Repeat(`[`, 100_000) + `}`,
		"many values":  `{"Nodes":[` + strings.Repeat(`{},`, 1<<17) + `{}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := decode(body, protocol.Input)
			if e := awsapi.AsException(err); e == nil || e.Code != "SerializationException" || e.Status != 400 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDecodeLeavesMembersOfOtherPlacesAlone(t *testing.T) {
	t.Parallel()
	s := service()
	s.Shapes[node].Members[0].Location = "uri"
	var in nodeType
	if err := jsonbody.New(s).Decode([]byte(`{"Text":"from the body"}`), node, &in, protocol.Input); err != nil || in.Text != nil {
		t.Errorf("text %v, error %v", in.Text, err)
	}
}

func TestAppend(t *testing.T) {
	t.Parallel()
	p := awsapi.Ptr[string]
	at := time.Date(2020, 5, 7, 11, 27, 3, 123_999_999, time.FixedZone("", 3600))
	for want, out := range map[string]nodeType{
		`{}`: {},
		`{"Text":"<&>\"\\\n\u0001é` + "\u2028" + `"}`: {Text: p("<&>\"\\\n\x01é\u2028")},
		`{"Text":"a` + "\ufffd" + `b"}`:               {Text: p("a\xffb")},
		`{"Flag":false,"Int":0}`:                      {Flag: awsapi.Ptr(false), Int: awsapi.Ptr[int64](0)},
		`{"Double":"NaN"}`:                            {Double: awsapi.Ptr(math.NaN())},
		`{"Double":100000}`:                           {Double: awsapi.Ptr(1e5)},
		`{"Blob":"AAE="}`:                             {Blob: []byte{0, 1}},
		`{"Moment":1588847223.123}`:                   {Moment: &at},
		`{"Iso":"2020-05-07T10:27:03.123Z"}`:          {Iso: &at},
		`{"Texts":[]}`:                                {Texts: []string{}},
		`{"Map":{"a":"1","b":"2","c":"3"}}`:           {Map: map[string]string{"c": "3", "a": "1", "b": "2"}},
		`{"Child":{"Text":"a"},"Nodes":[{},{}]}`:      {Child: &nodeType{Text: p("a")}, Nodes: make([]nodeType, 2)},
	} {
		if got := string(jsonbody.New(service()).Append(nil, node, &out, protocol.Nested)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got := string(jsonbody.New(service()).Append(nil, node, (*nodeType)(nil), protocol.Nested)); got != `{}` {
		t.Errorf("no output: %s", got)
	}
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"Text":"a\u00e9\ud83d\ude00","Flag":true,"Int":-1,"Double":1.5e3,"Blob":"AAEC","Moment":1.5}`,
		`{"Texts":["a"],"Map":{"a":"b"},"Child":{"Nodes":[{}]},"X":[1,{"y":null}]}`, `{"Moment":"2020-05-07T13:27:03Z"}`,
	} {
		f.Add([]byte(seed))
	}
	c := jsonbody.New(service())
	f.Fuzz(func(t *testing.T, body []byte) {
		var in, again nodeType
		if err := c.Decode(body, node, &in, protocol.Nested); err != nil {
			if awsapi.AsException(err) == nil {
				t.Fatalf("not an exception: %v", err)
			}
			return
		}
		written := c.Append(nil, node, &in, protocol.Nested)
		if !utf8.Valid(written) {
			t.Fatalf("not UTF-8: %q", written)
		}
		if err := c.Decode(written, node, &again, protocol.Nested); err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if second := c.Append(nil, node, &again, protocol.Nested); string(second) != string(written) {
			t.Fatalf("%s became %s", written, second)
		}
	})
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	s := &awsapi.Service{Shapes: []awsapi.Shape{
		{Kind: awsapi.Structure, Members: []awsapi.Member{{Name: "Any", Shape: 1}}}, {Kind: awsapi.Document},
	}}
	type holder struct{ Any json.RawMessage }
	c := jsonbody.New(s)
	for body, want := range map[string]string{
		`{"Any": {"a": [1, 2.50, "x"]} }`: `{"Any":{"a": [1, 2.50, "x"]}}`,
		`{"Any":5}`:                       `{"Any":5}`,
		`{"Any":null}`:                    `{}`,
	} {
		var in holder
		if err := c.Decode([]byte(body), 0, &in, protocol.Nested); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if got := string(c.Append(nil, 0, &in, protocol.Nested)); got != want {
			t.Errorf("%s became %s", body, got)
		}
	}
	for _, body := range []string{`{"Any":{]}`, `{"Any":nul}`, `{"Any":}`, `{"Any":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`} {
		if err := c.Decode([]byte(body), 0, &holder{}, protocol.Nested); awsapi.Code(err) != "SerializationException" {
			t.Errorf("%.20s: %v", body, err)
		}
	}
}
