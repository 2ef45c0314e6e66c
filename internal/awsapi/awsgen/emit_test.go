package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func render(t *testing.T, m *model, svc service, emit func(*generator) func()) (string, error) {
	t.Helper()
	g := newGenerator("small", m, svc, patches{})
	src, err := g.render(emit(g))
	return string(src), err
}

func TestUnservedOperationsAreNamesOnly(t *testing.T) {
	t.Parallel()
	m := read[*model](t, small)
	if err := m.trim([]string{"PutThing"}); err != nil {
		t.Fatal(err)
	}
	api, err := render(t, m, service{}, func(g *generator) func() { return g.api })
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(api, "GetThing") || !strings.Contains(api, "&ServiceModel.Operations[2], in, g.api.PutThing") {
		t.Errorf("the interface has an operation that is not served, or Guarded calls another one:\n%s", api)
	}
	table, err := render(t, m, service{}, func(g *generator) func() { return g.model })
	if err != nil {
		t.Fatal(err)
	}
	want := `{Name: "GetThing", Method: "GET", URI: "/thing?ID", Input: awsapi.None, Output: awsapi.None, Unserved: true}`
	if !strings.Contains(table, want) {
		t.Errorf("no %s in\n%s", want, table)
	}
}

func TestReservedMethods(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		methods map[string]string
		fails   bool
	}{{nil, true}, {map[string]string{"Invoke": "InvokeThing"}, false}} {
		m := read[*model](t, strings.ReplaceAll(small, "PutThing", "Invoke"))
		api, err := render(t, m, service{Methods: c.methods}, func(g *generator) func() { return g.api })
		if (err != nil) != c.fails {
			t.Errorf("%v: %v", c.methods, err)
		}
		if err == nil && !strings.Contains(api, "case \"Invoke\":\n\t\treturn invoke(ctx, decode, g.InvokeThing)") {
			t.Errorf("the operation is not found by its own name:\n%s", api)
		}
	}
}

func TestTypesOfSpecialShapes(t *testing.T) {
	t.Parallel()
	m := read[*model](t, strings.NewReplacer(
		`"Color": {"type": "string", "enum": ["RED"]}`, `"Color": {"type": "structure", "members": {}, "document": true}`,
		`"Id": {"type": "string", "max": 5}`, `"Id": {"type": "structure", "eventstream": true, "members": {"limit": {"shape": "Limit", "eventpayload": true}}}`,
	).Replace(small))
	types, err := render(t, m, service{}, func(g *generator) func() { return g.types })
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`import "encoding/json"`, "Color json.RawMessage", "iter.Seq2[*Id, error]", "type Id struct {\n\tLimit *int64", "`json:\"-\"`"} {
		if !strings.Contains(types, want) {
			t.Errorf("no %s in\n%s", want, types)
		}
	}
	table, err := render(t, m, service{}, func(g *generator) func() { return g.model })
	if err != nil || !strings.Contains(table, "Kind: awsapi.Document}") || !strings.Contains(table, "EventStream: true") || !strings.Contains(table, "EventPayload: true") {
		t.Errorf("%v\n%s", err, table)
	}
}

func TestCleanRemovesOnlyWhatWasGenerated(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	for _, file := range []string{"kept/api.gen.go", "gone/api.gen.go", "mixed/api.gen.go", "mixed/own.go"} {
		path := filepath.Join(out, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("package x\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := clean(out, map[string]service{"kept": {}}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"kept/api.gen.go": true, "gone": false, "mixed/api.gen.go": false, "mixed/own.go": true} {
		if _, err := os.Stat(filepath.Join(out, filepath.FromSlash(path))); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", path, err == nil, want)
		}
	}
}

// What lies beside the generator is what it writes, byte for byte; that it compiles is what building the program shows.
func TestGeneratedIsUpToDate(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	if err := run(out); err != nil {
		t.Fatal(err)
	}
	checked, err := filepath.Glob(filepath.Join("..", "*", "*.gen.go"))
	if err != nil {
		t.Fatal(err)
	}
	written, err := filepath.Glob(filepath.Join(out, "*", "*.gen.go"))
	if err != nil || len(written) != len(checked) || len(written) == 0 {
		t.Fatalf("%d files written, %d are checked in: %v", len(written), len(checked), err)
	}
	for _, path := range checked {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel("..", path)
		if got, err := os.ReadFile(filepath.Join(out, rel)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes (%v)", rel, err)
		}
	}
}
