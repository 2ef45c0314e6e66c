// Package archtest holds the rules of the architecture as tests. The files are parsed in this process: a test that asked
// `go list` would be cached and stay green after a bad import.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/sallyport/sallyport/"

// source is a parsed Go file of the module.
type source struct {
	path    string // from the module's root, with slashes
	pkg     string // folder
	test    bool
	file    *ast.File
	lines   int
	imports []string
}

func sources(t *testing.T) ([]source, *token.FileSet) {
	t.Helper()
	root := filepath.Join("..", "..")
	fset := token.NewFileSet()
	var all []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || name == "awsgen") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		s := source{
			path: filepath.ToSlash(rel), pkg: filepath.ToSlash(filepath.Dir(rel)), file: file,
			test: strings.HasSuffix(name, "_test.go"), lines: fset.File(file.Pos()).LineCount(),
		}
		for _, i := range file.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d files found: the walk is broken", len(all))
	}
	return all, fset
}

func under(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return path == f || strings.HasPrefix(path, f+"/") })
}

// rule says what packages below a folder may import of the module. Most specific folder first.
type rule struct {
	folder string
	may    []string
	why    string
}

var rules = []rule{
	{"internal/core/ident", nil, "a leaf algorithm"},
	{"internal/core/record/recordtest", []string{"internal/core/record"}, "the conformance suite knows what it tests"},
	{"internal/core/record", nil, "the seam between core and its drivers knows neither"},
	{"internal/core/restapi/mapping", nil, "a leaf algorithm"},
	{"internal/core/stack/template", nil, "a leaf algorithm"},
	{"internal/core/stack/serverless", []string{"internal/core/stack/template"}, "a leaf that makes templates"},
	{"internal/core/stack", []string{"internal/awsapi", "internal/core/record", "internal/core/ident", "internal/core/stack"}, "a stack meets services only through their guarded APIs"},
	{"internal/core/userpool", []string{"internal/awsapi", "internal/core/record", "internal/core/ident", "internal/core/userpool"}, "nouns meet through interfaces that the consumer declares"},
	{"internal/core/restapi", []string{"internal/awsapi", "internal/core/record", "internal/core/ident", "internal/core/restapi"}, "nouns meet through interfaces that the consumer declares"},
	{"internal/core", []string{"internal/awsapi", "internal/core"}, "core knows neither wire nor driver"},
	{"internal/awsapi", []string{"internal/awsapi"}, "the language of the wire knows nobody"},
	{"internal/wire/awshttp/sigv4", nil, "a leaf algorithm"},
	{"internal/wire", []string{"internal/awsapi", "internal/core", "internal/wire"}, "wire and driver never see each other"},
	{"internal/driver", []string{"internal/awsapi", "internal/core", "internal/driver"}, "wire and driver never see each other"},
	{"internal/config", nil, "configuration knows nobody"},
	{"internal/client", []string{"internal/client", "internal/core/stack/template", "internal/core/stack/serverless", "internal/core/restapi/openapi", "internal/core/restapi/served", "internal/wire/awshttp/sigv4", "internal/wire/sallyport"}, "the command line reaches a server through the wire alone"},
	{"internal/app", []string{"internal"}, "app puts everything together"},
	{"internal/archtest", nil, "the rules know nobody"},
	{"cmd", []string{"internal/app", "internal/config", "internal/client", "internal/core/stack/template"}, "the command only parses flags and shows progress"},
	{"e2e", []string{"internal", "cmd"}, "scenarios drive the whole program"},
	{"bench", []string{"internal"}, "the harness measures the program and parts of it"},
}

func ruleFor(pkg string) *rule {
	for i := range rules {
		if under(pkg, rules[i].folder) {
			return &rules[i]
		}
	}
	return nil
}

func TestImports(t *testing.T) {
	t.Parallel()
	all, _ := sources(t)
	for _, s := range all {
		r := ruleFor(s.pkg)
		if r == nil {
			t.Errorf("%s: no rule says what %s may import", s.path, s.pkg)
			continue
		}
		if s.test {
			continue // tests may open a real store below what they test
		}
		for _, imported := range s.imports {
			if target, ours := strings.CutPrefix(imported, module); ours && !under(target, append(r.may, s.pkg)...) {
				t.Errorf("%s imports %s: %s", s.path, target, r.why)
			}
		}
	}
}

// forbidden is what core may not do by itself: it is given time, chance, storage and goroutines.
var forbidden = map[string]string{
	"net/http": "core knows no HTTP", "database/sql": "core knows no SQL", "os": "core knows no operating system",
	"os/exec": "core starts nothing", "math/rand": "core has no dice of its own", "math/rand/v2": "core has no dice of its own",
	"log/slog": "core returns errors, it does not log", "log": "core returns errors, it does not log",
}

func TestCoreWaitsForNobody(t *testing.T) {
	t.Parallel()
	all, fset := sources(t)
	for _, s := range all {
		if s.test || !under(s.pkg, "internal/core") || strings.HasSuffix(s.pkg, "test") {
			continue
		}
		for _, imported := range s.imports {
			if why := forbidden[imported]; why != "" {
				t.Errorf("%s imports %s: %s", s.path, imported, why)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: core starts no goroutine", fset.Position(n.Pos()))
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Sleep", "After", "NewTimer", "NewTicker", "Since", "Until"}, n.Sel.Name) {
					t.Errorf("%s: core takes the time from Now, not from time.%s", fset.Position(n.Pos()), n.Sel.Name)
				}
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "rand" && n.Sel.Name == "Reader" {
					t.Errorf("%s: core takes chance from Rand, not from crypto/rand.Reader", fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

// Guards cannot be walked around: only app makes one and only app sees what is behind it.
func TestOnlyAppGuards(t *testing.T) {
	t.Parallel()
	all, fset := sources(t)
	for _, s := range all {
		if s.test || under(s.pkg, "internal/app", "internal/awsapi") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			service := ok && slices.Contains([]string{"cognitoidp", "apigateway", "cloudformation", "sts", "iam"}, x.Name)
			if service && (sel.Sel.Name == "Guard" || sel.Sel.Name == "API" && under(s.pkg, "internal/core/stack")) {
				t.Errorf("%s: %s.%s: only app may handle an unguarded API", fset.Position(n.Pos()), x.Name, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestHouseRules(t *testing.T) {
	t.Parallel()
	all, fset := sources(t)
	documented := map[string]bool{}
	for _, s := range all {
		generated := strings.HasSuffix(s.path, ".gen.go")
		if s.file.Doc != nil && !s.test {
			documented[s.pkg] = true
		}
		for _, name := range strings.Split(s.pkg, "/") {
			if slices.Contains([]string{"util", "utils", "common", "types", "helpers", "misc"}, name) {
				t.Errorf("%s: a package is named after what it holds, not %q", s.path, name)
			}
		}
		if s.lines > 500 && !generated && !s.test {
			t.Errorf("%s has %d lines: is there more than one idea in it?", s.path, s.lines)
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && !generated {
				checkFunc(t, fset, s, f)
			}
		}
	}
	for _, s := range all {
		if !s.test && !documented[s.pkg] {
			t.Errorf("package %s has no doc comment", s.pkg)
			documented[s.pkg] = true
		}
	}
}

// longest is how long a function may be: nine in ten are below 45 lines, none may run away.
const longest = 80

func checkFunc(t *testing.T, fset *token.FileSet, s source, f *ast.FuncDecl) {
	t.Helper()
	if f.Name.Name == "init" && f.Recv == nil {
		t.Errorf("%s: nothing runs at start: no init", fset.Position(f.Pos()))
	}
	if n := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line; n > longest && !s.test {
		t.Errorf("%s: %s has %d lines", fset.Position(f.Pos()), f.Name.Name, n)
	}
}
