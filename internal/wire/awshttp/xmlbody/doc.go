// Package xmlbody reads and writes XML as a service's model describes it: the answers of the query protocol, and both
// directions of rest-xml.
//
//	struct ─ AppendElement ─► text
//	text ─ Parse ─► Node ─ Decode ─► struct
//
// Writing walks model and struct in step. Reading makes a small tree first, bounded in size and depth: requests in XML
// are short, and their members may come in any order.
package xmlbody
