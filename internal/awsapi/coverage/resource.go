package main

import (
	"errors"
	"go/ast"
	"slices"
)

var errComputed = errors.New("a stack.Type has a name that is not written as a string")

// resourceTypes lists the names in the stack.Type literals of a folder, sorted.
func resourceTypes(folder string) ([]string, error) {
	files, err := parseFolder(folder, false)
	if err != nil {
		return nil, err
	}
	makers := typeMakers(files)
	var names []string
	add := func(e ast.Expr) {
		if name := text(e); name != "" {
			names = append(names, name)
		} else {
			err = errComputed
		}
	}
	inspect(files, func(n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok {
			if maker, ok := makers[base(call.Fun)]; ok {
				add(call.Args[maker.argument])
			}
			return
		}
		for _, lit := range typeLiterals(n) {
			if name := field(lit, "Name"); !slices.ContainsFunc(made(makers), func(e ast.Expr) bool { return e == name }) {
				add(name)
			}
		}
	})
	slices.Sort(names)
	return slices.Compact(names), err
}

// typeLiterals are the literals of stack.Type that a node is or lists; those without any field stand for no type.
func typeLiterals(n ast.Node) []*ast.CompositeLit {
	lit, ok := n.(*ast.CompositeLit)
	if !ok || len(lit.Elts) == 0 {
		return nil
	}
	if isStackType(lit.Type) {
		return []*ast.CompositeLit{lit}
	}
	var found []*ast.CompositeLit
	if list, ok := lit.Type.(*ast.ArrayType); ok && isStackType(list.Elt) {
		for _, e := range lit.Elts {
			if element, ok := e.(*ast.CompositeLit); ok && element.Type == nil {
				found = append(found, element)
			}
		}
	}
	return found
}

func isStackType(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Type" {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == "stack"
}

// typeMaker is a function that makes a type of the name that it is given.
type typeMaker struct {
	argument int
	name     ast.Expr // in its literal
}

func typeMakers(files []*ast.File) map[string]typeMaker {
	makers := map[string]typeMaker{}
	inspect(files, func(n ast.Node) {
		f, ok := n.(*ast.FuncDecl)
		if !ok || f.Recv != nil {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			for _, lit := range typeLiterals(n) {
				name := field(lit, "Name")
				if i := parameter(f, base(name)); i >= 0 {
					makers[f.Name.Name] = typeMaker{i, name}
				}
			}
			return true
		})
	})
	return makers
}

func made(makers map[string]typeMaker) []ast.Expr {
	var names []ast.Expr
	for _, m := range makers {
		names = append(names, m.name)
	}
	return names
}

// parameter is the number of a function's parameter of that name, -1 if it has none.
func parameter(f *ast.FuncDecl, name string) int {
	i := 0
	for _, list := range f.Type.Params.List {
		for _, p := range list.Names {
			if p.Name == name {
				return i
			}
			i++
		}
	}
	return -1
}
