package mapping

import (
	"strings"
	"testing"
)

// TestLimits runs what would exhaust memory, stack or time; each must fail, and say of what.
func TestLimits(t *testing.T) {
	t.Parallel()
	loops := func(body string) string {
		return `#set($s = "0123456789")#set($l = [1, 2])#set($m = {})#foreach($i in [1..1000])` + body + "#end"
	}
	deep := func(open, inner, end string, n int) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(end, n)
	}
	tests := []struct{ name, src, body, want string }{
		{"source", strings.Repeat("a", MaxSource+1), "", "more than 307200"},
		{"iterations", "#foreach($i in [1..1001])#end", "", "more than 1000 times"},
		{"nested iterations", "#foreach($i in [1..100])#foreach($j in [1..100])#end#end", "", "more than 1000 times"},
		{"range", "#foreach($i in [1..2000000000])#end", "", "range has more"},
		{"range over all integers", "#set($r = [-9223372036854775807..9223372036854775807])", "", "range has more"},
		{"doubling by interpolation", loops(`#set($s = "$s$s")`), "", "bytes"},
		{"doubling by concat", loops(`#set($s = $s + $s)`), "", "bytes"},
		{"doubling by method", loops(`#set($s = $s.concat($s))`), "", "bytes"},
		{"doubling by replace", loops(`#set($s = $s.replace("0", "00000"))`), "", "bytes"},
		{"doubling by regex", loops(`#set($s = $s.replaceAll("0", "0000000"))`), "", "too often"},
		{"doubling list", loops(`$!l.addAll($l)`), "", "list holds more"},
		{"output", loops(`#foreach($c in $l)#end`) + loops(`$s`), "", "times"},
		{"self-containing list", `#set($l = [])$!l.add($l)$l`, "", "nests deeper"},
		{"self-containing map", `#set($m = {})$!m.put("m", $m)$m.toString()`, "", "nests deeper"},
		{"endless define", `#define($d)$d#end$d`, "", "nests deeper"},
		{"nested if", deep("#if(true)", "x", "#end", 5000), "", "nests deeper"},
		{"nested list", "#set($x = " + deep("[", "1", "]", 5000) + ")", "", "nests deeper"},
		{"nested parentheses", "#if(" + deep("(", "true", ")", 5000) + ")#end", "", "nests deeper"},
		{"nested not", "#if(" + strings.Repeat("!", 5000) + "true)#end", "", "nests deeper"},
		{"nested index", deep("$a[", "0", "]", 5000), "", "nests deeper"},
		{"nested call", deep("$a.b(", "0", ")", 5000), "", "nests deeper"},
		{"nested JSON", "$util.parseJson($input.body)", deep("[", "1", "]", 5000), "nests deeper"},
		{"deep body", "$input.json('$')", deep("[", "1", "]", 5000), "document is too large"},
		{"wide body", "$input.json('$')", "{" + strings.Repeat(`"a":{},`, maxValues) + `"b":1}`, "document is too large"},
		{"long pattern", loops(`#foreach($j in [1..8])#set($s = "$s$s")#end$s.matches($s)#stop`), "", "regular expression is more"},
		{"descent of descents", "$input.json('$" + strings.Repeat("..*", 30) + "')", deep("[1,2,", "3", "]", 60), "steps of work"},
		{"JSONPath steps", "$input.json('$" + strings.Repeat(".a", 200) + "')", "{}", "more than 100 steps"},
		{"filter depth", "$input.json('$[?(" + strings.Repeat("!", 3000) + "@.a)]')", "[]", "more than 100 steps"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tmpl, err := Compile(tt.src)
			if err == nil {
				_, err = tmpl.Execute(&Env{Input: Input{Body: tt.body}})
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// TestWithinLimits renders what is large but allowed.
func TestWithinLimits(t *testing.T) {
	t.Parallel()
	out := render(t, "#foreach($i in [1..1000])$i,#end", &Env{})
	if !strings.HasSuffix(out, ",999,1000,") {
		t.Errorf("got ...%s", out[len(out)-20:])
	}
	src := strings.Repeat("#if(true)$x#end", MaxSource/15)
	if out := render(t, src, &Env{}); out != "" {
		t.Errorf("got %d bytes", len(out))
	}
	body := `"` + strings.Repeat("x", 9<<20) + `"`
	if out := render(t, "$input.body", &Env{Input: Input{Body: body}}); out != body {
		t.Errorf("a large body renders as %d bytes", len(out))
	}
	if out := render(t, "$input.json('$')", &Env{Input: Input{Body: body}}); out != body {
		t.Errorf("a large document renders as %d bytes", len(out))
	}
}
