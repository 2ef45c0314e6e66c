package mapping

import (
	"strings"
	"testing"
)

const store = `{"store":{"book":[
 {"category":"reference","author":"Rees","title":"Sayings","price":8.95},
 {"category":"fiction","author":"Waugh","title":"Sword","price":12.99},
 {"category":"fiction","author":"Melville","title":"Moby","isbn":"0-553","price":8.99},
 {"category":"fiction","author":"Tolkien","title":"Lord","isbn":"0-395","price":22.99}],
 "bicycle":{"color":"red","price":19.95}},"expensive":10,"a.b":"dotted","null":null,"nested":[[1,2],[3]]}`

func evalPath(t *testing.T, path, doc string) (string, bool) {
	t.Helper()
	p, err := parsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	root, err := parseJSON(doc)
	if err != nil {
		t.Fatal(err)
	}
	x := newExec(&Env{})
	v, found, err := p.find(root, &x.budget)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x.jsonText(v)
	if err != nil {
		t.Fatal(err)
	}
	return text, found
}

func TestJSONPath(t *testing.T) {
	t.Parallel()
	tests := []struct{ path, want string }{
		{"$.expensive", "10"},
		{"expensive", "10"},
		{"['expensive']", "10"},
		{"$['a.b']", `"dotted"`},
		{`$["a.b"]`, `"dotted"`},
		{"$.null", "null"},
		{"$.store.book[0].author", `"Rees"`},
		{"$.store.book[-1].title", `"Lord"`},
		{"$['store']['book'][1]['price']", "12.99"},
		{"$.store.book[*].author", `["Rees","Waugh","Melville","Tolkien"]`},
		{"$.store.*.color", `["red"]`},
		{"$..author", `["Rees","Waugh","Melville","Tolkien"]`},
		{"$.store..price", `[8.95,12.99,8.99,22.99,19.95]`},
		{"$..book[2].title", `["Moby"]`},
		{"$..*[0]", `[[1,2],{"category":"reference","author":"Rees","title":"Sayings","price":8.95},1,3]`},
		{"$.store.book[0,2].title", `["Sayings","Moby"]`},
		{"$.store.book[:2].title", `["Sayings","Sword"]`},
		{"$.store.book[1:3].title", `["Sword","Moby"]`},
		{"$.store.book[-2:].title", `["Moby","Lord"]`},
		{"$.store.book[9:].title", `[]`},
		{"$.store.book[9,0].title", `["Sayings"]`},
		{"$.store.book[0]['title','price']", `{"title":"Sayings","price":8.95}`},
		{"$.store['bicycle','nope'].color", `["red"]`},
		{"$.store.book[?(@.isbn)].title", `["Moby","Lord"]`},
		{"$.store.book[?(!@.isbn)].title", `["Sayings","Sword"]`},
		{"$.store.book[?(@.price < 10)].title", `["Sayings","Moby"]`},
		{"$.store.book[?(@.price <= $.expensive && @.category == 'fiction')].title", `["Moby"]`},
		{"$.store.book[?(@.author == 'Rees' || (@.price > 20 && @.isbn))].title", `["Sayings","Lord"]`},
		{"$..book[?(@.author =~ /.*VILLE/i)].title", `["Moby"]`},
		{"$..book[?(@.author =~ /ville/)].title", `[]`},
		{"$.store.book[?(@.category in ['reference', 'x'])].title", `["Sayings"]`},
		{"$.store.book[?(@.category nin ['reference'])].price", `[12.99,8.99,22.99]`},
		{"$.store.book[?(@['title'] != \"Sword\")].price", `[8.95,8.99,22.99]`},
		{"$.store.bicycle[?(@.color == 'red')].price", `[19.95]`},
		{"$.nested[*][?(@ > 1)]", `[2,3]`},
		{"$.nested[?(@[0] == 3)]", `[[3]]`},
		{"$.store.book.length()", "4"},
		{"$.nested[?(@.length() == 2)]", `[[1,2]]`},
		{"$.nested[?(@ == [3])]", `[[3]]`},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			got, found := evalPath(t, tt.path, store)
			if got != tt.want || !found {
				t.Errorf("got %s (found %v), want %s", got, found, tt.want)
			}
		})
	}
}

func TestJSONPathMissing(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"$.nope", "$.store.nope.deep", "$.store.book.title", "$.store.book[9]", "$.store.book[-9]",
		"$.store[0]", "$.expensive.x", "$.expensive[0]", "$['a','b']", "$.expensive.length()",
	} {
		if got, found := evalPath(t, path, store); found {
			t.Errorf("%s gives %s", path, got)
		}
	}
}

func TestJSONPathRefused(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"$[":                           "where an index",
		"$.":                           "where a name",
		"$..":                          "where a name",
		"$.a b":                        "the end of the path",
		"$['a":                         "closing quote",
		"$['a'":                        `"]"`,
		"$[1:5:2]":                     "a slice with a step",
		"$[99999999999]":               "index 99999999999",
		"$.a.sum()":                    "function sum()",
		"$[?(@.a":                      "an operator",
		"$[?(@.a = 1)]":                "an operator",
		"$[?(@.a anyof [1])]":          "operator anyof",
		"$[?(@.a == )]":                "a value",
		"$[?(1)]":                      "an operator",
		"$[?(@.a =~ /(?=x)/)]":         "pattern (?=x)",
		"$[?(@.a =~ /x)]":              `"/"`,
		"$[?(@.a =~ /a)|(b/)]":         "pattern",
		"$[?(@.a in [@.b])]":           "a path inside a list",
		"$[?(@.a == 1-2)]":             "number 1-2",
		strings.Repeat("a", maxPath+1): "more than 4096 bytes",
	} {
		if _, err := parsePath(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: got %v, want %q", path, err, want)
		}
	}
}
