// Awsgen writes the packages below awsapi from AWS's own service models:
//
//	services.json (which services, which operations) + patches.json (where a model is wrong) + api-2.json -> *.gen.go
//
// It is a module of its own, so that those who build the program do not download the models.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"maps"
	"slices"
)

// service is an entry of services.json.
type service struct {
	Model          string   `json:"model"`
	ValidationCode string   `json:"validationCode"`
	Operations     []string `json:"operations"` // empty: all of the model
}

// patches is what the models get wrong, each with its reason.
type patches struct {
	Patterns []struct{ Reason, Java, RE2 string }
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
	return nil
}

func generate(folder, pkg, models string, svc service, p patches) error {
	var m model
	if err := readJSON(filepath.Join(models, svc.Model, "api-2.json"), &m); err != nil {
		return err
	}
	if err := m.trim(svc.Operations); err != nil {
		return err
	}
	g := newGenerator(pkg, &m, svc, p)
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

// modelFolder is where the module with the models lies in the module cache.
func modelFolder() (string, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go").Output()
	if err != nil {
		return "", fmt.Errorf("find the module with the models: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(dir)), "models", "apis"), nil
}
