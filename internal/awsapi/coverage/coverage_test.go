package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	modelSource = `package tiny
var ServiceModel = awsapi.Service{ID: "tiny", Name: "AWS Tiny (small)", Operations: []awsapi.Operation{
	{Name: "Call", Input: 1}, {Name: "Drop", Input: 2}, {Name: "Fly", Unserved: true}, {Name: "Give", Input: 3}, {Name: "Hold"},
}}`
	apiSource = `package tiny
type API interface {
	CallFunction(context.Context, *A) (*B, error)
	Drop(context.Context, *A) (*B, error)
	Give(context.Context, *A) (*B, error)
	Hold(context.Context, *A) (*B, error)
}
func (Unimplemented) Hold(context.Context, *A) (*B, error) { return nil, nil }`
	wireSource = `package tiny
type API struct {
	tiny.Unimplemented
	gifts
	Store *store
}
type gifts struct{}
type store struct{}
func (a *API) CallFunction(context.Context, *tiny.A) (*tiny.B, error) { return nil, nil }
func (gifts) Give(context.Context, *tiny.A) (*tiny.B, error) { return nil, nil }
func (*store) Drop(context.Context, *tiny.A) (*tiny.B, error) { return nil, nil }
func Hold() {}`
	typesSource = `package resource
func pool() stack.Type { return stack.Type{Service: "S", Name: "AWS::Tiny::Pool"} }
var all = []stack.Type{{Name: "AWS::Tiny::Net"}, pool()}
func none() stack.Type { return stack.Type{} }
func place(region, name string) stack.Type { return stack.Type{Name: name} }
var placed = place("here", "AWS::Tiny::Wait")`
	want = `| Service | Served | Not served |
|---|--:|--:|
| [AWS Tiny (small)](#aws-tiny-small) | 2 | 3 |
| [CloudFormation resource types](#cloudformation-resource-types) | 3 | |

## AWS Tiny (small)

| ` + "`tiny`" + ` | Operations |
|---|---|
| Served (2) | Call, Give |
| Not served (3) | Drop, Fly, Hold |

## CloudFormation resource types

| Type |
|---|
| ` + "`AWS::Tiny::Net`" + ` |
| ` + "`AWS::Tiny::Pool`" + ` |
| ` + "`AWS::Tiny::Wait`" + ` |
`
)

func tree(t *testing.T, changes map[string]string) string {
	t.Helper()
	root := t.TempDir()
	files := map[string]string{
		"internal/awsapi/tiny/model.gen.go":          modelSource,
		"internal/awsapi/tiny/api.gen.go":            apiSource,
		"internal/wire/tiny/api.go":                  wireSource,
		"internal/wire/tiny/api_test.go":             "package tiny\nfunc (a *API) Hold() {}",
		"internal/core/stack/resource/types.go":      typesSource,
		"internal/core/stack/resource/types_test.go": "package resource\nvar t = stack.Type{Name: \"AWS::Tiny::Test\"}",
		"docs/coverage.md":                           "old",
	}
	for path, source := range changes {
		files[path] = source
	}
	for path, source := range files {
		path = filepath.Join(root, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestPage(t *testing.T) {
	t.Parallel()
	root := tree(t, nil)
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "docs", "coverage.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, tables, _ := strings.Cut(string(got), "\n\n| ")
	if diff := cmp.Diff(want, "| "+tables); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What cannot be read must not look as if it were not served.
func TestUnreadableSource(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ path, source, want string }{
		"no model":          {"internal/awsapi/tiny/model.gen.go", "package tiny", "no ServiceModel"},
		"too few":           {"internal/awsapi/tiny/api.gen.go", "package tiny\ntype API interface{ Call() }", "no method for Drop"},
		"too many":          {"internal/awsapi/tiny/api.gen.go", apiSource[:strings.Index(apiSource, "}")] + "Jump()\n}", "no operation for the method Jump"},
		"syntax":            {"internal/wire/tiny/api.go", "package", "expected"},
		"computed name":     {"internal/core/stack/resource/types.go", "package resource\nvar t = stack.Type{Name: prefix + \"Pool\"}", "not written as a string"},
		"computed argument": {"internal/core/stack/resource/types.go", "package resource\nfunc place(name string) stack.Type { return stack.Type{Name: name} }\nvar t = place(prefix)", "not written as a string"},
		"no name at all":    {"internal/core/stack/resource/types.go", "package resource\nvar t = []stack.Type{{Service: \"S\"}}", "not written as a string"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := run(tree(t, map[string]string{c.path: c.source})); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestServiceThatNobodyWroteYet(t *testing.T) {
	t.Parallel()
	s, err := readService(tree(t, map[string]string{"internal/wire/tiny/api.go": "package tiny"}), "tiny")
	if err != nil || len(s.served) != 0 || len(s.rest) != 5 {
		t.Errorf("%v: %+v", err, s)
	}
}
