// Package app puts the program together: it opens the data, builds core over it, mounts wire before it, runs, stops.
//
//	Start -> listen -> openData (driver) -> build (core behind guards) -> surfaces (wire, edge) -> ready
//	request -> listener (so many connections) -> front (so many requests, bodies) -> observe -> edge -> a surface
//	sweep   -> plans that could not be read, leases of stacks; again and again
//	Stop    -> unready -> no new requests -> those in flight finish -> background work ends -> data is closed
//
// It is the only package that knows everybody, and the only one that sees an unguarded API.
package app
