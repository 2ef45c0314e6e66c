package mapping

import (
	"encoding/json"
	"strings"
	"testing"
)

var fuzzTemplates = []string{
	`{"statusCode": 200}`,
	`#set($a = [1, 2.5, "x$b", 'y', {"k": $c.d['e'].f(1)}, [1..3]])#foreach($x in $a)$x#if($foreach.hasNext),#end#end`,
	`#if($a == 1 && !($b lt 2) or not $c)x#elseif("a" != 'b')y#{else}z#end ## c`,
	`\$a \\$b \#if \\#end #* c *# #[[ $x ]]# $!{a.b("c")}d $$1 #1 #stop`,
	`#define($d)$d#end $d #set($context.responseOverride.status = 201)`,
	`$input.json('$..a[?(@.b > 1)]') $input.path('$.a').get(0).replaceAll("(.)", "$1$1") $util.parseJson('{"a":[]}')`,
	`#set($s = "a")#foreach($i in [1..9])#set($s = "$s$s")$!l.add($s.split("a"))#break#end$s.substring(1,2)`,
}

// FuzzCompile checks that no source crashes the parser, and that faults have a place inside it.
func FuzzCompile(f *testing.F) {
	for _, src := range fuzzTemplates {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		_, err := Compile(src)
		if err == nil {
			return
		}
		placed, ok := err.(*Error)
		if !ok || placed.Line < 1 || placed.Column < 1 || placed.Line > strings.Count(src, "\n")+1 {
			t.Errorf("fault without a place: %v", err)
		}
	})
}

// FuzzExecute checks that no template and body crash a run or escape its limits.
func FuzzExecute(f *testing.F) {
	for _, src := range fuzzTemplates {
		f.Add(src, `{"a":[{"b":2}],"c":"d"}`)
	}
	f.Fuzz(func(t *testing.T, src, body string) {
		tmpl, err := Compile(src)
		if err != nil {
			return
		}
		env := testEnv(body)
		out, err := tmpl.Execute(env)
		if err != nil && out != "" || len(out) > MaxOutput {
			t.Errorf("%d bytes with error %v", len(out), err)
		}
	})
}

// FuzzJSONPath checks that no path crashes a search, and that what it finds is JSON.
func FuzzJSONPath(f *testing.F) {
	for _, path := range []string{"$.a[0]", "$..*", "$['a','b'][-1:]", "$[?(@.a == 'x' && !(@.b =~ /y/i))].length()", "a.b[0,1]", "$[?($.a in [1,null])]"} {
		f.Add(path, `{"a":[1,{"b":"y"}],"b":null}`)
	}
	f.Fuzz(func(t *testing.T, path, doc string) {
		p, err := parsePath(path)
		if err != nil {
			return
		}
		root, err := parseJSON(doc)
		if err != nil {
			return
		}
		x := newExec(&Env{})
		v, found, err := p.find(root, &x.budget)
		if err != nil || !found {
			return
		}
		if text, err := x.jsonText(v); err == nil && !json.Valid([]byte(text)) {
			t.Errorf("%s of %s gives %s", path, doc, text)
		}
	})
}
