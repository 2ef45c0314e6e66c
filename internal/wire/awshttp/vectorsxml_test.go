package awshttp

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/internal/wire/awshttp/xmlbody"
)

// element is a document as a client reads it: names without namespaces, children grouped by name.
type element struct {
	Name     string
	Attr     []string
	Text     string
	Children []element
}

func readXML(t *testing.T, body []byte) any {
	t.Helper()
	if len(bytes.TrimSpace(body)) == 0 {
		return []element(nil)
	}
	n, err := xmlbody.Parse(body)
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	root := canonical(n)
	root.Name = "" // clients do not look at it
	// Nor at a result without members, which the vectors leave out with all that is around it.
	root.Children = slices.DeleteFunc(root.Children, func(e element) bool {
		return strings.HasSuffix(e.Name, "Result") && empty(e) == nil
	})
	if len(root.Children) == 0 {
		root.Children = nil
	}
	return empty(root)
}

// empty makes of an outermost element without content what an absent body is.
func empty(e element) []element {
	if e.Children == nil && e.Text == "" && e.Attr == nil {
		return nil
	}
	return []element{e}
}

func canonical(n *xmlbody.Node) element {
	e := element{Name: n.Name}
	for _, a := range n.Attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			e.Attr = append(e.Attr, a.Name.Local+"="+a.Value)
		}
	}
	slices.Sort(e.Attr)
	for _, child := range n.Children {
		// What a client is told of the request beside its result.
		if child.Name != "ResponseMetadata" {
			e.Children = append(e.Children, canonical(child))
		}
	}
	// The vectors indent what is empty too.
	if indented := strings.Contains(n.Text, "\n") && strings.TrimSpace(n.Text) == ""; len(n.Children) == 0 && !indented {
		e.Text = n.Text
	}
	// A list keeps its order, the members of a structure have none; a map's entries come in any.
	slices.SortStableFunc(e.Children, func(a, b element) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(keyOf(a), keyOf(b)))
	})
	return e
}

// keyOf is the key of a map's entry: every entry has two children, and the vectors name the first of them so.
func keyOf(e element) string {
	for _, child := range e.Children {
		if len(e.Children) == 2 && slices.Contains([]string{"key", "K", "Attribute", "OuterKey", "InnerKey"}, child.Name) {
			return child.Text
		}
	}
	return ""
}
