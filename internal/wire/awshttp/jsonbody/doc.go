// Package jsonbody reads and writes JSON as a service's model describes it, in one pass over the text:
//
//	text ─ Decode ─► generated struct ─ Append ─► text
//
// The model and the struct are walked in step: field i of a struct is member i of its shape. Unknown members are skipped,
// as the services do; a wrong type is a SerializationException. There is no tree in between, and the number of values and
// their depth are bounded, since anybody may send a request.
package jsonbody
