// Package rest binds operations to HTTP methods, paths, queries, headers and statuses, for the two REST protocols.
//
//	method, raw path, query, headers ─ Router.Find ─► Match{Operation, labels, query}
//	Match ─ Bind ─► the input's members that are not in the body
//	output ─ Unbind ─► status and headers
//
// Paths are matched segment by segment as they were sent: an escaped slash is part of a label, and nothing is cleaned.
// What is in a body is the business of restjson and restxml.
package rest
