package main

import "go/ast"

// implemented collects the methods of the types that embed the service's Unimplemented, with those that they have from
// types of their own package which they embed too.
func implemented(files []*ast.File, pkg string) map[string]bool {
	embeds, methods := map[string][]string{}, map[string][]string{}
	var roots []string
	inspect(files, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.TypeSpec:
			local, foreign := embedded(n)
			embeds[n.Name.Name] = local
			if foreign[pkg+".Unimplemented"] {
				roots = append(roots, n.Name.Name)
			}
		case *ast.FuncDecl:
			if n.Recv != nil {
				receiver := base(n.Recv.List[0].Type)
				methods[receiver] = append(methods[receiver], n.Name.Name)
			}
		}
	})
	own, seen := map[string]bool{}, map[string]bool{}
	for len(roots) > 0 {
		name := roots[0]
		roots = roots[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		for _, m := range methods[name] {
			own[m] = true
		}
		roots = append(roots, embeds[name]...)
	}
	return own
}

// embedded lists what a structure embeds: types of its own package, and those of others as "package.Type".
func embedded(t *ast.TypeSpec) (local []string, foreign map[string]bool) {
	foreign = map[string]bool{}
	s, ok := t.Type.(*ast.StructType)
	if !ok {
		return nil, foreign
	}
	for _, f := range s.Fields.List {
		if len(f.Names) > 0 {
			continue
		}
		if name := base(f.Type); name != "" {
			local = append(local, name)
		}
		if sel, ok := f.Type.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok {
				foreign[x.Name+"."+sel.Sel.Name] = true
			}
		}
	}
	return local, foreign
}

// base is the name of a type of this package, behind a pointer or not.
func base(e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if name, ok := e.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}
