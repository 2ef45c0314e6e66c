package mapping

import (
	"os"
	"strings"
	"testing"
)

const vectorSeparator = "   =>   "

var (
	decodeVector = strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", `\q`, `\`)
	encodeVector = strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`, `\`, `\q`)
)

func vectorVariables() map[string]any {
	m := NewMap()
	for _, kv := range [][2]any{{"foo", "bar"}, {"n", nil}, {"x-y", "dash"}, {"empty", "e"}, {"size", "sz"}} {
		m.put(kv[0], kv[1])
	}
	return map[string]any{
		"m": m, "s": "hello", "es": "", "i": int64(5), "d": 1.5, "t": true, "f": false,
		"list": NewList("a", "b", "c"), "nl": NewList("a", nil, "c"),
	}
}

func renderVector(src string) string {
	t, err := Compile(src)
	if err != nil {
		return "!!"
	}
	x := newExec(&Env{PrintUndefined: true})
	x.vars = vectorVariables()
	var w strings.Builder
	if err = t.body.render(x, &w); err != nil && err != errStop && err != errBreak {
		return "!!"
	}
	return encodeVector.Replace(w.String())
}

// TestVelocityVectors holds the engine to what Velocity 1.7 itself prints, white space included.
// The rules behind it: ), #end and #else swallow blanks and one line end behind them if nothing else
// stands in between; ## swallows its line end, *# does not; #set swallows the blanks in front of it
// only where they directly follow another construct or start the template.
func TestVelocityVectors(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/velocity-1.7.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		src, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), vectorSeparator)
		if !ok {
			continue
		}
		n++
		if got := renderVector(decodeVector.Replace(src)); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
	if n < 200 {
		t.Errorf("only %d vectors read", n)
	}
}
