// Package scalar writes the smallest parts of a message as text: strings, numbers, truth values, times and bytes.
//
// Form values, headers, path labels, query parameters and XML text all hold the same few forms:
//
//	text ─ Set ─► field of a generated struct ─ Append ─► text
//
// JSON has types of its own and takes only the times and floats from here.
package scalar
