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
	p := parser{open: []*element{{node: &Node{}}}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return outermost(p.open[0].node)
		}
		if err != nil {
			return nil, malformed("The XML you provided was not well-formed or did not validate against our published schema")
		}
		if err := p.take(token); err != nil {
			return nil, err
		}
	}
}

// element is one that has not ended yet. Its text comes in as many pieces as there are comments in it.
type element struct {
	node *Node
	text []byte
}

type parser struct {
	open  []*element
	nodes int
}

func (p *parser) take(token xml.Token) error {
	top := p.open[len(p.open)-1]
	switch t := token.(type) {
	case xml.StartElement:
		if p.nodes++; p.nodes > maxNodes || len(p.open) > maxDepth {
			return malformed("The XML you provided is too large or nested too deeply")
		}
		n := &Node{Name: t.Name.Local, Attr: t.Attr}
		top.node.Children = append(top.node.Children, n)
		p.open = append(p.open, &element{node: n})
	case xml.EndElement:
		top.node.Text = string(top.text)
		p.open = p.open[:len(p.open)-1]
	case xml.CharData:
		top.text = append(top.text, t...)
	case xml.Directive:
		return malformed("The XML you provided has a document type")
	}
	return nil
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
