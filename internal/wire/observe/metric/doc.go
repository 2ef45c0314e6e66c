// Package metric counts, and writes what it counted in the text format that Prometheus reads.
//
//	Registry.Counter, .Histogram, .Counters, .Histograms, .Gauge --> what the program adds to: atomics, no lock
//	Registry.Collect                                             --> what is only looked up when somebody asks
//	Registry.ServeHTTP <-- a scrape: every family in the order it was registered
//
// The official client library would bring protocol buffers and ten modules for this; see docs/decisions/0005-metrics.md.
package metric
