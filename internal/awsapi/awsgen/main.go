// Awsgen writes the packages below awsapi from AWS's own service models:
//
//	api-2.json ─ additions/*.json (what is newer) ─ patches.json (what is wrong) ─ services.json (what is served)
//	           └► merge ─► patch ─► trim ─► emit ─► <service>/*.gen.go
//
// It is a module of its own, so that those who build the program do not download the models.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// service is an entry of services.json.
type service struct {
	Model          string   `json:"model"`
	ValidationCode string   `json:"validationCode"`
	Operations     []string `json:"operations"` // empty: all of the model
	// Methods names the Go methods of operations whose own names Guarded has for something else.
	Methods map[string]string `json:"methods"`
}

func main() {
	log.SetFlags(0)
	out := flag.String("out", "..", "folder of the awsapi package")
	flag.Parse()
	if err := run(*out); err != nil {
		log.Fatal("awsgen: ", err)
	}
}

func run(out string) error {
	models, err := modelFolder()
	if err != nil {
		return err
	}
	var services map[string]service
	if err := readJSON("services.json", &services); err != nil {
		return err
	}
	var p patches
	if err := readJSON("patches.json", &p); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(services)) {
		if err := generate(filepath.Join(out, name), name, models, services[name], p); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return clean(out, services)
}

func generate(folder, pkg, models string, svc service, p patches) error {
	m, err := prepare(filepath.Join(models, svc.Model, "api-2.json"), filepath.Join("additions", pkg+".json"), p.Services[pkg])
	if err != nil {
		return err
	}
	if err := m.trim(svc.Operations); err != nil {
		return err
	}
	g := newGenerator(pkg, m, svc, p)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, part := range []struct {
		file string
		emit func()
	}{
		{"api.gen.go", g.api}, {"types.gen.go", g.types}, {"exceptions.gen.go", g.exceptions}, {"model.gen.go", g.model},
	} {
		src, err := g.render(part.emit)
		if err != nil {
			return fmt.Errorf("%s: %w", part.file, err)
		}
		if err := os.WriteFile(filepath.Join(folder, part.file), src, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// prepare reads a model and brings it up to date.
func prepare(model2, additions2 string, patches []patch) (*model, error) {
	m := &model{}
	if err := readJSON(model2, m); err != nil {
		return nil, err
	}
	var a additions
	if err := readJSON(additions2, &a); err == nil {
		if err := m.add(a); err != nil {
			return nil, fmt.Errorf("%s: %w", additions2, err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, p := range patches {
		if err := m.patch(p); err != nil {
			return nil, fmt.Errorf("patch %q: %w", p.Reason, err)
		}
	}
	return m, nil
}

// clean removes what was generated for services that are not listed any more.
func clean(out string, services map[string]service) error {
	old, err := filepath.Glob(filepath.Join(out, "*", "*.gen.go"))
	if err != nil {
		return err
	}
	for _, file := range old {
		folder := filepath.Dir(file)
		if _, listed := services[filepath.Base(folder)]; listed {
			continue
		}
		if err := os.Remove(file); err != nil {
			return err
		}
		if left, err := os.ReadDir(folder); err == nil && len(left) == 0 {
			if err := os.Remove(folder); err != nil {
				return err
			}
		}
	}
	return nil
}

// modelFolder is where the module with the models lies in the module cache.
func modelFolder() (string, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go").Output()
	if err != nil {
		return "", fmt.Errorf("find the module with the models: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(dir)), "models", "apis"), nil
}
