package restapi_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/awsapi/apigateway"
	"github.com/sallyport/sallyport/internal/core/restapi"
)

// mock is a method that can be served.
func mock() apigateway.Method {
	return apigateway.Method{
		AuthorizationType: ptr("NONE"),
		MethodIntegration: &apigateway.Integration{Type: ptr("MOCK"), PassthroughBehavior: ptr("WHEN_NO_MATCH")},
	}
}

// snapshot makes a deployment of methods such as "GET /pets/{petId}".
func snapshot(methods map[string]apigateway.Method) *restapi.Snapshot {
	made := map[string]*apigateway.Resource{"/": {Id: ptr("root"), Path: ptr("/")}}
	ids := map[string]string{"/": "root"}
	for key, m := range methods {
		verb, path, _ := strings.Cut(key, " ")
		at := "/"
		for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
			if part == "" {
				continue
			}
			parent := ids[at]
			at = strings.TrimSuffix(at, "/") + "/" + part
			ids[at] = at
			if made[at] == nil {
				made[at] = &apigateway.Resource{Id: ptr(at), ParentId: &parent, PathPart: ptr(part), Path: ptr(at)}
			}
		}
		if made[at].ResourceMethods == nil {
			made[at].ResourceMethods = map[string]apigateway.Method{}
		}
		made[at].ResourceMethods[verb] = m
	}
	out := &restapi.Snapshot{API: apigateway.RestApi{Id: ptr("abcdefghij"), Name: ptr("pets")}}
	for _, path := range slices.Sorted(maps.Keys(made)) {
		out.Resources = append(out.Resources, *made[path])
	}
	return out
}

func source(s *restapi.Snapshot) restapi.Source {
	return restapi.Source{
		AccountID: account, Region: region, Snapshot: s, Stage: &apigateway.Stage{StageName: ptr("dev")},
	}
}

func routing(t testing.TB, methods ...string) *restapi.Plan {
	t.Helper()
	m := map[string]apigateway.Method{}
	for _, key := range methods {
		m[key] = mock()
	}
	plan, err := restapi.Compile(source(snapshot(m)))
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

var petShop = []string{
	"GET /", "GET /pets", "POST /pets", "ANY /pets/{petId}", "GET /pets/{petId}", "GET /pets/mine", "GET /pets/{petId}/toys",
	"GET /pets/mine/toys/old", "ANY /pets/{petId}/files/{path+}", "GET /a.b:c,d_e-f", "ANY /{proxy+}", "GET /only/get",
}

func TestMatch(t *testing.T) {
	t.Parallel()
	shop := routing(t, petShop...)
	for name, c := range map[string]struct {
		method, path string
		want         string // route and parameters
	}{
		"root":                          {"GET", "/", "GET /"},
		"root without slash":            {"GET", "", "GET /"},
		"root with many slashes":        {"GET", "///", "GET /"},
		"exact":                         {"POST", "/pets", "POST /pets"},
		"slash at the end":              {"GET", "/pets/", "GET /pets"},
		"slashes at the beginning":      {"GET", "//pets", "GET /pets"},
		"exact before variable":         {"GET", "/pets/mine", "GET /pets/mine"},
		"own method before ANY":         {"GET", "/pets/7", "GET /pets/{petId} petId=7"},
		"ANY":                           {"DELETE", "/pets/7", "ANY /pets/{petId} petId=7"},
		"exact without the method":      {"DELETE", "/pets/mine", "ANY /pets/{petId} petId=mine"},
		"variable in the midst":         {"GET", "/pets/7/toys", "GET /pets/{petId}/toys petId=7"},
		"back from a dead end":          {"GET", "/pets/mine/toys", "GET /pets/{petId}/toys petId=mine"},
		"deep exact":                    {"GET", "/pets/mine/toys/old", "GET /pets/mine/toys/old"},
		"greedy below variable":         {"PUT", "/pets/7/files/a/b", "ANY /pets/{petId}/files/{path+} petId=7 path=a/b"},
		"greedy needs something":        {"PUT", "/pets/7/files", "ANY /{proxy+} proxy=pets/7/files"},
		"greedy at the root":            {"GET", "/proxy-value/", "ANY /{proxy+} proxy=proxy-value"},
		"greedy keeps double slashes":   {"GET", "/proxy-value//double-slash", "ANY /{proxy+} proxy=proxy-value//double-slash"},
		"an empty part is no variable":  {"GET", "/pets//toys", "ANY /{proxy+} proxy=pets//toys"},
		"percent is kept":               {"GET", "/pets/test%2Balias@gmail.com", "GET /pets/{petId} petId=test%2Balias@gmail.com"},
		"an encoded slash stays one":    {"GET", "/pets/a%2Fb", "GET /pets/{petId} petId=a%2Fb"},
		"an encoded letter is the same": {"GET", "/%70ets/mine", "GET /pets/mine"},
		"bad encoding is text":          {"GET", "/%zz", "ANY /{proxy+} proxy=%zz"},
		"signs of a part":               {"GET", "/a.b:c,d_e-f", "GET /a.b:c,d_e-f"},
		"case matters":                  {"GET", "/Pets", "ANY /{proxy+} proxy=Pets"},
		"own method of nobody":          {"POST", "/only/get", "ANY /{proxy+} proxy=only/get"},
		"braces are text":               {"GET", "/pets/{petId}", "GET /pets/{petId} petId={petId}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, ok := shop.Match(c.method, c.path)
			if !ok {
				t.Fatalf("no match, resource %q", m.ResourcePath)
			}
			got := m.Route.Method + " " + m.Route.ResourcePath
			for _, p := range m.Params {
				got += " " + p.Name + "=" + p.Value
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if m.ResourcePath != m.Route.ResourcePath {
				t.Errorf("resource %q", m.ResourcePath)
			}
		})
	}
}

func TestMatchTellsWhetherThePathIsThere(t *testing.T) {
	t.Parallel()
	plan := routing(t, "GET /pets", "GET /pets/{petId}/toys", "POST /pets/{petId}")
	for path, want := range map[string]string{
		"/pets": "/pets", "/pets/": "/pets", "/pets/7": "/pets/{petId}", "/pets/7/toys": "/pets/{petId}/toys",
		"/": "", "/nothing": "", "/pets/7/toys/8": "", "/pets//7": "",
	} {
		m, ok := plan.Match("DELETE", path)
		if ok || m.Route != nil || m.ResourcePath != want {
			t.Errorf("%s: got %v %q; want no route and %q", path, ok, m.ResourcePath, want)
		}
	}
	if m, _ := plan.Match("DELETE", "/pets/7"); len(m.Params) != 1 || m.Params[0].Value != "7" {
		t.Errorf("parameters of a path without the method: %v", m.Params)
	}
}

func TestParam(t *testing.T) {
	t.Parallel()
	m, _ := routing(t, petShop...).Match("PUT", "/pets/7/files/a/b")
	if v, ok := m.Param("path"); !ok || v != "a/b" {
		t.Errorf("path: %q, %v", v, ok)
	}
	if v, ok := m.Param("nobody"); ok {
		t.Errorf("nobody: %q", v)
	}
}

func TestMatchAllocatesForParametersOnly(t *testing.T) { // counts allocations of the whole process: not parallel
	plan := routing(t, petShop...)
	for path, want := range map[string]float64{"/pets/mine": 0, "/": 0, "/pets/mine/toys/old": 0, "/pets/7": 1} {
		if got := testing.AllocsPerRun(100, func() { plan.Match("GET", path) }); got != want {
			t.Errorf("%s: %v allocations; want %v", path, got, want)
		}
	}
}

// FuzzMatch holds the tree against what a match means: the parameters, put into the resource's path, are the path.
func FuzzMatch(f *testing.F) {
	plan := routing(f, petShop...)
	for _, path := range []string{"", "/", "//", "/pets", "/pets/7/", "/pets/7/files/a//b", "/%70ets", "/a%2Fb/%", "/pets//"} {
		f.Add("GET", path)
		f.Add("DELETE", path)
	}
	f.Fuzz(func(t *testing.T, method, path string) {
		m, ok := plan.Match(method, path)
		if ok != (m.Route != nil) {
			t.Fatalf("%v with route %v", ok, m.Route)
		}
		if !ok {
			return
		}
		if r := m.Route; r.Method != method && r.Method != "ANY" {
			t.Fatalf("%s goes to %s", method, r.Method)
		}
		again := m.ResourcePath
		for _, p := range m.Params {
			if p.Value == "" {
				t.Fatalf("parameter %s is empty", p.Name)
			}
			again = strings.NewReplacer("{"+p.Name+"}", p.Value, "{"+p.Name+"+}", p.Value).Replace(again)
		}
		if sent := strings.Trim(path, "/"); !strings.Contains(sent, "%") && strings.Trim(again, "/") != sent {
			t.Fatalf("%q became %q", path, again)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	plan := routing(b, petShop...)
	for name, path := range map[string]string{
		"root": "/", "exact": "/pets/mine/toys/old", "variable": "/pets/7", "greedy": "/pets/7/files/a/b/c",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := plan.Match("GET", path); !ok {
					b.Fatal("no match")
				}
			}
		})
	}
}
