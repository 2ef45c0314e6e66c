package xmlbody

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"github.com/sallyport/sallyport/internal/wire/awshttp/protocol"
)

// Node is an element: its name without prefix, its attributes, its text and the elements in it.
type Node struct {
	Name     string
	Attr     []xml.Attr
	Text     string
	Children []*Node
}

const (
	maxDepth = 64
	maxNodes = 1 << 16
)

func malformed(message string) error { return protocol.Malformed("MalformedXML", message) }

// Parse reads a document and returns its outermost element, nil if there is none. Document types are refused: no client
// sends one, and entities are a way to make much of little.
func Parse(body []byte) (*Node, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	root := &Node{}
	stack := []*Node{root}
	for nodes := 0; ; {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return outermost(root)
		case err != nil:
			return nil, malformed("The XML you provided was not well-formed or did not validate against our published schema")
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if nodes++; nodes > maxNodes || len(stack) > maxDepth {
				return nil, malformed("The XML you provided is too large or nested too deeply")
			}
			n := &Node{Name: t.Name.Local, Attr: t.Attr}
			top.Children = append(top.Children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.Text += string(t)
		case xml.Directive:
			return nil, malformed("The XML you provided has a document type")
		}
	}
}

func outermost(root *Node) (*Node, error) {
	switch len(root.Children) {
	case 0:
		return nil, nil
	case 1:
		return root.Children[0], nil
	}
	return nil, malformed("The XML you provided has more than one outermost element")
}
