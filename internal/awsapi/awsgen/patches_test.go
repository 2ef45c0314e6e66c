package main

import (
	"strings"
	"testing"
)

func TestPatch(t *testing.T) {
	t.Parallel()
	m := read[*model](t, small)
	err := m.patch(read[patch](t, `{
	  "reason": "r", "noAuth": ["GetThing"], "optional": {"Thing": ["color"]}, "limits": {"Id": {"min": 2, "pattern": "[a-z]+"}},
	  "roots": {"GetThing": "TheThing"}, "namespace": "http://example.com/"
	}`))
	if err != nil {
		t.Fatal(err)
	}
	id, op := m.Shapes["Id"], m.Operations["GetThing"]
	if id.Min == nil || *id.Min != 2 || *id.Max != 5 || id.Pattern != "[a-z]+" {
		t.Errorf("limits %+v", id)
	}
	if op.AuthType != "none" || op.Output.ResultWrapper != "TheThing" || len(m.Shapes["Thing"].Required) != 0 {
		t.Errorf("operation %+v, required %v", op, m.Shapes["Thing"].Required)
	}
	if m.Metadata.XMLNamespace != "http://example.com/" {
		t.Errorf("namespace %q", m.Metadata.XMLNamespace)
	}
}

// A patch that does nothing is one that the model has made unnecessary.
func TestPatchMustChange(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no reason":         `{"noAuth": ["GetThing"]}`,
		"limits":            `{"reason": "r", "limits": {"Id": {"max": 5}}}`,
		"limits' shape":     `{"reason": "r", "limits": {"Nowhere": {"max": 5}}}`,
		"optional":          `{"reason": "r", "optional": {"Thing": ["zone"]}}`,
		"optional's shape":  `{"reason": "r", "optional": {"Nowhere": ["zone"]}}`,
		"signature":         `{"reason": "r", "noAuth": ["FlyThing"]}`,
		"root":              `{"reason": "r", "roots": {"GetThing": "Thing"}}`,
		"root of nothing":   `{"reason": "r", "roots": {"ListThings": "Things"}}`,
		"unwrapped members": `{"reason": "r", "unwrapped": ["GetThing"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := read[*model](t, small).patch(read[patch](t, text)); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		patterns, want string
	}{
		"missing": {`[]`, "patches.json"},
		"given":   {`[{"reason": "r", "java": "(?!x)a", "re2": "a"}]`, ""},
		"broken":  {`[{"reason": "r", "java": "(?!x)a", "re2": "("}]`, "patches.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := read[*model](t, small)
			m.Shapes["Id"].Pattern = "(?!x)a"
			g := newGenerator("small", m, service{}, read[patches](t, `{"patterns": `+c.patterns+`}`))
			_, err := g.render(g.model)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
