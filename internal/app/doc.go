// Package app puts the program together: it opens the data, builds core over it, mounts wire before it, runs, stops.
//
//	Start -> openData (driver) -> newServices (core behind guards) -> newSurfaces (wire, edge) -> listen
//	Stop  -> no new requests -> those in flight finish -> background work ends -> data is closed
//
// It is the only package that knows everybody, and the only one that sees an unguarded API.
package app
