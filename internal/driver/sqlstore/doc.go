// Package sqlstore keeps core's nouns in an SQL database: record.Table, record.Tx and record.Changes over database/sql.
//
//	Insert, Update, Delete, Tx                    Get, Find, List
//	  | ask for a turn                              | without a transaction: a read connection
//	  v                                             | inside one: its connection, so it sees its own writes
//	writer: one goroutine, one connection           v
//	  BEGIN                                       row -> open secrets -> JSON -> *T
//	  SAVEPOINT, the caller runs its closure, RELEASE (or ROLLBACK TO: one failure does not spoil the rest)
//	  ... every caller who waits, up to a bound
//	  COMMIT: one flush to the disk for all
//	  |-> watchers get the keys
//	  '-> callers return
//
// A closure runs in the goroutine of its caller while the writer waits for it: a panic unwinds the stack it belongs to, and
// a caller never returns while its closure still runs.
//
// A noun is two tables, made by the migrations: <noun>(key, rev, body) and <noun>_index(name, value, key, uniq). What differs
// between databases is a Dialect.
package sqlstore
