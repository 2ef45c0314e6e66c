package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// page writes the document.
func page(services []service, types []string) []byte {
	services = slices.Clone(services)
	slices.SortFunc(services, func(a, b service) int { return strings.Compare(a.name, b.name) })
	var b bytes.Buffer
	b.WriteString("<!-- Written by `go generate ./...`; do not edit. -->\n\n# Coverage\n\n")
	b.WriteString("What Sallyport serves of AWS's APIs. Every other operation is refused with its name and the status 501, ")
	b.WriteString("and every other type of resource fails the stack that asks for it.\n\n")
	b.WriteString("| Service | Served | Not served |\n|---|--:|--:|\n")
	for _, s := range services {
		fmt.Fprintf(&b, "| [%s](#%s) | %d | %d |\n", s.name, anchor(s.name), len(s.served), len(s.rest))
	}
	fmt.Fprintf(&b, "| [CloudFormation resource types](#cloudformation-resource-types) | %d | |\n", len(types))
	for _, s := range services {
		fmt.Fprintf(&b, "\n## %s\n\n| `%s` | Operations |\n|---|---|\n", s.name, s.id)
		row(&b, "Served", s.served)
		row(&b, "Not served", s.rest)
	}
	b.WriteString("\n## CloudFormation resource types\n\n| Type |\n|---|\n")
	for _, t := range types {
		fmt.Fprintf(&b, "| `%s` |\n", t)
	}
	return b.Bytes()
}

func row(b *bytes.Buffer, title string, operations []string) {
	if len(operations) > 0 {
		fmt.Fprintf(b, "| %s (%d) | %s |\n", title, len(operations), strings.Join(operations, ", "))
	}
}

// anchor is the name that a heading has as a link's target.
func anchor(heading string) string {
	keep := func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', '0' <= r && r <= '9', 'a' <= r && r <= 'z':
			return r
		}
		return -1
	}
	return strings.Map(keep, strings.ToLower(heading))
}
