// Coverage writes docs/coverage.md from the source alone: which operations of each service are served, and which types of
// resources stacks know.
//
//	awsapi/<service>/*.gen.go ─ operations ─┐
//	wire/<service>/*.go ─ methods beside Unimplemented ─┴► served, not served ─┐
//	core/stack/resource/*.go ─ stack.Type literals ────────────────────────────┴► docs/coverage.md
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	root := flag.String("root", "../..", "folder of the module")
	flag.Parse()
	if err := run(*root); err != nil {
		log.Fatal("coverage: ", err)
	}
}

func run(root string) error {
	generated, err := filepath.Glob(filepath.Join(root, "internal", "awsapi", "*", "model.gen.go"))
	if err != nil {
		return err
	}
	var services []service
	for _, model := range generated {
		s, err := readService(root, filepath.Base(filepath.Dir(model)))
		if err != nil {
			return fmt.Errorf("%s: %w", model, err)
		}
		services = append(services, s)
	}
	types, err := resourceTypes(filepath.Join(root, "internal", "core", "stack", "resource"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "docs", "coverage.md"), page(services, types), 0o644)
}
