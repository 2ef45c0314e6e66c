package mapping

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func testEnv(body string) *Env {
	return &Env{
		Input: Input{
			Body:   body,
			Path:   map[string]string{"id": "p1", "both": "path"},
			Query:  map[string][]string{"q": {"first", "last"}, "both": {"query"}},
			Header: map[string][]string{"X-Id": {"h1"}, "both": {"header"}},
		},
		Context: Vars{
			"stage": "dev", "requestTimeEpoch": int64(1700000000123),
			"authorizer": map[string]any{"principalId": "me", "claims": map[string]string{"sub": "s1", "custom:x": "cx"}},
			"identity":   map[string]any{"sourceIp": "127.0.0.1", "user": nil},
		},
		StageVariables: map[string]string{"url": "example.test", "a-b": "dash"},
	}
}

func render(t *testing.T, src string, env *Env) string {
	t.Helper()
	tmpl, err := Compile(src)
	if err != nil {
		t.Fatalf("compile %q: %v", src, err)
	}
	out, err := tmpl.Execute(env)
	if err != nil {
		t.Fatalf("execute %q: %v", src, err)
	}
	return out
}

func TestProvidedObjects(t *testing.T) {
	t.Parallel()
	const doc = `{"z":1,"a":{"foo":"bar"},"list":[{"foo":"bar"},2.50,null,"x\"y/<é>"],"big":12345678901234567890,"n":null,"t":true}`
	tests := []struct{ name, body, src, want string }{
		{"body", "raw", `$input.body`, "raw"},
		{"empty body", "", `$input.body $input.json('$') $input.path('$')`, "{} {} {}"},
		{"json keeps order", `{"b": 1, "a": [1, 2]}`, `$input.json('$')`, `{"b":1,"a":[1,2]}`},
		{"json of parts", doc, `$input.json('$.a') $input.json('$.a.foo') $input.json('$.t') $input.json('$.n')`, `{"foo":"bar"} "bar" true null`},
		{"json of missing", doc, `$input.json('$.nope')`, `""`},
		{"json escapes", doc, `$input.json('$.list[3]')`, `"x\"y/<é>"`},
		{"json of numbers", doc, `$input.json('$.big') $input.json('$.list[1]')`, `12345678901234567890 2.5`},
		{"path map prints as Java", doc, `$input.path('$.a')`, `{foo=bar}`},
		{"path list prints as JSON", doc, `$input.path('$.list')`, `[{"foo":"bar"},2.5,null,"x\"y/<é>"]`},
		{"list inside map", doc, `#set($r = $input.path('$'))$r.remove('big')$r.remove('list')$r`, `12345678901234567890[{"foo":"bar"},2.5,null,"x\"y/<é>"]{z=1, a={foo=bar}, n=null, t=true}`},
		{"path missing prints nothing", doc, `[$input.path('$.nope')]`, `[]`},
		{"path missing is false", doc, `#if($input.path('$.nope'))y#{else}n#end`, `n`},
		{"path member", doc, `$input.path('$').a.foo $input.path('$').nope.foo $input.path("$.list")[0].foo`, `bar  bar`},
		{"path from variable", doc, `#set($p = '$.a.foo')$input.path($p)`, `bar`},
		{"text body", "plain", `$input.json('$') $input.path('$')`, `"plain" plain`},
		{"params search order", "", `$input.params('both') $input.params('q') $input.params('X-Id') $input.params('x-id') [$input.params('none')]`, `path last h1 h1 []`},
		{"params maps", "", `$input.params().path.id $input.params().querystring.get('q') $input.params().header.get('X-Id') $input.params().path`, `p1 last h1 {both=path, id=p1}`},
		{"context", "", `$context.stage $context.authorizer.claims.sub $context.authorizer.claims['custom:x'] $context.authorizer.principalId`, `dev s1 cx me`},
		{"context missing prints nothing", "", `[$context.nope][$context.nope.deep][$context.identity.user]`, `[][][]`},
		{"context walked", "", `#foreach($k in $context.keySet())$k #end`, `authorizer identity requestTimeEpoch stage `},
		{"context arithmetic", "", `#set($s = $context.requestTimeEpoch / 1000)$s`, `1700000000`},
		{"stage variables", "", `$stageVariables.url $stageVariables['a-b'] ${stageVariables.url}x $stageVariables.get('url') [$stageVariables.nope]`, `example.test dash example.testx example.test []`},
		{"escapeJavaScript", "", `$util.escapeJavaScript("it's a ""q"" \ / é` + "\n" + `$context.stage")`, `it\'s a \"q\" \\ \/ \u00E9\ndev`},
		{"escapeJavaScript undone", `{"a":"it's"}`, `$util.escapeJavaScript($input.json('$')).replaceAll("\\'","'")`, `{\"a\":\"it's\"}`},
		{"escapeJavaScript beyond the BMP", `"😀"`, `$util.escapeJavaScript($input.path('$'))`, `\uD83D\uDE00`},
		{"escapeJavaScript of null", "", `[$util.escapeJavaScript($context.nope)]`, `[]`},
		{"parseJson", `{"s":"{\"k\":[1,2]}"}`, `#set($o = $util.parseJson($input.path('$.s')))$o.k[1] $o`, `2 {k=[1,2]}`},
		{"url", "", `$util.urlEncode("a b/c*~é") $util.urlDecode("a+b%2Fc%C3%A9")`, `a+b%2Fc*%7E%C3%A9 a b/cé`},
		{"base64", "", `$util.base64Encode("hé") $util.base64Decode("aMOp")$util.base64Decode("aGk")`, `aMOp héhi`},
		{"unknown function prints nothing", "", `[$util.nope("x")][$input.nope()][$nope]`, `[][][]`},
		{"parseInt", "", `#set($n = 0)#set($x = $n.parseInt("41") + 1)$x`, `42`},
		{"UTF-16 lengths", `"a😀b"`, `#set($s = $input.path('$'))$s.length() $s.substring(3) $s.indexOf("b")`, `4 b 3`},
		{"null literal", "", `#if($context.nope == null)y#end`, `y`},
		{"concat of undefined", "", `#set($x = "a" + $nope + 1)$x`, `a1`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := render(t, tt.src, testEnv(tt.body)); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.src, got, tt.want)
			}
		})
	}
}

// TestPassthroughTemplate renders the shape of template the console offers for every method.
func TestPassthroughTemplate(t *testing.T) {
	t.Parallel()
	const src = `## passthrough
#set($allParams = $input.params())
{
"body-json" : $input.json('$'),
"params" : {
#foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
"$type" : {
    #foreach($paramName in $params.keySet())
    "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
        #if($foreach.hasNext),#end
    #end
}
    #if($foreach.hasNext),#end
#end
},
"user" : "$context.identity.user"
}
`
	env := testEnv(`{"k":1}`)
	env.Input.Query, env.Input.Header = nil, map[string][]string{"A": {"1"}, "B": {"it's"}}
	out := render(t, src, env)
	got, err := parseJSON(strings.ReplaceAll(out, `\'`, `'`)) // \' is JavaScript's, not JSON's
	if err != nil {
		t.Fatalf("not JSON: %v\n%s", err, out)
	}
	x := newExec(&Env{})
	compact, _ := x.jsonText(got)
	want := `{"body-json":{"k":1},"params":{"path":{"both":"path","id":"p1"},"querystring":{},"header":{"A":"1","B":"it's"}},"user":""}`
	if compact != want {
		t.Errorf("got %s\nwant %s", compact, want)
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	env := testEnv("")
	env.Overrides.RequestHeader = map[string][]string{"Kept": {"1"}, "Changed": {"1"}}
	out := render(t, `#set($context.requestOverride.header.Changed = "2")
#set($context.requestOverride.header['x-multi'] = ["a", "b"])
#set($context.requestOverride.path.id = $context.stage)
#set($context.requestOverride.querystring.n = 5)
#set($context.responseOverride.status = 400)
#set($context.responseOverride.status = 444)
#set($context.responseOverride.header.Foo = "bar")
$context.requestOverride.header.Changed $context.requestOverride.header.Kept $context.responseOverride.status`, env)
	if want := "2 1 444"; out != want {
		t.Errorf("got %q, want %q", out, want)
	}
	want := Overrides{
		RequestHeader:  map[string][]string{"Kept": {"1"}, "Changed": {"2"}, "x-multi": {"a", "b"}},
		RequestPath:    map[string][]string{"id": {"dev"}},
		RequestQuery:   map[string][]string{"n": {"5"}},
		ResponseHeader: map[string][]string{"Foo": {"bar"}}, ResponseStatus: 444,
	}
	if diff := cmp.Diff(want, env.Overrides); diff != "" {
		t.Error(diff)
	}
	if out := render(t, `$context.responseOverride.status $context.responseOverride.header.Foo`, env); out != "444 bar" {
		t.Errorf("a later template reads %q", out)
	}
}

func TestOverridesKeptOnFailure(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		`#set($context.responseOverride.status = 201)$util.base64Decode("%")`,
		`#set($context.responseOverride.status = "abc")`,
		`#set($context.responseOverride.body = "abc")`,
		`#set($context.responseOverride.header = "abc")`,
		`#set($context.stage = "prod")`,
	} {
		tmpl, err := Compile(src)
		if err != nil {
			t.Fatal(err)
		}
		env := testEnv("")
		if _, err = tmpl.Execute(env); err == nil {
			t.Errorf("%s: no error", src)
		}
		if env.Overrides.ResponseStatus != 0 {
			t.Errorf("%s: failed run left %+v", src, env.Overrides)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src, body, want string
	}{
		{"unclosed if", "a\n  #if($x)", "", "line 2, column 6: #if is not closed by #end"},
		{"stray end", "a\n\n#end", "", "line 3, column 1: #end without"},
		{"macro", "#macro(x)#end", "", "#macro is not supported"},
		{"parse", `#parse("x")`, "", "#parse is not supported"},
		{"inside string", "x\n#set($a = \"b $c[\")", "", "line 2, column 17: template ends"},
		{"bad operator", "#set($a = 1 -1)", "", `found "-1)"`},
		{"huge integer", "#set($a = 99999999999999999999)", "", "out of range"},
		{"malformed body", "$input.json('$')", `{"a":`, "Invalid JSON in request body"},
		{"bad path", "\n $input.path('$[')", "{}", `line 2, column 2: JSONPath "$["`},
		{"path function", "$input.path('$.a.min()')", "{}", "function min() is not supported"},
		{"look-ahead", `#set($s = "a")$s.replaceAll("(?=a)", "")`, "", `regular expression "(?=a)" is not supported`},
		{"class intersection", `#set($s = "a")$s.matches("[a-z&&[^b]]")`, "", "intersection of classes"},
		{"group", `#set($s = "a")$s.replaceAll("a", '$1')`, "", "refers to no group"},
		{"index", `#set($l = [1])$l[3]`, "", "index 3 is outside a list of 1"},
		{"substring", `#set($s = "a")$s.substring(4)`, "", "outside a string of 1"},
		{"overflow", `#set($x = 9223372036854775807 + 1)`, "", "out of range"},
		{"parseJson", `$util.parseJson("{")`, "", "$util.parseJson: parse JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tmpl, err := Compile(tt.src)
			if err == nil {
				_, err = tmpl.Execute(testEnv(tt.body))
			}
			var placed *Error
			if !errors.As(err, &placed) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q with a place", err, tt.want)
			}
		})
	}
}

func TestInvalidJSONIsRecognisable(t *testing.T) {
	t.Parallel()
	tmpl, err := Compile(`$input.path('$.a')`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = tmpl.Execute(&Env{Input: Input{Body: "\n{wrong"}}); !errors.Is(err, ErrInvalidJSON) {
		t.Errorf("got %v", err)
	}
}

func TestStatic(t *testing.T) {
	t.Parallel()
	for src, static := range map[string]bool{
		`{"statusCode": 200}`: true, "": true, "a ## note\nb": true, "#[[ $x ]]#": true, `\#if`: true,
		"$x": false, "a#if(true)b#end": false, "#set($a = 1)": false, "a#stop": false,
	} {
		tmpl, err := Compile(src)
		if err != nil {
			t.Fatal(err)
		}
		text, ok := tmpl.Static()
		if ok != static {
			t.Errorf("%q: static %v", src, ok)
		}
		if out, err := tmpl.Execute(&Env{}); ok && (err != nil || out != text) {
			t.Errorf("%q: Execute gives %q, Static %q (%v)", src, out, text, err)
		}
	}
}

// TestStaticAllocates is not parallel: it counts allocations.
func TestStaticAllocates(t *testing.T) {
	tmpl, err := Compile(`{"statusCode": 200}`)
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(10, func() { _, _ = tmpl.Execute(nil) }); n != 0 {
		t.Errorf("a literal template allocates %v times", n)
	}
}

// TestRunsShareNothing changes everything a template can reach, many times at once.
func TestRunsShareNothing(t *testing.T) {
	t.Parallel()
	tmpl, err := Compile(`#set($l = [])#set($m = {})$!l.add(1)$!m.put("a", 1)#set($p = '$.a')
$!stageVariables.put("url", "changed")$!context.authorizer.put("principalId", "changed")$!context.authorizer.claims.put("x", 1)
$l.size() $m $stageVariables.url $input.json($p) $input.json('$.a') $input.body.replaceAll("a", "b")`)
	if err != nil {
		t.Fatal(err)
	}
	shared := testEnv(`{"a":1}`)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				env := *shared
				out, err := tmpl.Execute(&env)
				if err != nil || !strings.HasSuffix(out, `1 {a=1} changed 1 1 {"b":1}`) {
					t.Errorf("got %q, %v", out, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if shared.StageVariables["url"] != "example.test" || shared.Context.(Vars)["authorizer"].(map[string]any)["principalId"] != "me" {
		t.Error("a run changed the caller's values")
	}
}
