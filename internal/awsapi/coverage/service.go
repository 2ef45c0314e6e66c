package main

import (
	"fmt"
	"go/ast"
	"path/filepath"
)

// service is one service with its operations, in the model's order.
type service struct {
	name string // "AWS Lambda"
	id   string // "lambda"
	// served and rest are the operations that have a method of their own, and all others.
	served, rest []string
}

func readService(root, pkg string) (service, error) {
	folder := filepath.Join(root, "internal", "awsapi", pkg)
	files, err := parseFolder(folder, true)
	if err != nil {
		return service{}, err
	}
	model := findModel(files)
	if model == nil {
		return service{}, fmt.Errorf("no ServiceModel in %s", folder)
	}
	s := service{name: text(field(model, "Name")), id: text(field(model, "ID"))}
	written, err := parseFolder(filepath.Join(root, "internal", "wire", pkg), false)
	if err != nil {
		return service{}, err
	}
	return s, s.divide(model, interfaceMethods(files), implemented(written, pkg))
}

// divide puts every operation where it belongs. The methods of API stand in the order of the operations that have one.
func (s *service) divide(model *ast.CompositeLit, methods []string, own map[string]bool) error {
	operations, _ := field(model, "Operations").(*ast.CompositeLit)
	if operations == nil {
		return fmt.Errorf("ServiceModel lists no operations")
	}
	for _, e := range operations.Elts {
		op, _ := e.(*ast.CompositeLit)
		name := text(field(op, "Name"))
		if field(op, "Unserved") != nil {
			s.rest = append(s.rest, name)
			continue
		}
		if len(methods) == 0 {
			return fmt.Errorf("API has no method for %s", name)
		}
		if own[methods[0]] {
			s.served = append(s.served, name)
		} else {
			s.rest = append(s.rest, name)
		}
		methods = methods[1:]
	}
	if len(methods) > 0 {
		return fmt.Errorf("the model has no operation for the method %s", methods[0])
	}
	return nil
}

// findModel finds the literal of ServiceModel.
func findModel(files []*ast.File) *ast.CompositeLit {
	var found *ast.CompositeLit
	inspect(files, func(n ast.Node) {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == "ServiceModel" && len(v.Values) == 1 {
			found, _ = v.Values[0].(*ast.CompositeLit)
		}
	})
	return found
}

// interfaceMethods lists the methods of API.
func interfaceMethods(files []*ast.File) []string {
	var names []string
	inspect(files, func(n ast.Node) {
		t, ok := n.(*ast.TypeSpec)
		if !ok || t.Name.Name != "API" {
			return
		}
		if i, ok := t.Type.(*ast.InterfaceType); ok {
			for _, m := range i.Methods.List {
				for _, name := range m.Names {
					names = append(names, name.Name)
				}
			}
		}
	})
	return names
}
