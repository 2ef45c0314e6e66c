package mapping

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type message struct {
	values map[string][]string // place and name
	body   map[Place]string
}

func (m message) Values(place Place, name string) []string { return m.values[string(place)+"."+name] }
func (m message) Body(place Place) string                  { return m.body[place] }
func (m message) StageVariable(name string) (string, bool) { return "sv-" + name, name != "none" }
func (m message) Context(path []string) (string, bool) {
	return strings.Join(path, "|"), path[0] != "none"
}

func TestParameter(t *testing.T) {
	t.Parallel()
	src := message{
		values: map[string][]string{
			"method.request.header.X.Y": {"h1", "h2"}, "method.request.querystring.q": {"a", "b"},
			"method.request.path.id": {"p"}, "integration.response.header.R": {"r1", "r2"},
		},
		body: map[Place]string{
			RequestBody:  `{"pets":[{"name":"Rex","tags":["a"],"age":3,"x":null}]}`,
			ResponseBody: "plain text",
		},
	}
	tests := []struct {
		text string
		want []string
	}{
		{"'static'", []string{"static"}},
		{"''", []string{""}},
		{"'*'", []string{"*"}},
		{"method.request.header.X.Y", []string{"h2"}},
		{"method.request.multivalueheader.X.Y", []string{"h1", "h2"}},
		{"method.request.querystring.q", []string{"b"}},
		{"method.request.multivaluequerystring.q", []string{"a", "b"}},
		{"method.request.path.id", []string{"p"}},
		{"method.request.path.none", nil},
		{"integration.response.header.R", []string{"r2"}},
		{"integration.response.multivalueheader.R", []string{"r1", "r2"}},
		{"stageVariables.url", []string{"sv-url"}},
		{"stageVariables.none", nil},
		{"context.authorizer.claims.sub", []string{"authorizer|claims|sub"}},
		{"context.authorizer.claims['custom:x']", []string{"authorizer|claims|custom:x"}},
		{"context.none", nil},
		{"method.request.body", []string{`{"pets":[{"name":"Rex","tags":["a"],"age":3,"x":null}]}`}},
		{"method.request.body.pets[0].name", []string{"Rex"}},
		{"method.request.body.pets[0].age", []string{"3"}},
		{"method.request.body.pets[0].tags", []string{`["a"]`}},
		{"method.request.body.pets[0].x", nil},
		{"method.request.body.pets.name", nil},
		{"method.request.body['pets'][0]['name']", []string{"Rex"}},
		{"integration.response.body", []string{"plain text"}},
		{"integration.response.body.a", nil},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			p, err := ParseParameter(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Values(src)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
			if one, ok := p.Resolve(src); one != strings.Join(tt.want, ",") || ok != (len(tt.want) > 0) {
				t.Errorf("Resolve gives %q, %v", one, ok)
			}
		})
	}
}

func TestParameterBody(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"method.request.body", "method.request.body.a"} {
		p, err := ParseParameter(text)
		if err != nil {
			t.Fatal(err)
		}
		wrong := message{body: map[Place]string{RequestBody: "\n{wrongjson"}}
		if _, err = p.Values(wrong); !errors.Is(err, ErrInvalidJSON) {
			t.Errorf("%s of a malformed object: %v", text, err)
		}
		if v, ok := p.Resolve(wrong); ok {
			t.Errorf("%s of a malformed object resolves to %q", text, v)
		}
	}
	whole, _ := ParseParameter("method.request.body")
	if v, ok := whole.Resolve(message{}); v != "{}" || !ok {
		t.Errorf("an empty payload is %q", v)
	}
}

func TestParameterRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "'", "static", "method.request.header.", "method.request.cookie.a", "method.request.bodyx",
		"method.request.body[", "integration.request.header.a", "context.", "context", "context.a b",
		"stageVariables", "stageVariables.", "$context.a", "integration.response.querystring.a",
	} {
		if p, err := ParseParameter(text); err == nil || !strings.Contains(err.Error(), "parameter mapping") {
			t.Errorf("%q: got %+v, %v", text, p, err)
		}
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Target{
		"integration.request.header.X-A":    {TargetHeader, "X-A"},
		"integration.request.querystring.q": {TargetQuery, "q"},
		"integration.request.path.id":       {TargetPath, "id"},
		"method.response.header.A.B":        {TargetMethodHeader, "A.B"},
		"gatewayresponse.header.X":          {TargetGatewayHeader, "X"},
	} {
		if got, err := ParseTarget(text); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "integration.request.header.", "integration.request.body.a", "method.request.header.a"} {
		if got, err := ParseTarget(text); err == nil {
			t.Errorf("%q: got %+v", text, got)
		}
	}
}

func TestSubstitute(t *testing.T) {
	t.Parallel()
	resolve := func(path []string) (string, bool) {
		return "<" + strings.Join(path, "|") + ">", path[len(path)-1] != "none"
	}
	for src, want := range map[string]string{
		`{"message":$context.error.messageString}`:  `{"message":<context|error|messageString>}`,
		`$context.authorizer.claims['custom:x'].`:   `<context|authorizer|claims|custom:x>.`,
		`${stageVariables.a-b}x`:                    `<stageVariables|a-b>x`,
		`$method.request.header.X-Id, rest`:         `<method|request|header|X-Id>, rest`,
		`[$context.none]`:                           `[]`,
		`$5 $ $$ $foo.bar $context $method.request`: `$5 $ $$ $foo.bar $context $method.request`,
		`$input.body #set($x = 1) $context`:         `$input.body #set($x = 1) $context`,
		`${context.a $context.b`:                    `${context.a <context|b>`,
		`$$context.a$context.b`:                     `$<context|a><context|b>`,
		`$context.a..b`:                             `<context|a>..b`,
		`$context.a['b`:                             `<context|a>['b`,
		`plain`:                                     `plain`,
	} {
		if got := Substitute(src, resolve); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}

func TestMockStatus(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		`{"statusCode": 200}`:                                             200,
		` {statusCode: 204} `:                                             204,
		`{'statusCode': 404, 'x': 'it\'s, } {',}`:                         404,
		`{"a": {"statusCode": 1}, "b": [1, {x: 2}, ], "statusCode": 500}`: 500,
		"{\n  \"statusCode\" : 201,\n}":                                   201,
		`{"statusCode": 0}`:                                               0,
		`{"statusCode": -1000}`:                                           -1000,
		`{"statusCode": 1, "statusCode": 2}`:                              2,
	} {
		if got, err := MockStatus(text); err != nil || got != want {
			t.Errorf("%s: got %d, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "200", "[]", "{}", `{"statusCode": "200"}`, `{"statusCode": 200`, `{"statusCode": }`, `{"statusCode": 200.5}`,
		`{"statusCode" 200}`, `{"statusCode": 200 "a": 1}`, `{"statusCode": 200} x`, `{"a": {"statusCode": 200}}`, `{"a`,
		`{"statusCode": null}`, strings.Repeat("{a:", 9000),
	} {
		if got, err := MockStatus(text); err == nil {
			t.Errorf("%.30s: got %d", text, got)
		}
	}
}
